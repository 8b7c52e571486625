import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type Console, startConsole, untilReady } from "../console.ts";
import { CALICO_NODE, CONFIG_MAP, GROUPS, podPath, startWritingCluster, type WritingCluster } from "../writing/writing-cluster.ts";
import { expect, test } from "./fixtures.ts";

const CLAIM = "cni.projectcalico.org/floatingIPs";
const GUARDS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

for (const group of GROUPS) {
  test.describe(`Calico's objects in ${group}`, () => {
    test.describe.configure({ timeout: 120_000 });
    let cluster: WritingCluster;
    let buoy: Console;
    test.beforeAll(async () => {
      cluster = await startWritingCluster(group);
      buoy = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin"), BUOY_WRITE: "true" });
      await untilReady(buoy.url);
    });
    test.afterAll(async () => {
      await buoy?.stop();
      await cluster?.stop();
    });

    const dialog = (page: Page) => page.getByRole("dialog");
    const apply = (page: Page) => dialog(page).getByRole("button", { name: /^Apply (the change|\d+ changes)$/ });
    const verified = (page: Page) => dialog(page).getByText("Done and verified", { exact: false });
    const felixOf = async (name: string) =>
      ((await cluster.client.get(`${cluster.calico}/felixconfigurations/${name}`)) as { spec?: { floatingIPs?: string } } | null)?.spec
        ?.floatingIPs ?? null;

    test("the Felix gate of one node is closed and taken back, and the node says so", async ({ page }) => {
      await page.goto(`${buoy.url}/setup`);
      await page.getByRole("switch", { name: "Felix gate" }).click();
      await dialog(page).getByRole("combobox").selectOption("node-b");
      await expect(dialog(page)).toContainText("FelixConfiguration node.node-b");
      await expect(dialog(page)).toContainText("Felix restarts on node-b");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await felixOf("node.node-b")).toBe("Disabled");
      // The table stands behind the dialog, out of the reach of roles.
      await expect(page.locator("tr", { hasText: "node-b" })).toContainText("Disabled");

      await dialog(page).getByRole("button", { name: "Undo" }).click();
      await apply(page).click();
      await expect(verified(page)).toHaveCount(2);
      expect(await felixOf("node.node-b")).toBeNull();
    });

    test("the Felix gate of every node is closed, what that does to an address is said first, and it is taken back", async ({ page }) => {
      await cluster.addPod({ name: "served", node: "node-a", claim: ["10.99.0.25"] });
      await page.goto(`${buoy.url}/setup?gate=felix`);
      await expect(dialog(page)).toContainText("10.99.0.25");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await felixOf("default")).toBe("Disabled");
      await dialog(page).getByRole("button", { name: "Undo" }).click();
      await apply(page).click();
      await expect(verified(page)).toHaveCount(2);
      expect(await felixOf("default")).toBe("Enabled");
    });

    test("a value that Calico rejects is mended, and the pod has its address", async ({ page }) => {
      await cluster.addPod({ name: "broken", node: "node-b" });
      await cluster.client.merge(podPath("broken"), { metadata: { annotations: { [CLAIM]: '["10.99.0.26"' } } });
      await page.goto(`${buoy.url}/findings?mend=${encodeURIComponent("Pod/default/broken")}`);
      await dialog(page).getByRole("textbox", { name: "Addresses to keep" }).fill("10.99.0.26");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      await expect.poll(() => cluster.elected("10.99.0.26").map(({ name }) => name)).toEqual(["broken"]);
    });

    test("closing the CNI gate names what could no longer start, changes one line, and is taken back to the byte", async ({ page }) => {
      await cluster.addDeployment("shop", 1, ["10.99.0.21"], "node-a");
      const text = async () =>
        ((await cluster.client.get(CONFIG_MAP)) as { data?: Record<string, string> } | null)?.data?.["cni_network_config"];
      const before = await text();
      await page.goto(`${buoy.url}/setup`);
      await page.getByRole("switch", { name: "CNI gate" }).click();
      await dialog(page).getByRole("checkbox", { name: "Restart calico-node now" }).uncheck();
      await expect(dialog(page)).toContainText(/The next pods of .*Deployment default\/shop.* could no longer start\./);
      await expect(dialog(page)).toContainText("One object changes.");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await text()).not.toBe(before);

      await dialog(page).getByRole("button", { name: "Undo" }).click();
      await apply(page).click();
      await expect(verified(page)).toHaveCount(2);
      expect(await text()).toBe(before);
    });

    test("the restart of calico-node is followed node by node, stopped, and goes on", async ({ page }) => {
      const [held] = [...cluster.player.pods.objects.values()].filter(({ metadata }) => metadata.labels?.["k8s-app"] === "calico-node");
      const setReady = (ready: boolean) => cluster.player.setReady("kube-system", held?.metadata.name ?? "", ready);
      // The controller takes no further pod while one is not ready.
      await setReady(false);
      const card = page.getByRole("region", { name: "Restart of calico-node" });
      await page.goto(`${buoy.url}/setup?gate=cni`);
      await apply(page).click();
      await expect(dialog(page).getByRole("list", { name: "The restart on each node" })).toContainText("Waiting for its turn");
      await page.keyboard.press("Escape");
      await expect(card).toContainText("0 of 3 nodes are through");
      expect(await violations(page)).toEqual([]);

      await card.getByRole("button", { name: "Stop the restart" }).click();
      await expect(dialog(page)).toContainText("3 nodes keep what they have until the rollout goes on: node-a, node-b, and node-c.");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(card).toContainText("Stopped at 0 of 3");
      await setReady(true);
      await expect(card.getByText("Kept as it is")).toHaveCount(3);

      await card.getByRole("button", { name: "Let it go on" }).click();
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(card).toContainText("Each of the 3 nodes runs calico-node of the newest template.");

      // As it was for the next test.
      await page.getByRole("switch", { name: "CNI gate" }).click();
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
    });

    test("a text that install-cni could not parse is not edited", async ({ page }) => {
      const whole = (await cluster.client.get(CONFIG_MAP)) as unknown as { data: Record<string, string> };
      await cluster.client.merge(CONFIG_MAP, { data: { cni_network_config: '{"plugins": [' } });
      await page.goto(`${buoy.url}/setup?gate=cni`);
      await expect(dialog(page)).toContainText("cni-config-invalid");
      await expect(apply(page)).toHaveCount(0);
      await cluster.client.merge(CONFIG_MAP, { data: whole.data });
    });

    test("the guard is set to audit, then to deny, refuses what is malformed, and goes", async ({ page }) => {
      await cluster.addPod({ name: "plain", node: "node-a" });
      let tries = 0;
      // A value that got in before the policy was in force may stay, so each try is another one.
      const bad = () => ({ metadata: { annotations: { [CLAIM]: `10.99.0.${++tries}` } } });
      await page.goto(`${buoy.url}/setup`);
      for (const [mode, answer] of [
        ["Audit", "Yes, with a warning to who writes it and a line in the audit log."],
        ["Deny", "No. Whoever writes one is refused, with the reason."],
        ["Turn off", "Yes, whatever it says."],
      ] as const) {
        await page.getByRole("region", { name: "Guard" }).getByRole("button", { name: mode }).click();
        await apply(page).click();
        await expect(verified(page)).toBeVisible();
        await page.keyboard.press("Escape");
        await expect(page.getByRole("region", { name: "Guard" })).toContainText(answer);
        if (mode === "Deny") {
          await expect(async () => {
            await expect(cluster.client.merge(podPath("plain"), bad())).rejects.toThrow(/must be a JSON list/);
          }).toPass({ timeout: 20_000 });
        }
      }
      expect(await cluster.client.get(`${GUARDS}/buoy-floating-ips`).catch(() => null)).toBeNull();

      await page.goto(`${buoy.url}/setup?guard=audit`);
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      await dialog(page).getByRole("button", { name: "Undo" }).click();
      await apply(page).click();
      await expect(verified(page)).toHaveCount(2);
      expect(await cluster.client.get(`${GUARDS}/buoy-floating-ips`).catch(() => null)).toBeNull();
    });

    test("addresses are held, the reservation extended, and let go of again", async ({ page }) => {
      const reserved = async () =>
        (
          (await cluster.client.get(`${cluster.calico}/ipreservations/held`).catch(() => null)) as {
            spec?: { reservedCIDRs?: string[] };
          } | null
        )?.spec?.reservedCIDRs ?? null;
      await page.goto(`${buoy.url}/addresses?reserve=10.244.9.0%2F30&held=held`);
      await expect(dialog(page)).toContainText("It is created.");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await reserved()).toEqual(["10.244.9.0/30"]);

      await page.goto(`${buoy.url}/addresses?reserve=10.244.9.8&held=held`);
      await expect(dialog(page)).toContainText("It is there and is extended.");
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await reserved()).toEqual(["10.244.9.0/30", "10.244.9.8/32"]);
      await page.keyboard.press("Escape");

      await page.getByRole("button", { name: "Release 10.244.9.0/30 of held" }).click();
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await reserved()).toEqual(["10.244.9.8/32"]);
      await dialog(page).getByRole("button", { name: "Undo" }).click();
      await apply(page).click();
      await expect(verified(page)).toHaveCount(2);
      expect((await reserved())?.toSorted()).toEqual(["10.244.9.0/30", "10.244.9.8/32"]);

      await page.goto(`${buoy.url}/addresses?release=${encodeURIComponent("10.244.9.0/30,10.244.9.8/32")}&held=held`);
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      expect(await reserved()).toBeNull();
    });

    test("an address is given, moved and taken away from the pages", async ({ page }) => {
      for (const name of ["one", "two"]) await cluster.addPod({ name, node: "node-c" });
      const target = "kind=Pod&namespace=default&name=one&scope=running";
      const applyHere = () => page.getByRole("button", { name: /^Apply (the change|\d+ changes)$/ });
      await page.goto(`${buoy.url}/give?ip=10.99.0.31&${target}`);
      await applyHere().click();
      await expect(page.getByText("Done and verified", { exact: false })).toBeVisible();

      await page.goto(`${buoy.url}/floating-ips/10.99.0.31?move=default%2Ftwo`);
      await apply(page).click();
      await expect(verified(page)).toBeVisible();
      await expect.poll(() => cluster.elected("10.99.0.31").map(({ name }) => name)).toEqual(["two"]);

      await page.goto(`${buoy.url}/give?action=detach&ip=10.99.0.31&${target.replace("name=one", "name=two")}`);
      await applyHere().click();
      await expect(page.getByText("Done and verified", { exact: false })).toBeVisible();
      expect((await cluster.client.get(podPath("two")))?.metadata.annotations ?? {}).not.toHaveProperty(CLAIM);
    });

    test("a console that is read only shows each plan, and says why it applies nothing", async ({ page }) => {
      const readOnly = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin") });
      await untilReady(readOnly.url);
      const before = await cluster.client.get(CALICO_NODE);
      for (const place of ["setup?gate=felix", "setup?gate=cni", "setup?guard=deny", "addresses?reserve=10.244.9.16&held=other"]) {
        await page.goto(`${readOnly.url}/${place}`);
        await expect(apply(page)).toBeDisabled();
        await expect(dialog(page)).toContainText("This console was started read-only.");
      }
      expect((await cluster.client.get(CALICO_NODE))?.metadata.generation).toBe(before?.metadata.generation);
      await readOnly.stop();
    });
  });
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
