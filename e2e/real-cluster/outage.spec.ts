import { setTimeout as sleep } from "node:timers/promises";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "outage" });

type Status = { sources: { source: string; state: string; lastEventAt: string | null }[] };

test.describe.configure({ mode: "serial" });

for (const { how, stop, start } of [
  {
    how: "killed",
    stop: (plane: { killApiServer(): Promise<void> }) => plane.killApiServer(),
    start: (plane: { startApiServer(): Promise<void> }) => plane.startApiServer(),
  },
  {
    how: "stopped, so that no connection closes,",
    stop: (plane: { suspendApiServer(): void }) => plane.suspendApiServer(),
    start: (plane: { resumeApiServer(): void }) => plane.resumeApiServer(),
  },
]) {
  test(`an API server ${how} for 20 seconds: stale with its age, then live again by itself with nothing lost`, async ({
    cluster,
    buoy,
    page,
  }) => {
    test.setTimeout(120_000);
    const { kube, controlPlane } = cluster;
    const id = how.startsWith("killed") ? 1 : 2;
    const ip = `172.16.1.${id}`;
    await addNamespace(kube, `shop-${id}`);
    await addNode(kube, `node-${id}`);
    await addPod(kube, { namespace: `shop-${id}`, name: "web-0", node: `node-${id}`, podIp: `10.244.${id}.1`, floatingIps: [ip] });
    await page.goto(`${buoy.url}/floating-ips/${ip}`);
    await expect(page.getByRole("main")).toContainText("web-0");
    const states = async () => {
      const { sources } = (await (await fetch(`${buoy.url}/api/v1/status`)).json()) as Status;
      return [...new Set(sources.map((source) => source.state))];
    };

    await stop(controlPlane);
    const stoppedAt = Date.now();

    await expect.poll(states, { intervals: [100] }).toContain("stale");
    await expect(page.getByRole("banner").getByText(/stale/i).first()).toBeVisible();

    await sleep(Math.max(0, 20_000 - (Date.now() - stoppedAt)));
    await start(controlPlane);
    await addPod(kube, { namespace: `shop-${id}`, name: "web-1", node: `node-${id}`, podIp: `10.244.${id}.0`, floatingIps: [ip] });

    await expect(page.getByRole("main")).toContainText("web-1", { timeout: 30_000 });
    await expect.poll(states, { timeout: 30_000 }).not.toContain("stale");
    await expect(page.getByRole("banner").getByText(/stale/i)).toHaveCount(0);
  });
}
