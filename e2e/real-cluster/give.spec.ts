import type { Page } from "@playwright/test";
import { type Console, startConsole, untilReady } from "../console.ts";
import { CALICO_NODE, deploymentPath, podPath, startWritingCluster, type WritingCluster } from "../writing/writing-cluster.ts";
import { expect, test } from "./fixtures.ts";

test.use({ clusterOf: "give" });

const CLAIM = "cni.projectcalico.org/floatingIPs";
const PODS = "/api/v1/namespaces/default/pods";

let cluster: WritingCluster;
let buoy: Console;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  cluster = await startWritingCluster("crd.projectcalico.org/v1", [{ name: "viewer" }]);
  await cluster.client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  buoy = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin"), BUOY_WRITE: "true" });
  await untilReady(buoy.url);
});
test.afterAll(async () => {
  await buoy?.stop();
  await cluster?.stop();
});

const field = (page: Page) => page.getByRole("textbox", { name: "Floating IPs" });
const search = (page: Page) => page.getByRole("combobox", { name: "Workload or pod" });
const option = (page: Page, name: RegExp) => page.getByRole("option", { name });
const scope = (page: Page, name: RegExp) => page.getByRole("radio", { name });
const apply = (page: Page) => page.getByRole("button", { name: /^Apply/ });
const verified = (page: Page) => page.getByText("Done and verified", { exact: false });
const progress = (page: Page) => page.getByRole("region", { name: "What became of it" });

async function open(page: Page, query: Readonly<Record<string, string>> = {}, on = buoy): Promise<void> {
  await page.goto(`${on.url}/give?${new URLSearchParams(query)}`);
}
const deployment = (name: string) => ({ kind: "Deployment", namespace: "default", name });
const pod = (name: string, namespace = "default") => ({ kind: "Pod", namespace, name });

/** The claims of the pods of an app that are not on their way out. */
async function claimsOf(app: string): Promise<readonly (string | null)[]> {
  const { items } = await cluster.client.list(`${PODS}?labelSelector=app%3D${app}`);
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.annotations?.[CLAIM] ?? null)
    .toSorted();
}
async function templateOf(name: string): Promise<string | null> {
  const { spec } = (await cluster.client.get(deploymentPath(name))) as unknown as {
    spec: { template: { metadata: { annotations?: Record<string, string> } } };
  };
  return spec.template.metadata.annotations?.[CLAIM] ?? null;
}
async function claimOf(name: string, namespace?: string): Promise<string | undefined> {
  return (await cluster.client.get(podPath(name, namespace)))?.metadata.annotations?.[CLAIM];
}

test("an address is typed, its target found by name, and the running pods have it at once; undo takes it back", async ({ page }) => {
  await cluster.addDeployment("refunds", 2, [], "node-a");
  await open(page);
  await field(page).fill("10.99.0.13");
  await field(page).press("Enter");
  await search(page).fill("refunds");
  await option(page, /Deployment default\/refunds/).click();
  await expect(page.getByRole("table", { name: "Running pods" }).getByRole("row")).toHaveCount(3);
  await scope(page, /^Running pods/).check();

  await expect(page.getByRole("table", { name: "Running pods" })).toContainText("Backend");
  await expect(page.getByRole("table", { name: "Running pods" })).toContainText("Standby");
  await expect(page.getByText("The claim is lost when a pod of Deployment default/refunds is made anew", { exact: false })).toBeVisible();
  expect(await claimsOf("refunds")).toEqual([null, null]);
  await apply(page).click();
  await expect(verified(page)).toBeVisible();
  expect(await claimsOf("refunds")).toEqual(['["10.99.0.13"]', '["10.99.0.13"]']);
  expect(await templateOf("refunds")).toBeNull();

  await progress(page).getByRole("button", { name: "Undo" }).click();
  await apply(page).click();
  await expect(verified(page)).toHaveCount(2);
  expect(await claimsOf("refunds")).toEqual([null, null]);
});

test("with the template the pods are made anew, which is said with their number before", async ({ page }) => {
  await cluster.addDeployment("ledger", 2, [], "node-a");
  await open(page, { ip: "10.99.0.20", ...deployment("ledger"), scope: "template" });
  await expect(page.getByText("Deployment default/ledger makes its pods anew (RollingUpdate): 2 pods.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Running pods" }).getByText("Made anew")).toHaveCount(2);
  expect(await templateOf("ledger")).toBeNull();

  await apply(page).click();
  await expect(progress(page)).toContainText("Written:");
  expect(await templateOf("ledger")).toBe('["10.99.0.20"]');
  await expect.poll(() => claimsOf("ledger"), { timeout: 30_000 }).toEqual(['["10.99.0.20"]', '["10.99.0.20"]']);
});

