import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "failover" });

test("a pod dies and the open page shows the next backend, without a reload", async ({ cluster, buoy, page }) => {
  const { kube } = cluster;
  await addNamespace(kube, "db");
  await addNode(kube, "node-a");
  const floatingIps = ["172.16.0.10"];
  await addPod(kube, { namespace: "db", name: "pg-0", node: "node-a", podIp: "10.244.1.10", floatingIps });
  await addPod(kube, { namespace: "db", name: "pg-1", node: "node-a", podIp: "10.244.1.9", floatingIps });
  await page.goto(buoy.url);
  const row = page.getByRole("row", { name: /172\.16\.0\.10/ });
  await expect(row).toContainText("pg-0");
  await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));

  await kube.remove("/api/v1/namespaces/db/pods/pg-0");

  // The cell with the backend's own address; others tell of the one before.
  const backend = row.getByRole("cell").filter({ hasText: "10.244.1.9" });
  await expect(backend).toContainText("pg-1");
  await expect(backend).not.toContainText("pg-0");
  await expect(row).toContainText("Failover");
  expect(await page.evaluate(() => "stillTheSamePage" in window)).toBe(true);
});
