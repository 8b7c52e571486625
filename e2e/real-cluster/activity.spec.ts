import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Action, Plan } from "../../lib/contract/plans.ts";
import { type Console, startConsole, untilReady } from "../console.ts";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "activity" });

const CALICO = "/apis/crd.projectcalico.org/v1";
const GW = "/api/v1/namespaces/edge/pods/gw-0";
const IP = "10.99.0.11";

let buoy: Console;
test.beforeAll(async ({ cluster: { kube, controlPlane } }) => {
  await addNamespace(kube, "edge");
  await addNode(kube, "node-a");
  await kube.create(`${CALICO}/ippools`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "IPPool",
    metadata: { name: "floating" },
    spec: { cidr: "10.99.0.0/24", disabled: true, blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" },
  });
  await addPod(kube, { namespace: "edge", name: "gw-0", node: "node-a", podIp: "10.244.1.10" });
  buoy = await startConsole({ KUBECONFIG: controlPlane.kubeconfig("admin"), BUOY_WRITE: "true" });
  await untilReady(buoy.url);
});
test.afterAll(() => buoy.stop());

async function post<T>(path: string, body: object = {}): Promise<T> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await (await fetch(`${buoy.url}${path}`, init)).json()) as T;
}

/** Gives the address to the pod, past the page. */
async function give(): Promise<string> {
  const target = { kind: "Pod", namespace: "edge", name: "gw-0" };
  const plan = await post<Plan>("/api/v1/plans", { action: "attach", ips: [IP], target, scope: "running" });
  return (await post<{ actionId: string }>(`/api/v1/plans/${plan.id}/apply`)).actionId;
}

const rows = (page: Page) => page.getByRole("row").filter({ has: page.getByRole("button", { expanded: false }) });

test("where nothing was written the page says so, and what will stand there", async ({ page }) => {
  await page.goto(`${buoy.url}/activity`);
  await expect(page.getByText("Nothing was written through this console yet")).toBeVisible();
});

test("what another page wrote appears by itself, opens to its steps, and is taken back from there", async ({ page, cluster: { kube } }) => {
  await page.goto(`${buoy.url}/activity`);
  await give();
  await expect(rows(page).first()).toContainText(`Gave ${IP} to Pod edge/gw-0`, { timeout: 30_000 });
  await expect(rows(page).first()).toContainText("Verified");
  await expect(page.getByText("Nothing is being written.", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: `Gave ${IP}` }).click();
  await expect(page).toHaveURL(/action=/);
  await expect(page.getByText("Done and verified", { exact: false })).toBeVisible();
  await page.getByText("What differs in Pod edge/gw-0").first().click();
  await expect(page.getByRole("region", { name: "What differs in Pod edge/gw-0" })).toContainText("cni.projectcalico.org/floatingIPs");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Apply the change" }).click();

  await expect(page.getByText("Done and verified", { exact: false })).toHaveCount(2);
  await expect.poll(async () => JSON.stringify(await kube.get(GW))).not.toContain(IP);
  await expect(rows(page).first()).toContainText("Took an action back");
  await expect(page.getByRole("button", { name: "Undo" }).first()).toBeDisabled();
});

test("filters stand in the URL, are kept to by the server, and by the file that is taken away", async ({ page }) => {
  await page.goto(`${buoy.url}/activity`);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("combobox", { name: "Kind" }).selectOption({ label: "Give" });
  await expect(page).toHaveURL(/what=attach/);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByRole("status").filter({ hasText: "One action fits." })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "JSON lines" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as Action).action)).toEqual(["attach"]);

  await page.goto(`${buoy.url}/activity?outcome=failed`);
  await expect(page.getByText("No action fits the filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).last().click();
  await expect(page).toHaveURL(/\/activity$/);
  await expect(rows(page)).toHaveCount(2);
});

test("a link to an action that is not kept says so", async ({ page }) => {
  await page.goto(`${buoy.url}/activity?action=none`);
  await expect(page.getByText("There is no such action, or it is older than what is kept.")).toBeVisible();
});
