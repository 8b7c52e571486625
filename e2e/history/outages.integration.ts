import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PROBE_TIMING } from "../../lib/cluster/probe.ts";
import type { BlindSpan, Transition } from "../../lib/domain/history/transition.ts";
import type { HistoryStore } from "../../lib/history/store.ts";
import { everyRow, expectChains, expectStored } from "./check.ts";
import { keepFailingOver } from "./failing-over.ts";
import { type PlayedCluster, PODS, programs, startPlayedCluster, until } from "./played-cluster.ts";
import { type RecordingConsole, startRecordingConsole } from "./recording-console.ts";
import { type OpenedStores, stores } from "./stores.ts";

let cluster: PlayedCluster;
beforeAll(async () => {
  if (programs) cluster = await startPlayedCluster();
});
afterAll(() => cluster?.stop());

const DECISIVE = ["pods", "nodes", "felixconfigurations"];
/** What was sent before the end may be read a little after it. */
const HEARD_LATE_MS = 1_000;
let last = 0;

describe.skipIf(!programs).each(stores)("on a real control plane (`npm run control-plane`), in $name", ({ open }) => {
  let opened: OpenedStores;
  let buoy: RecordingConsole;
  let store: HistoryStore;
  beforeEach(async () => {
    opened = await open();
    buoy = await startRecordingConsole(cluster.kubeconfig, opened.connect, opened.kind, PROBE_TIMING);
    store = buoy.recorder.store() as HistoryStore;
  });
  afterEach(async () => {
    await buoy?.stop();
    await opened?.stop();
  });

  async function pair() {
    last += 1;
    const [ip, name] = [`10.99.5.${last}`, `out-${last}`];
    for (const side of ["a", "b"]) await cluster.addPod({ name: `${name}-${side}`, node: "node-a", floatingIps: [ip] });
    await until(() => buoy.item(ip)?.standbyCount === 1, `${ip} has a standby`);
    const backend = buoy.item(ip)?.backends[0]?.name ?? "";
    return { ip, backend, standby: backend.endsWith("a") ? `${name}-b` : `${name}-a` };
  }
  const served = (ip: string, pod: string) => until(() => buoy.item(ip)?.backends[0]?.name === pod, `${pod} has ${ip}`);
  const told = () => buoy.events.flatMap((event) => (event.event === "transition" ? event.data : []));
  const isBlind = () => buoy.live.status().sources.every(({ source, state }) => !DECISIVE.includes(source) || state === "stale");
  const untilLive = async () => {
    const waiting = () => buoy.live.status().sources.filter(({ state }) => state === "stale" || state === "syncing");
    await until(() => waiting().length === 0, "all is in sync again").catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(waiting())}`);
    });
  };

  test("the API server is killed and started again: what moved meanwhile is one row, and every source that matters was blind", async () => {
    const { ip, backend, standby } = await pair();
    const before = (await everyRow(store)).length;
    await cluster.controlPlane.killApiServer();
    const killedAt = Date.now();
    await until(isBlind, "the console says that all is stale");
    const startedAt = Date.now();
    await cluster.controlPlane.startApiServer();
    await cluster.client.remove(`${PODS}/${backend}`);
    await served(ip, standby);
    await untilLive();
    const rows = (await everyRow(store)).slice(before);
    expect(rows).toMatchObject([{ ip, kind: "failover", from: { nodes: [{ backend: { name: backend } }] } }]);
    const spans = await store.blind(killedAt, Date.now());
    for (const source of DECISIVE) {
      const span = spans.find((one) => one.source === source);
      expect(span, source).toMatchObject({ reason: "watch-stale", to: expect.any(Number) });
      expect(span?.from, source).toBeLessThanOrEqual(killedAt + HEARD_LATE_MS);
      expect(span?.to, source).toBeGreaterThanOrEqual(startedAt);
    }
    for (const row of rows) expectBounds(row, spans);
  });

  test("history was compacted meanwhile: one row with its bounds, in a blind span", async () => {
    const { ip, backend, standby } = await pair();
    const before = (await everyRow(store)).length;
    cluster.controlPlane.suspendApiServer();
    await until(isBlind, "the console says that all is stale");
    cluster.controlPlane.resumeApiServer();
    await cluster.client.remove(`${PODS}/${backend}`);
    await cluster.controlPlane.compact();
    await served(ip, standby);
    await untilLive();
    const rows = (await everyRow(store)).slice(before);
    expect(rows.map(({ kind }) => kind)).toEqual(["failover"]);
    const spans = await store.blind(0, Date.now());
    expect(spans.map(({ source }) => source)).toContain("pods");
    for (const row of rows) expectBounds(row, spans);
  });

  test("failovers go on through an outage: every row starts from where the one before ended", async () => {
    const failing = await keepFailingOver(cluster, 3, 10);
    await cluster.controlPlane.killApiServer();
    await cluster.controlPlane.startApiServer();
    await untilLive();
    const end = await failing.stop();
    await until(() => told().some(({ ip }) => ip === end), "all is told");
    const rows = await everyRow(store);
    expectChains(rows);
    expectStored(rows, told());
    expect(told().map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    for (const ip of failing.ips) expect(buoy.item(ip)?.lastTransition?.id).toBe(rows.findLast((row) => row.ip === ip)?.id);
  });
});

/** At an instant, or at some time in which nobody looked. */
function expectBounds({ notBefore, notAfter }: Transition, spans: readonly BlindSpan[]): void {
  if (notBefore === notAfter) return;
  expect(notBefore).toBeGreaterThanOrEqual(Math.min(...spans.map(({ from }) => from)));
  expect(notAfter).toBeLessThanOrEqual(Math.max(...spans.map(({ to }) => to ?? Number.POSITIVE_INFINITY)));
}
