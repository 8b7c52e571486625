import type { Page } from "@playwright/test";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "stories" });

test.describe.configure({ mode: "serial" });

const SPLIT = "172.16.2.2";
const card = (page: Page, title: string) =>
  page
    .getByRole("main")
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: title }) });

test("it answers, but wrongly: the page lists from which node which pod answers, and without one pod all goes to the other", async ({
  cluster: { kube },
  buoy,
  page,
}) => {
  await addNamespace(kube, "legacy");
  await addNamespace(kube, "payments");
  await addNode(kube, "node-a");
  await addNode(kube, "node-b");
  await addPod(kube, { namespace: "payments", name: "gw-0", node: "node-a", podIp: "10.244.1.5", floatingIps: [SPLIT] });
  await addPod(kube, { namespace: "legacy", name: "proxy-0", node: "node-b", podIp: "10.244.2.5", floatingIps: [SPLIT] });

  await page.goto(`${buoy.url}/floating-ips/${SPLIT}`);
  await expect(page.getByRole("main")).toContainText("Two nodes elect a backend, so different clients reach different pods.");
  const clients = card(page, "Who reaches which pod");
  await expect(clients.getByRole("listitem").filter({ hasText: "From node-a" })).toContainText("gw-0");
  await expect(clients.getByRole("listitem").filter({ hasText: "From node-b" })).toContainText("proxy-0");

  await page.goto(`${buoy.url}/what-if?pod=legacy/proxy-0`);
  const change = page.getByRole("row", { name: SPLIT });
  await expect(change).toContainText("The split heals");
  await expect(change.getByRole("cell").nth(2)).toContainText("gw-0");
  await expect(change.getByRole("cell").nth(2)).not.toContainText("proxy-0");
});

test("it moved and nothing failed: a newer pod sorts earlier as text, and the open page says why", async ({
  cluster: { kube },
  buoy,
  page,
}) => {
  const ip = "172.16.2.3";
  await addNamespace(kube, "edge");
  await addPod(kube, { namespace: "edge", name: "lb-9", node: "node-a", podIp: "10.244.1.9", floatingIps: [ip] });
  await page.goto(`${buoy.url}/floating-ips/${ip}`);
  await expect(page.getByRole("main")).toContainText("lb-9");

  await addPod(kube, { namespace: "edge", name: "lb-10", node: "node-a", podIp: "10.244.1.10", floatingIps: [ip] });

  const claimants = card(page, "Claimants");
  await expect(claimants).toContainText("Age and readiness do not count.");
  await expect(claimants).toContainText(/lb-10.*lb-9/s);
  await expect(page.getByRole("main")).toContainText(/points at .*lb-10/s);
});

test("what if we lose node-b: every address that changes is listed, and no other", async ({ cluster: { kube }, buoy, page }) => {
  await addPod(kube, { namespace: "edge", name: "only-b", node: "node-b", podIp: "10.244.2.7", floatingIps: ["172.16.2.4"] });
  await addPod(kube, { namespace: "edge", name: "only-a", node: "node-a", podIp: "10.244.1.7", floatingIps: ["172.16.2.5"] });
  await page.goto(`${buoy.url}/what-if`);
  await expect(page.getByRole("main")).toContainText("Nothing asked yet");

  await page.getByLabel("Node lost").selectOption("node-b");

  await expect(page).toHaveURL(/node=node-b/);
  await expect(page.getByRole("main").getByRole("status")).toHaveText("1 address has nobody left and 1 split heals.");
  await expect(page.getByRole("row", { name: "172.16.2.4" })).toContainText("Nobody left");
  await expect(page.getByRole("row", { name: SPLIT })).toContainText("The split heals");
  await expect(page.getByRole("main").locator("tbody tr")).toHaveCount(2);
});
