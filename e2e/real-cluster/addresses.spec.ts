import { type Console, startConsole, untilReady } from "../console.ts";
import { startWritingCluster, type WritingCluster } from "../writing/writing-cluster.ts";
import { expect, test } from "./fixtures.ts";

test.describe("the address space, while IPAM gives out addresses", () => {
  let cluster: WritingCluster;
  let buoy: Console;
  test.beforeAll(async () => {
    test.setTimeout(90_000);
    cluster = await startWritingCluster("crd.projectcalico.org/v1");
    const spec = { cidr: "10.244.0.0/16", blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" };
    await cluster.client.create(`${cluster.calico}/ippools`, {
      apiVersion: "crd.projectcalico.org/v1",
      kind: "IPPool",
      metadata: { name: "pods" },
      spec,
    });
    await cluster.addPod({ name: "first", node: "node-a" });
    buoy = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin") });
    await untilReady(buoy.url);
  });
  test.afterAll(async () => {
    await buoy?.stop();
    await cluster?.stop();
  });

  test("an allocation, a new block and a reservation appear by themselves, and are marked for a moment", async ({ page }) => {
    await page.goto(`${buoy.url}/addresses?pool=pods&view=rows`);
    const rows = page.getByRole("row").filter({ hasText: /10\.244\.\d+\.\d+\/26/ });
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText("1/64");
    await expect(page.getByText("Changed", { exact: true })).toHaveCount(0);

    await cluster.addPod({ name: "second", node: "node-a" });
    await expect(rows.first()).toContainText("2/64");
    await expect(rows.first()).toContainText("Changed");

    await cluster.addPod({ name: "third", node: "node-b" });
    await expect(rows).toHaveCount(2);
    await expect(rows.filter({ hasText: "Changed" }).filter({ hasText: "node-b" })).toHaveCount(1);

    const card = page.getByRole("region", { name: "Reservations" });
    await cluster.client.create(`${cluster.calico}/ipreservations`, {
      apiVersion: "crd.projectcalico.org/v1",
      kind: "IPReservation",
      metadata: { name: "held" },
      spec: { reservedCIDRs: ["10.244.200.0/28"] },
    });
    await expect(card.getByRole("listitem").filter({ hasText: "10.244.200.0/28" }).last()).toContainText("New");
    await expect(page.getByText("Changed", { exact: true })).toHaveCount(0);
    await expect(card.getByText("New", { exact: true })).toHaveCount(0);
  });
});
