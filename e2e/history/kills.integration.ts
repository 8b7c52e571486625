import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StreamEvent } from "../../lib/contract/stream.ts";
import { everyRow, expectChains, expectStored, isCovered } from "./check.ts";
import { keepFailingOver } from "./failing-over.ts";
import { prepareConsole } from "./killed-console.ts";
import { type PlayedCluster, programs, startPlayedCluster } from "./played-cluster.ts";
import { startRecordingConsole } from "./recording-console.ts";
import { connectTo } from "./stores.ts";

const KILLS = Number(process.env["KILLS"] ?? 50);

let cluster: PlayedCluster;
let dataDir: string;
beforeAll(async () => {
  if (!programs) return;
  cluster = await startPlayedCluster();
  dataDir = await mkdtemp(path.join(tmpdir(), "buoy-kills-"));
});
afterAll(async () => {
  await cluster?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const transitionsIn = (events: readonly StreamEvent[]) => events.flatMap((event) => (event.event === "transition" ? event.data : []));

describe.skipIf(!programs)("on a real control plane (`npm run control-plane`)", () => {
  test(`a console that is killed ${KILLS} times, at any moment of a failover, forgets nothing and says when it did not look`, async () => {
    const { kubeconfig } = cluster;
    const failing = await keepFailingOver(cluster, 3, 20);
    const seen: StreamEvent[] = [];
    const pauses: { readonly from: number; readonly to: number }[] = [];
    let killedAt: number | null = null;
    let next = prepareConsole({ kubeconfig, dataDir });
    for (let kill = 0; kill < KILLS; kill++) {
      const process = await next.begin();
      next = prepareConsole({ kubeconfig, dataDir });
      if (killedAt !== null) pauses.push({ from: killedAt, to: Date.now() });
      await sleep(Math.random() * 700);
      killedAt = await process.kill();
      seen.push(...process.seen);
    }
    next.drop();
    await failing.stop();
    const last = await startRecordingConsole(kubeconfig, connectTo(null, dataDir));
    const store = last.recorder.store();
    if (!store) throw new Error("the store is not open");
    const rows = await everyRow(store);
    const spans = await store.blind(0, Date.now());

    const told = transitionsIn(seen);
    expect(told.length).toBeGreaterThan(KILLS);
    expectStored(rows, told);
    expectChains(rows);
    expect(pauses.filter(({ from, to }) => !isCovered(spans, from, to))).toEqual([]);
    // What was shown is where a row ended, or how it was when history began.
    for (const event of seen) {
      if (event.event !== "change") continue;
      for (const { ip, state, backends } of event.data.upserted) {
        if (state !== "serving") continue;
        const uid = backends[0]?.uid;
        const known = rows.some(
          ({ ip: own, from, to }) => own === ip && [from, to].some((side) => side.nodes.some(({ backend }) => backend?.uid === uid)),
        );
        const isNow = last.item(ip)?.backends[0]?.uid === uid;
        expect(known || isNow, `${ip} was shown at ${backends[0]?.name}`).toBe(true);
      }
    }
    await last.stop();
  }, 600_000);
});