test("both writes the running pods first, then the template", async ({ page }) => {
  await cluster.addDeployment("cards", 1, [], "node-b");
  await open(page, { ip: "10.99.0.21,10.99.0.22", ...deployment("cards"), scope: "both" });
  await expect(page.getByRole("heading", { name: /^Pod default\/cards/ })).toBeVisible();
  await expect(page.getByRole("heading", { level: 3 }).filter({ hasText: "default/cards" })).toHaveText([
    /^Pod default\/cards/,
    /^Deployment default\/cards/,
  ]);

  await apply(page).click();
  await expect(progress(page).getByText("Written:")).toHaveCount(2);
  expect(await templateOf("cards")).toBe('["10.99.0.21","10.99.0.22"]');
  await expect.poll(() => claimsOf("cards"), { timeout: 30_000 }).toEqual(['["10.99.0.21","10.99.0.22"]']);
});

test("of two addresses one is taken away: the other stays; with the last one the key goes too", async ({ page }) => {
  await cluster.addPod({ name: "pair", node: "node-a", claim: ["10.99.0.30", "10.99.0.31"] });
  await open(page, { action: "detach", ip: "10.99.0.30" });
  // Who claims the address is found by it.
  await option(page, /Pod default\/pair/).click();
  await expect(page.getByRole("checkbox", { name: "10.99.0.30" })).toBeChecked();
  await expect(scope(page, /^Template/)).toBeDisabled();
  await expect(page.getByText("A pod has no template.").first()).toBeVisible();
  await apply(page).click();
  await expect(verified(page)).toBeVisible();
  expect(await claimOf("pair")).toBe('["10.99.0.31"]');

  await open(page, { action: "detach", ...pod("pair"), scope: "running" });
  await page.getByRole("checkbox", { name: "10.99.0.31" }).check();
  await apply(page).click();
  await expect(verified(page)).toBeVisible();
  expect((await cluster.client.get(podPath("pair")))?.metadata.annotations).not.toHaveProperty([CLAIM]);
});

test("every refusal of an address stands at its field while it is typed, and nothing was written", async ({ page }) => {
  const own = await cluster.addPod({ name: "plain", node: "node-a" });
  const before = (await cluster.client.get(podPath("plain")))?.metadata.resourceVersion;
  for (const target of [{}, { ...pod("plain"), scope: "running" }]) {
    await open(page, target);
    for (const [typed, code] of [
      ["10.99.0", "address-invalid"],
      ["169.254.0.1", "address-invalid"],
      ["10.99.0.041", "address-not-canonical"],
      ["10.99.0.41/32", "address-not-canonical"],
      ["::ffff:10.99.0.41", "address-not-canonical"],
      ["10.98.0.1", "address-outside-pools"],
      [own, "address-in-use"],
      ...("kind" in target ? [["fd00::5", "address-family"] as const] : []),
    ] as const) {
      await field(page).fill(typed);
      await expect(field(page)).toHaveAccessibleDescription(new RegExp(code));
      await expect(field(page)).toHaveAttribute("aria-invalid", "true");
      await expect(apply(page)).toHaveCount(0);
    }
    await field(page).fill("10.99.0.41");
    await expect(field(page)).toHaveAccessibleDescription("");
  }
  expect((await cluster.client.get(podPath("plain")))?.metadata.resourceVersion).toBe(before);
});

test("what is typed counts, also where nobody has pressed Enter after it", async ({ page }) => {
  await cluster.addPod({ name: "typed", node: "node-b" });
  await open(page, { ...pod("typed"), scope: "running" });
  await field(page).fill("10.99.0.44");
  await apply(page).click();
  await expect(verified(page)).toBeVisible();
  expect(await claimOf("typed")).toBe('["10.99.0.44"]');
  await expect(page.getByRole("button", { name: "Remove 10.99.0.44" })).toBeVisible();
});

test("of several addresses the one that is refused is marked, and can be taken out", async ({ page }) => {
  await open(page, { ip: "10.99.0.41,10.99.0.042", ...pod("plain"), scope: "running" });
  await expect(field(page)).toHaveAccessibleDescription(/“10.99.0.042” has a leading zero/);
  await page.getByRole("button", { name: "Remove 10.99.0.042" }).click();
  await expect(apply(page)).toBeEnabled();
  await expect(page).toHaveURL(/ip=10\.99\.0\.41&/);
});

test("a target that cannot have a claim is refused at the target", async ({ page }) => {
  const spec = { nodeName: "node-a", hostNetwork: true, containers: [{ name: "app", image: "example.invalid/app" }] };
  await cluster.client.create(PODS, { apiVersion: "v1", kind: "Pod", metadata: { name: "on-host" }, spec });
  await open(page, { ip: "10.99.0.41", ...pod("on-host"), scope: "running" });
  await expect(page.getByRole("region", { name: /Target/ })).toContainText("uses the network of its node");
  await expect(page.getByRole("region", { name: /Target/ })).toContainText("target-unsupported");
});

