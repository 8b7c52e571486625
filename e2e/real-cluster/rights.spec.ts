import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { parseAllDocuments } from "yaml";
import { type Console, startConsole, untilReady } from "../console.ts";
import { applyObject } from "../control-plane/apply-manifest.ts";
import { addNamespace, addNode, addPod, expect, giveRole, letRead, test } from "./fixtures.ts";

test.use({ clusterOf: "rights" });

type Source = { source: string; state: string; code: string | null };

const sourcesOf = async (buoy: Console) =>
  ((await (await fetch(`${buoy.url}/api/v1/status`)).json()) as { sources: readonly Source[] }).sources;

/** What the freshness chip says of each source. */
async function openSources(page: Page) {
  const banner = page.getByRole("banner");
  await banner.locator("button[aria-expanded]").click();
  return banner.getByRole("listitem");
}

test("a cluster without floating IPs says so, and what a claim is", async ({ buoy, page }) => {
  await page.goto(buoy.url);
  await expect(page.getByRole("main")).toContainText("No pod claims a floating IP");
  await expect(page.getByRole("main")).toContainText("cni.projectcalico.org/floatingIPs");
});

test("who may only list the pods of one namespace sees its floating IPs, and which rule each other source lacks", async ({
  cluster: { kube, controlPlane },
  page,
}) => {
  await addNamespace(kube, "shop");
  await addNode(kube, "node-a");
  await addPod(kube, { namespace: "shop", name: "web-0", node: "node-a", podIp: "10.244.1.1", floatingIps: ["172.16.3.1"] });
  await letRead(kube, "viewer", "shop", ["pods"]);
  const buoy = await startConsole({ KUBECONFIG: controlPlane.kubeconfig("viewer"), BUOY_NAMESPACES: "shop" });
  try {
    await untilReady(buoy.url);
    await page.goto(buoy.url);
    await expect(page.getByRole("row", { name: /172\.16\.3\.1/ })).toContainText("web-0");
    const sources = await openSources(page);
    await expect(sources.filter({ hasText: "pods/shop" })).toContainText("in sync");
    await expect(sources.filter({ hasText: /^nodes/ })).toContainText("Not allowed to list nodes in the whole cluster");
    await expect(sources.filter({ hasText: "services/shop" })).toContainText("Not allowed to list services in the namespace shop");
    const others = (await sourcesOf(buoy)).filter(({ source }) => source !== "pods/shop");
    expect(others.filter(({ state }) => state !== "forbidden" && state !== "absent")).toEqual([]);
  } finally {
    await buoy.stop();
  }
});

test("the roles of the manifest are enough: nothing is forbidden but the namespace where the operator would keep Calico", async ({
  cluster: { kube, controlPlane },
}) => {
  const documents = parseAllDocuments(await readFile("deploy/buoy.yaml", "utf8"));
  const roles = documents.map((document) => document.toJS()).filter(({ kind }) => kind === "Role" || kind === "ClusterRole");
  for (const role of roles) {
    await applyObject(controlPlane.url, controlPlane.token("admin"), role);
    await giveRole(kube, "reader", role.metadata.name, role.metadata.namespace);
  }
  const buoy = await startConsole({ KUBECONFIG: controlPlane.kubeconfig("reader") });
  try {
    await untilReady(buoy.url);
    const others = (await sourcesOf(buoy)).filter(({ state }) => state !== "synced" && state !== "absent");
    expect(others.map(({ source, state }) => `${source} ${state}`)).toEqual(["configmaps/calico-system forbidden"]);
  } finally {
    await buoy.stop();
  }
});

for (const { what, change, message } of [
  {
    what: "an API server that does not answer",
    change: (text: string) => text.replace(/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:9"),
    message: /The API server at https:\/\/127\.0\.0\.1:9 does not answer/,
  },
  {
    what: "a wrong token",
    change: (text: string) => text.replace("token-admin", "token-wrong"),
    message: /does not accept the credentials/,
  },
]) {
  test(`${what} is one message on the page and one line on the console`, async ({ cluster, page }) => {
    const folder = await mkdtemp(path.join(tmpdir(), "buoy-rights-"));
    const KUBECONFIG = path.join(folder, "config");
    await writeFile(KUBECONFIG, change(await readFile(cluster.controlPlane.kubeconfig("admin"), "utf8")));
    const buoy = await startConsole({ KUBECONFIG });
    try {
      await page.goto(buoy.url);
      await expect(page.locator("body").getByText(message)).toHaveCount(1);
      const lines = () =>
        buoy
          .output()
          .split("\n")
          .filter((line) => line.trim() !== "" && /error|warn|answer|credentials/i.test(line));
      await expect.poll(() => lines().filter((line) => message.test(line)).length).toBe(1);
      expect(lines()).toHaveLength(1);
    } finally {
      await buoy.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
}
