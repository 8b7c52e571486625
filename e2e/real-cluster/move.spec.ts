import type { Page } from "@playwright/test";
import { type Console, startConsole, untilReady } from "../console.ts";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "move" });

const CALICO = "/apis/crd.projectcalico.org/v1";
const PODS = "/api/v1/namespaces/edge/pods";
const CLAIM = "cni.projectcalico.org/floatingIPs";

let buoy: Console;
test.beforeAll(async ({ cluster: { kube, controlPlane } }) => {
  await addNamespace(kube, "edge");
  for (const name of ["node-a", "node-b"]) await addNode(kube, name);
  await kube.create(`${CALICO}/ippools`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "IPPool",
    metadata: { name: "floating" },
    spec: { cidr: "10.99.0.0/24", disabled: true, blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" },
  });
  const pod = (name: string, node: string, podIp: string, ip: string) =>
    addPod(kube, { namespace: "edge", name, node, podIp, floatingIps: [ip] });
  await pod("gw-0", "node-a", "10.244.1.10", "10.99.0.11");
  await pod("gw-1", "node-a", "10.244.1.20", "10.99.0.11");
  await pod("far-0", "node-b", "10.244.2.10", "10.99.0.12");
  await addPod(kube, { namespace: "edge", name: "free-0", node: "node-a", podIp: "10.244.1.30" });
  buoy = await startConsole({ KUBECONFIG: controlPlane.kubeconfig("admin"), BUOY_WRITE: "true" });
  await untilReady(buoy.url);
});
test.afterAll(() => buoy.stop());

const answer = (page: Page) => page.getByRole("main").locator("header").first();
const dialog = (page: Page) => page.getByRole("dialog");
const verified = (page: Page) => dialog(page).getByText("Done and verified", { exact: false });

test("the standby of a node becomes the backend, verified, and one press takes it back", async ({ page }) => {
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11`);
  await expect(answer(page)).toContainText("edge/gw-0");
  await page.getByRole("link", { name: "Make it the backend" }).click();

  await expect(dialog(page).getByRole("radio", { name: /edge\/gw-1/ })).toBeChecked();
  await expect(dialog(page)).toContainText("Pod edge/gw-0");
  await expect(dialog(page)).toContainText("Standbys of 10.99.0.11: 1 now, 0 after it.");
  await expect(dialog(page)).toContainText("Connections to 10.99.0.11 that are open now stay with the pod they have.");
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();
  await expect(verified(page)).toBeVisible();
  await expect(answer(page)).toContainText("edge/gw-1");

  await dialog(page).getByRole("button", { name: "Undo" }).click();
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();
  await expect(verified(page)).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(answer(page)).toContainText("edge/gw-0");
});

for (const { order, says } of [
  { order: "Attach first", says: "For a moment two nodes have 10.99.0.12, each for its own clients." },
  { order: "Release first", says: "For a moment nobody has 10.99.0.12." },
]) {
  test(`to a pod of another node that does not claim it, ${order.toLowerCase()}: the plan says what is on the way`, async ({ page }) => {
    await page.goto(`${buoy.url}/floating-ips/10.99.0.12?move=`);
    await expect(dialog(page)).toContainText("Choose a pod to see the plan.");
    await dialog(page).getByRole("radio", { name: "Another pod" }).check();
    await dialog(page)
      .getByRole("textbox", { name: "Namespace and name of the pod" })
      .or(dialog(page).getByRole("combobox"))
      .first()
      .fill("edge/free-0");
    await dialog(page).getByRole("button", { name: order }).click();
    await expect(dialog(page)).toContainText(says);
    await dialog(page).getByRole("button", { name: "Apply 2 changes" }).click();
    await expect(verified(page)).toBeVisible();
    await expect(answer(page)).toContainText("edge/free-0");

    await dialog(page).getByRole("button", { name: "Undo" }).click();
    await dialog(page).getByRole("button", { name: "Apply 2 changes" }).click();
    await expect(verified(page)).toHaveCount(2);
    await expect(answer(page)).toContainText("edge/far-0");
  });
}

test("a drill shows the plan, and there is nothing to press", async ({ page }) => {
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/gw-1")}`);
  await dialog(page).getByRole("checkbox", { name: "Drill" }).check();
  await expect(dialog(page)).toContainText("This is a drill: nothing can be applied here.");
  await expect(dialog(page).getByRole("button", { name: /Apply/ })).toHaveCount(0);
  await expect(dialog(page)).toContainText("Pod edge/gw-0");
});

test("who sorts before the new backend is told that it cannot stand by, and who could is asked for", async ({ page }) => {
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/gw-1")}`);
  await expect(dialog(page)).toContainText(
    "edge/gw-0 sorts before edge/gw-1 and cannot stand by: with a claim to 10.99.0.11 it would take it.",
  );
  await expect(dialog(page)).toContainText("Have pods that sort behind it claim it as well: tick that above.");
  await dialog(page).getByRole("checkbox", { name: "Give the claim to pods behind it, as standbys" }).check();
  await expect(dialog(page)).toContainText("Nobody can be made a standby");
});

test("a move that cannot be says why", async ({ page }) => {
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/nobody")}`);
  await expect(dialog(page).getByRole("alert")).toContainText("There is no Pod edge/nobody.");
  await expect(dialog(page).getByRole("button", { name: /Apply/ })).toHaveCount(0);
});

