import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HistoryPage } from "../../lib/contract/history.ts";
import { startConsole, untilReady } from "../console.ts";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "killed" });

test("the console is killed, a backend dies meanwhile: the next one says that it moved, and when nobody looked", async ({ cluster }) => {
  const { kube, controlPlane } = cluster;
  const ip = "172.16.7.10";
  await addNamespace(kube, "db");
  await addNode(kube, "node-a");
  for (const [name, podIp] of [
    ["pg-0", "10.244.1.10"],
    ["pg-1", "10.244.1.9"],
  ] as const) {
    await addPod(kube, { namespace: "db", name, node: "node-a", podIp, floatingIps: [ip] });
  }
  const dataDir = await mkdtemp(path.join(tmpdir(), "buoy-killed-"));
  const env = { KUBECONFIG: controlPlane.kubeconfig("admin"), BUOY_DATA_DIR: dataDir };

  const first = await startConsole(env);
  await untilReady(first.url);
  await first.kill();
  const killedAt = Date.now();
  await kube.remove("/api/v1/namespaces/db/pods/pg-0");
  const second = await startConsole(env);
  await untilReady(second.url);
  const readyAt = Date.now();

  const { items, blind } = (await (await fetch(`${second.url}/api/v1/history?ip=${ip}`)).json()) as HistoryPage;
  expect(items).toMatchObject([
    { kind: "failover", from: { nodes: [{ backend: { name: "pg-0" } }] }, to: { nodes: [{ backend: { name: "pg-1" } }] } },
  ]);
  expect(blind).toMatchObject([{ source: "all", code: "process-down" }]);
  const [row, span] = [items[0], blind[0]];
  expect([row?.notBefore, row?.notAfter]).toEqual([span?.from, span?.to]);
  expect(Date.parse(span?.from ?? "")).toBeLessThanOrEqual(killedAt);
  expect(Date.parse(span?.to ?? "")).toBeLessThanOrEqual(readyAt);

  await second.stop();
  await rm(dataDir, { recursive: true, force: true });
});
