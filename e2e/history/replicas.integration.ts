import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StreamEvent } from "../../lib/contract/stream.ts";
import type { HistoryStore } from "../../lib/history/store.ts";
import { type Postgres, startPostgres } from "../postgres/start-postgres.ts";
import { everyRow, expectChains, expectStored } from "./check.ts";
import { keepFailingOver } from "./failing-over.ts";
import { type KilledConsole, startConsoleProcess } from "./killed-console.ts";
import { type PlayedCluster, programs, startPlayedCluster, until } from "./played-cluster.ts";
import { startRecordingConsole } from "./recording-console.ts";
import { connectTo } from "./stores.ts";

const HAND_OVERS = 3;

let cluster: PlayedCluster;
let server: Postgres;
beforeAll(async () => {
  if (programs) cluster = await startPlayedCluster();
});
afterAll(() => cluster?.stop());
beforeEach(async () => {
  server = await startPostgres();
});
afterEach(() => server?.stop());

const stateOf = ({ seen }: KilledConsole) => seen.findLast((event) => event.event === "recorder")?.data.state;
const transitionsIn = (seen: readonly StreamEvent[]) => seen.flatMap((event) => (event.event === "transition" ? event.data : []));

/** Reads what was stored, with nobody recording. */
async function reading<T>(databaseUrl: string, read: (store: HistoryStore) => Promise<T>): Promise<T> {
  const console = await startRecordingConsole(cluster.kubeconfig, connectTo(databaseUrl, ""), "postgres");
  try {
    const store = console.recorder.store();
    if (!store) throw new Error("the store is not open");
    return await read(store);
  } finally {
    await console.stop();
  }
}

describe.skipIf(!programs)("on a real control plane (`npm run control-plane`) and a real PostgreSQL", () => {
  test("of two replicas exactly one records; the other takes over within 10 seconds, and a hand-over loses nothing", async () => {
    const { kubeconfig } = cluster;
    const databaseUrl = server.url;
    const failing = await keepFailingOver(cluster, 3, 20);
    let recorder = await startConsoleProcess({ kubeconfig, databaseUrl });
    const begun = Date.now();
    const told: { readonly id: number; readonly ip: string; readonly kind: string }[] = [];
    const took: number[] = [];
    for (let handOver = 0; handOver < HAND_OVERS; handOver++) {
      const standby = await startConsoleProcess({ kubeconfig, databaseUrl });
      await until(() => stateOf(standby) === "standby" && stateOf(recorder) === "recording", "one records and one stands by");
      await sleep(1_500 + Math.random() * 500);
      expect([stateOf(recorder), stateOf(standby)]).toEqual(["recording", "standby"]);
      const killedAt = await recorder.kill();
      await until(() => stateOf(standby) === "recording", "the standby records");
      took.push(Date.now() - killedAt);
      told.push(...transitionsIn(recorder.seen));
      recorder = standby;
    }
    await failing.stop();
    await sleep(500);
    await recorder.kill();
    told.push(...transitionsIn(recorder.seen));
    const { rows, spans } = await reading(databaseUrl, async (store) => ({
      rows: await everyRow(store),
      spans: await store.blind(begun, Date.now()),
    }));

    expect(Math.max(...took)).toBeLessThan(10_000);
    expect(told.length).toBeGreaterThan(HAND_OVERS * 2);
    expectStored(rows, told);
    expectChains(rows);
    // Only the last pause, in which nobody was there.
    expect(spans.map(({ source, reason }) => [source, reason])).toEqual([["all", "process-down"]]);
    expect(rows.filter(({ cause }) => cause === "not-observed")).toEqual([]);
  }, 300_000);

  test("PostgreSQL is killed and started again: pages go on, nothing is lost, and nothing is there twice", async () => {
    const databaseUrl = server.url;
    const failing = await keepFailingOver(cluster, 2, 20);
    const buoy = await startRecordingConsole(cluster.kubeconfig, connectTo(databaseUrl, ""), "postgres");
    const changes = () => buoy.events.filter(({ event }) => event === "change").length;
    const told = () => buoy.events.flatMap((event) => (event.event === "transition" ? event.data : []));
    for (let outage = 0; outage < 3; outage++) {
      await until(() => buoy.recorder.state().state === "recording", "it records");
      await sleep(300);
      await server.kill();
      const before = changes();
      await until(() => buoy.recorder.state().state !== "recording" && changes() > before + 2, "the pages go on");
      await server.start();
    }
    await until(() => buoy.recorder.state().state === "recording", "it records again");
    const end = await failing.stop();
    await until(() => told().some(({ ip }) => ip === end), "all is told");
    const store = buoy.recorder.store();
    if (!store) throw new Error("the store is not open");
    const rows = await everyRow(store);
    expectStored(rows, told());
    expect(told().map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expectChains(rows);
    expect(rows.filter(({ notBefore, notAfter }) => notBefore < notAfter)).toEqual([]);
    expect(await store.blind(0, Date.now())).toEqual([]);
    await buoy.stop();
  }, 300_000);
});
