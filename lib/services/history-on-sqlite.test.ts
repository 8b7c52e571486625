import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lastKnownAfter } from "#lib/domain/history/last-known.ts";
import { aStandingPod, aTransition, heldBy } from "#lib/domain/history/testing/past.ts";
import type { BlindSpan, Standing, TransitionDraft } from "#lib/domain/history/transition.ts";
import { openStore } from "#lib/history/open-store.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { createMemoryStore } from "#lib/history/testing/memory-store.ts";
import { csvOf } from "./export-csv.ts";
import { exportPages, streamText } from "./export-pages.ts";
import type { HistorySource } from "./history-port.ts";
import { readAsOf } from "./read-as-of.ts";
import { readBands } from "./read-bands.ts";
import { readHistory } from "./read-history.ts";

const IPS = ["10.99.0.10", "10.99.0.11", "fd00:99::1"];
const START = 1_000_000;
const STEPS = 300;
const NOW = START + 1_000_000;

let folder: string;
let stores: HistoryStore[];
let edges: number[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "buoy-questions-"));
  stores = [createMemoryStore().store, await openStore({ databaseUrl: null, dataDir: folder, cluster: "one" })];
  edges = await play(stores);
});

afterAll(async () => {
  for (const store of stores) await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** The same past for each store: moves with and without a window, losses, and spans in which nobody looked. */
async function play(all: readonly HistoryStore[]): Promise<number[]> {
  const seats = await Promise.all(all.map(async (store) => (await store.takeSeat("test"))?.number ?? 0));
  const held = new Map<string, Standing>(IPS.map((ip) => [ip, heldBy()]));
  const times = new Set([START - 1, START, NOW]);
  const transitions: TransitionDraft[] = [];
  const known = new Map<string, ReturnType<typeof lastKnownAfter>>();
  const blind: BlindSpan[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const ip = IPS[(step * 7) % IPS.length] ?? "";
    const at = START + step * 100;
    const notBefore = step % 5 === 0 ? at - 60 : at;
    const from = held.get(ip) ?? heldBy();
    const namespace = step % 2 === 0 ? "payments" : "edge";
    const to = step % 4 === 3 ? heldBy() : heldBy(aStandingPod({ name: `gw-${step}`, uid: `u${step}`, namespace }));
    held.set(ip, to);
    const {
      id: _id,
      acknowledged: _acknowledged,
      ...draft
    } = aTransition({
      ip,
      at: [notBefore, at],
      from,
      to,
      kind: to.state === "unserved" ? "lost" : "failover",
      cause: step % 3 === 0 ? "pod-deleted" : "node-lost",
    });
    transitions.push(draft);
    known.set(ip, lastKnownAfter(null, draft));
    if (step % 50 === 0) blind.push({ source: "all", from: at - 60, to: at - 10, reason: "process-down" });
    if (step % 29 === 0) for (const time of [notBefore - 1, notBefore, notBefore + 30, at - 1, at, at + 1]) times.add(time);
  }
  for (const [index, store] of all.entries()) {
    const revision = { at: START, seat: seats[index] ?? 0, transitions, lastKnown: [...known.values()], blind };
    await store.record({ ...revision, openedDetections: [], closedDetections: [] });
  }
  return [...times];
}

async function answersOf<T>(ask: (source: HistorySource) => Promise<T>): Promise<T[]> {
  return Promise.all(
    stores.map((store) =>
      ask({
        store,
        recorder: () => ({ state: "recording", store: "sqlite", since: new Date(START).toISOString(), reason: null, code: null }),
        retentionDays: 400,
      }),
    ),
  );
}

test("a database answers as the memory does: pages, with every filter", async () => {
  const filters = [
    {},
    { ip: IPS[0] },
    { ip: "FD00:99::1", namespace: "edge" },
    { cause: ["node-lost" as const] },
    { kind: ["lost" as const], from: START + 5_000, to: START + 60_000 },
    { acknowledged: true },
  ];
  for (const filter of filters) {
    let cursor: string | undefined;
    do {
      const [memory, sqlite] = await answersOf((source) => readHistory(source, { ...filter, limit: 40, cursor }, NOW));
      expect(sqlite).toEqual(memory);
      cursor = memory?.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
});

test("a database answers as the memory does: who had it, at each edge", async () => {
  const given = new Set<string | undefined>();
  for (const ip of IPS) {
    for (const at of edges) {
      const [memory, sqlite] = await answersOf((source) => readAsOf(source, ip, at, NOW));
      expect(sqlite).toEqual(memory);
      given.add(memory?.answer);
    }
  }
  expect([...given].toSorted()).toEqual(["certain", "not-observed", "possible"]);
});

test("a database answers as the memory does: bands and exports", async () => {
  for (const [from, to] of [
    [START - 500, NOW],
    [START + 10_000, START + 10_400],
    [START + 10_010, START + 10_020],
  ] as const) {
    const [memory, sqlite] = await answersOf((source) => readBands(source, { from, to }, IPS, NOW));
    expect(sqlite).toEqual(memory);
  }
  const [memory, sqlite] = await answersOf(async ({ store }) =>
    new Response(streamText(csvOf(await exportPages(store, { ip: IPS[1] })))).text(),
  );
  expect(sqlite).toBe(memory);
  expect(sqlite?.split("\r\n").length).toBeGreaterThan(90);
});