test("a pod that is off the network and a node whose gate is closed: the way out is one click away", async ({
  page,
  cluster: { kube },
}) => {
  await addPod(kube, { namespace: "edge", name: "off-0", node: "node-a", podIp: "10.244.1.50" });
  await kube.merge(`${PODS}/off-0`, { metadata: { annotations: { [CLAIM]: "{}" } } });
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/off-0")}`);
  await dialog(page).getByRole("link", { name: "Mend it" }).click();
  await expect(dialog(page)).toContainText("Mend Pod edge/off-0");
  await kube.merge(`${PODS}/off-0`, { metadata: { annotations: { [CLAIM]: null } } });

  await addNode(kube, "node-c");
  await kube.create(`${CALICO}/felixconfigurations`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "FelixConfiguration",
    metadata: { name: "node.node-c" },
    spec: { floatingIPs: "Disabled" },
  });
  await addPod(kube, { namespace: "edge", name: "closed-0", node: "node-c", podIp: "10.244.3.10" });
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/closed-0")}`);
  await expect(dialog(page).getByRole("alert")).toContainText("The Felix gate is Disabled on node-c");
  await dialog(page).getByRole("link", { name: "Open the gate" }).click();
  await expect(page).toHaveURL(/setup\?gate=felix&node=node-c/);
  await expect(dialog(page)).toContainText("node-c");
});

test("where somebody wrote since the plan was made both versions are shown, and nothing is lost", async ({ page, cluster: { kube } }) => {
  await page.goto(`${buoy.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/gw-1")}`);
  await expect(dialog(page).getByRole("button", { name: "Apply the change" })).toBeEnabled();
  await kube.merge(`${PODS}/gw-0`, { metadata: { annotations: { [CLAIM]: '["10.99.0.11","10.99.0.77"]' } } });
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();

  await expect(dialog(page).getByRole("alert")).toContainText("Somebody changed Pod edge/gw-0 since the plan was made.");
  await expect(dialog(page).getByRole("alert")).toContainText("10.99.0.77");
  expect(JSON.stringify(await kube.get(`${PODS}/gw-0`))).toContain("10.99.0.77");
  await kube.merge(`${PODS}/gw-0`, { metadata: { annotations: { [CLAIM]: '["10.99.0.11"]' } } });
  await dialog(page).getByRole("button", { name: "Make the plan again" }).click();
  await expect(dialog(page).getByRole("button", { name: "Apply the change" })).toBeEnabled();
});

test("a console that is read only shows the plan, and says why it applies nothing", async ({ page, buoy: readOnly }) => {
  await page.goto(`${readOnly.url}/floating-ips/10.99.0.11?move=${encodeURIComponent("edge/gw-1")}`);
  await expect(dialog(page)).toContainText("Pod edge/gw-0");
  await expect(dialog(page).getByRole("button", { name: "Apply the change" })).toBeDisabled();
  await expect(dialog(page)).toContainText("This console was started read-only.");
});

test("a value that Calico rejects is mended on the pod, refused at the field while it is typed wrong", async ({
  page,
  cluster: { kube },
}) => {
  await addPod(kube, { namespace: "edge", name: "broken-0", node: "node-a", podIp: "10.244.1.40" });
  await kube.merge(`${PODS}/broken-0`, { metadata: { annotations: { [CLAIM]: '["10.99.0.20"' } } });
  await page.goto(`${buoy.url}/findings`);
  const row = page.getByRole("row").filter({ hasText: "broken-0" }).first();
  await row.getByRole("link", { name: "Mend" }).click();
  const field = dialog(page).getByRole("textbox", { name: "Addresses to keep" });
  await field.fill("10.99.0.020");
  await expect(dialog(page)).toContainText("address-not-canonical");
  await field.fill("10.99.0.20");
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();
  await expect(verified(page)).toBeVisible();
  expect(JSON.stringify(await kube.get(`${PODS}/broken-0`))).toContain('[\\"10.99.0.20\\"]');

  await kube.merge(`${PODS}/broken-0`, { metadata: { annotations: { [CLAIM]: "" } } });
  await page.goto(`${buoy.url}/findings?mend=${encodeURIComponent("Pod/edge/broken-0")}`);
  await dialog(page).getByRole("textbox", { name: "Addresses to keep" }).fill("");
  await expect(dialog(page)).toContainText("No address is left: the annotation is removed.");
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();
  await expect(verified(page)).toBeVisible();
  expect(JSON.stringify(await kube.get(`${PODS}/broken-0`))).not.toContain(CLAIM);
});

test("a value that names an address of another namespace is mended only after its name was typed", async ({ page, cluster: { kube } }) => {
  await addNamespace(kube, "legacy");
  await addPod(kube, { namespace: "legacy", name: "proxy-0", node: "node-b", podIp: "10.244.2.60", floatingIps: ["10.99.0.60"] });
  await addPod(kube, { namespace: "edge", name: "stranger-0", node: "node-b", podIp: "10.244.2.61" });
  await kube.merge(`${PODS}/stranger-0`, { metadata: { annotations: { [CLAIM]: '["10.99.0.60"' } } });
  await page.goto(`${buoy.url}/findings?mend=${encodeURIComponent("Pod/edge/stranger-0")}`);
  await dialog(page).getByRole("textbox", { name: "Addresses to keep" }).fill("10.99.0.60");
  await expect(dialog(page)).toContainText("is claimed in another namespace, legacy");
  await expect(dialog(page).getByRole("button", { name: "Apply the change" })).toBeDisabled();
  await dialog(page).getByRole("textbox", { name: "legacy" }).fill("legacy");
  await dialog(page).getByRole("button", { name: "Confirm" }).click();
  await dialog(page).getByRole("button", { name: "Apply the change" }).click();
  await expect(verified(page)).toBeVisible();
});