test("an address of another workload is a warning, and one of another namespace is taken over only by its name", async ({ page }) => {
  await cluster.addPod({ name: "web", namespace: "shop", node: "node-c", claim: ["10.99.0.50"] });
  await cluster.addPod({ name: "heir", node: "node-b" });
  await open(page, { ip: "10.99.0.50", ...pod("heir"), scope: "running" });
  await expect(apply(page)).toBeDisabled();
  await expect(page.getByText("Pod web in shop claims 10.99.0.50 too", { exact: false })).toBeVisible();

  const name = page.getByRole("textbox", { name: "Type shop to take it over" });
  await name.fill("default");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(name).toHaveAccessibleDescription("That is not shop.");
  await expect(apply(page)).toBeDisabled();
  await name.fill("shop");
  await name.press("Enter");
  await expect(page.getByText("Claims of shop are taken over.")).toBeVisible();
  await apply(page).click();
  await expect(verified(page)).toBeVisible();
  expect(await claimOf("heir")).toBe('["10.99.0.50"]');
  expect(await claimOf("web", "shop")).toBe('["10.99.0.50"]');
});

test("who would lose the address to a pod that sorts earlier is named before anything happens", async ({ page }) => {
  const first = await cluster.addPod({ name: "one", node: "node-c" });
  const second = await cluster.addPod({ name: "two", node: "node-c" });
  const [early, late] = first < second ? (["one", "two"] as const) : (["two", "one"] as const);
  await cluster.client.merge(podPath(late), { metadata: { annotations: { [CLAIM]: '["10.99.0.55"]' } } });
  await expect.poll(async () => (await fetch(`${buoy.url}/api/v1/floating-ips/10.99.0.55`)).status).toBe(200);
  await open(page, { ip: "10.99.0.55", ...pod(early), scope: "running" });
  await expect(page.getByRole("table", { name: "Running pods" })).toContainText(`Takes 10.99.0.55 from default/${late}`);
  expect(await claimOf(early)).toBeUndefined();
});

test("of two who change the same pod the second sees both versions, and what the first wrote stands", async ({ page, context }) => {
  await cluster.addPod({ name: "shared", node: "node-a" });
  const second = await context.newPage();
  await open(page, { ip: "10.99.0.60", ...pod("shared"), scope: "running" });
  await open(second, { ip: "10.99.0.61", ...pod("shared"), scope: "running" });
  await expect(apply(second)).toBeEnabled();
  await apply(page).click();
  await expect(verified(page)).toBeVisible();

  await apply(second).click();
  await expect(second.getByText("Somebody changed Pod default/shared since the plan was made.")).toBeVisible();
  await expect(second.getByRole("region", { name: "What differs in Pod default/shared" })).toContainText("10.99.0.60");
  expect(await claimOf("shared")).toBe('["10.99.0.60"]');
  await second.getByRole("button", { name: "Make the plan again" }).click();
  await apply(second).click();
  await expect(verified(second)).toBeVisible();
  expect(await claimOf("shared")).toBe('["10.99.0.60","10.99.0.61"]');
});

test("what comes from a repository is recognised, and the fragment to commit stands there", async ({ page }) => {
  await cluster.addDeployment("charted", 1, [], "node-a");
  const marks = { labels: { "app.kubernetes.io/managed-by": "Helm" }, annotations: { "meta.helm.sh/release-name": "front" } };
  await cluster.client.merge(deploymentPath("charted"), { metadata: marks });
  await open(page, { ip: "10.99.0.65", ...deployment("charted"), scope: "template" });
  await expect(page.getByRole("region", { name: /Target/ })).toContainText("comes from Helm (front)");
  await page.getByText("To commit instead, where a repository owns it").last().click();
  await expect(page.getByRole("region", { name: "YAML" })).toContainText("10.99.0.65");
});

