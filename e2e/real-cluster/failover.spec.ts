import en from "../../messages/en/history.json" with { type: "json" };
import zh from "../../messages/zh-CN/history.json" with { type: "json" };
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "failover" });

const IP = "172.16.0.10";
const PODS = "/api/v1/namespaces/db/pods";
const LANGUAGES = [
  { locale: "en", words: en },
  { locale: "zh-CN", words: zh },
] as const;

test.beforeAll(async ({ cluster: { kube } }) => {
  await addNamespace(kube, "db");
  await addNode(kube, "node-a");
});

test.beforeEach(async ({ cluster: { kube } }) => {
  await addPod(kube, { namespace: "db", name: "pg-0", node: "node-a", podIp: "10.244.1.10", floatingIps: [IP] });
  await addPod(kube, { namespace: "db", name: "pg-1", node: "node-a", podIp: "10.244.1.9", floatingIps: [IP] });
});

test.afterEach(async ({ cluster: { kube } }) => {
  await kube.remove(`${PODS}/pg-0`);
  await kube.remove(`${PODS}/pg-1`);
});

test("a pod dies and the open page shows the next backend, without a reload", async ({ cluster, buoy, page }) => {
  await page.goto(buoy.url);
  const row = page.getByRole("row", { name: /172\.16\.0\.10/ });
  await expect(row).toContainText("pg-0");
  await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));

  await cluster.kube.remove(`${PODS}/pg-0`);

  // The cell with the backend's own address; others tell of the one before.
  const backend = row.getByRole("cell").filter({ hasText: "10.244.1.9" });
  await expect(backend).toContainText("pg-1");
  await expect(backend).not.toContainText("pg-0");
  await expect(row).toContainText("Failover");
  expect(await page.evaluate(() => "stillTheSamePage" in window)).toBe(true);
});

for (const { locale, words } of LANGUAGES) {
  test(`a failover is in the list, on the page of the address, in the history and in the export, in the words of ${locale}`, async ({
    cluster,
    buoy,
    context,
  }) => {
    const [list, address, history] = await Promise.all(
      ["/", `/floating-ips/${IP}`, "/history"].map(async (path) => {
        const page = await context.newPage();
        await page.goto(`${buoy.url}${path}?lang=${locale}`);
        return page;
      }),
    );
    if (!list || !address || !history) throw new Error("a page did not open");
    await expect(list.locator(`tr[data-ip="${IP}"]`)).toContainText("pg-0");
    await expect(address.getByRole("main")).toContainText("pg-0");
    await expect(history.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await list.evaluate(() => document.documentElement.lang)).toBe(locale);

    await cluster.kube.remove(`${PODS}/pg-0`);

    const kind = words.kinds.failover;
    await expect(list.locator(`tr[data-ip="${IP}"]`)).toContainText(kind);
    for (const page of [address, history]) {
      const newest = page.locator("tr[data-transition]").first();
      await expect(newest).toContainText(kind);
      await expect(newest).toContainText(words.causes["pod-deleted"]);
      await expect(newest).toContainText("pg-1");
    }
    const { items } = (await (await fetch(`${buoy.url}/api/v1/history?ip=${IP}&limit=1`)).json()) as { items: object[] };
    expect(items[0]).toMatchObject({ kind: "failover", cause: "pod-deleted" });
    const exported = await (await fetch(`${buoy.url}/api/v1/history?ip=${IP}&format=csv`)).text();
    expect(exported).toContain("failover");
  });
}