test("an address that IPAM may give to a pod is offered to be held, and the plan then has no such warning", async ({ page }) => {
  await cluster.client.create(`${cluster.calico}/ippools`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "IPPool",
    metadata: { name: "open" },
    spec: { cidr: "10.97.0.0/24", blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" },
  });
  await expect.poll(async () => (await fetch(`${buoy.url}/api/v1/addresses/10.97.0.5`)).text()).toContain('"free"');
  await cluster.addPod({ name: "held", node: "node-a" });
  await open(page, { ip: "10.97.0.5", ...pod("held"), scope: "running" });
  const warning = page.getByText("IPAM may give 10.97.0.5 to a pod: pool open is open to it.", { exact: false });
  await expect(warning).toBeVisible();
  await page.getByRole("button", { name: "Hold it with a reservation" }).click();
  const dialog = page.getByRole("dialog", { name: "Hold addresses against IPAM" });
  await dialog.getByRole("button", { name: /^Apply/ }).click();
  await expect(dialog.getByText("Done and verified", { exact: false })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(apply(page)).toBeEnabled();
  await expect(warning).toHaveCount(0);
  expect(await claimOf("held")).toBeUndefined();
});

test("a whole give works with the keyboard alone", async ({ page }) => {
  await cluster.addDeployment("keys", 1, [], "node-b");
  await open(page);
  await field(page).focus();
  await page.keyboard.type("10.99.0.70,");
  await expect(page.getByRole("button", { name: "Remove 10.99.0.70" })).toBeVisible();
  for (let presses = 0; presses < 20 && !(await isFocused(search(page))); presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.type("keys");
  await expect(option(page, /Deployment default\/keys/)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "Running pods" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Change" })).toBeFocused();
  for (let presses = 0; presses < 20 && !(await isFocused(scope(page, /^Template/))); presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(scope(page, /^Running pods/)).toBeChecked();
  await expect(apply(page)).toBeEnabled();
  for (let presses = 0; presses < 40 && !(await isFocused(apply(page))); presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(verified(page)).toBeVisible();
  expect(await claimsOf("keys")).toEqual(['["10.99.0.70"]']);
});

test("a console that only reads shows the whole plan, and says why it applies nothing", async ({ page }) => {
  const reading = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin") });
  try {
    await untilReady(reading.url);
    await open(page, { ip: "10.99.0.80", ...pod("plain"), scope: "running" }, reading);
    await expect(page.getByRole("region", { name: "What differs in Pod default/plain" })).toContainText("10.99.0.80");
    await expect(apply(page)).toBeDisabled();
    await expect(apply(page)).toHaveAccessibleDescription(/read-only/);
  } finally {
    await reading.stop();
  }
});

test("who may not read workloads is told which, instead of an empty list", async ({ page }) => {
  const blind = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("viewer") });
  try {
    await untilReady(blind.url);
    await open(page, {}, blind);
    const target = page.getByRole("region", { name: /Target/ });
    await expect(target).toContainText("deployments may not be read with the present rights.");
    await expect(target).toContainText("pods may not be read with the present rights.");
    await open(page, { ip: "10.99.0.80", ...pod("plain"), scope: "running" }, blind);
    await expect(target).toContainText("Not allowed to see this");
    await expect(apply(page)).toHaveCount(0);
  } finally {
    await blind.stop();
  }
});

test("with the CNI gate closed a template is refused where it is chosen, and the pods that would not start are named", async ({ page }) => {
  const config = "/api/v1/namespaces/kube-system/configmaps/calico-config";
  const { data } = (await cluster.client.get(config)) as unknown as { data: { cni_network_config: string } };
  const closed = data.cni_network_config.replace('"floating_ips": true', '"floating_ips": false');
  await cluster.client.merge(config, { data: { cni_network_config: closed } });
  await expect.poll(async () => (await fetch(`${buoy.url}/api/v1/gates`)).text()).toContain('"enabled":false');
  try {
    await open(page, { ip: "10.99.0.85", ...deployment("keys"), scope: "template" });
    await expect(page.getByRole("region", { name: /Where to write it/ })).toContainText("gate-closed");
    await expect(page.getByRole("table", { name: "Running pods" })).toContainText("Would not start again");
    expect(await templateOf("keys")).toBeNull();
  } finally {
    await cluster.client.merge(config, { data: { cni_network_config: data.cni_network_config } });
  }
});

test("where Calico keeps its data in etcd a running pod cannot be given an address, which stands at the scope", async ({ page }) => {
  const containers = (value: string) => [{ name: "calico-node", env: [{ name: "DATASTORE_TYPE", value }] }];
  const set = (value: string) =>
    cluster.client.patch(CALICO_NODE, { spec: { template: { spec: { containers: containers(value) } } } }, "strategic-merge-patch+json");
  await set("etcdv3");
  try {
    await expect.poll(async () => (await fetch(`${buoy.url}/api/v1/status`)).text()).toContain('"datastore":"etcd"');
    await open(page, { ip: "10.99.0.86", ...pod("plain"), scope: "running" });
    await expect(page.getByRole("region", { name: /Where to write it/ })).toContainText("cluster-unsupported");
    await expect(apply(page)).toHaveCount(0);
  } finally {
    await set("kubernetes");
  }
});

function isFocused(locator: ReturnType<typeof field>): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement).catch(() => false);
}
