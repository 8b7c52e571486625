/**
 * What history costs with a million transitions, on both stores: pages, who had it then, recording, and forgetting.
 *
 * Usage: NODE_OPTIONS=--conditions=react-server node scripts/run.mjs bench/history.ts [--transitions 1000000] [--runs 40] [--sqlite] [--postgres]
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { startPostgres } from "../e2e/postgres/start-postgres.ts";
import { openStore } from "../lib/history/open-store.ts";
import type { HistoryStore, TransitionQuery } from "../lib/history/store.ts";
import { figure, hasFlag, median, numberOption, quantile, table } from "./figures.ts";
import { ADDRESSES, fillStatements, ipOf, momentOf, openRaw, type RawDatabase } from "./history-rows.ts";

const DAY_MS = 86_400_000;
const KEEP = { transitionDays: 400, evidenceDays: 90 };
const STEP = 500;

const rows = numberOption("transitions", 1_000_000);
const runs = numberOption("runs", 40);
const records = numberOption("records", 1_000);
const steps = numberOption("steps", 3_000);
const now = Date.now();

/** Different each time, and the same in each run of the bench. */
let seed = 1;
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

const anIp = () => ipOf(random(ADDRESSES));
const aMoment = () => momentOf(random(rows), rows, now);

function queries(): readonly (readonly [string, () => Partial<TransitionQuery>])[] {
  const aDay = () => {
    const from = aMoment();
    return { from, to: from + DAY_MS };
  };
  return [
    ["the newest", () => ({})],
    ["further down", () => ({ before: random(rows) })],
    ["of one address", () => ({ ip: anIp(), before: random(rows) })],
    ["of a namespace", () => ({ namespace: `team-${random(20)}`, before: random(rows) })],
    ["of a cause", () => ({ causes: ["pod-deleted"], before: random(rows) })],
    ["of three causes, one rare", () => ({ causes: ["pod-deleted", "node-lost", "not-observed"] })],
    ["of two kinds", () => ({ kinds: ["lost", "assigned"] })],
    ["of a kind that never was", () => ({ kinds: ["split"] })],
    ["of a kind and a cause that exclude each other", () => ({ kinds: ["failover"], causes: ["node-lost"] })],
    ["of a namespace and a rare cause", () => ({ namespace: `team-${random(20)}`, causes: ["not-observed"] })],
    ["of a namespace and a cause that never was", () => ({ namespace: `team-${random(20)}`, causes: ["moved"] })],
    ["acknowledged", () => ({ acknowledged: true })],
    ["not acknowledged", () => ({ acknowledged: false })],
    ["of one day", aDay],
    ["of one day and a cause", () => ({ ...aDay(), causes: ["pod-deleted"] })],
    ["of one day and an address", () => ({ ...aDay(), ip: anIp() })],
    ["of one day and a namespace", () => ({ ...aDay(), namespace: "team-3" })],
  ];
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
    await turn();
  }
  return times;
}

async function measureReading(store: HistoryStore, raw: RawDatabase) {
  const plain = await timesOf(runs, () => raw.run("select * from transition order by id desc limit 51"));
  const lines: (readonly [string, number, number])[] = [["plain SQL: the newest 51 rows", median(plain), quantile(plain, 0.95)]];
  for (const [name, query] of queries()) {
    const times = await timesOf(runs, () => store.transitions({ limit: 50, withEvidence: false, ...query() }));
    lines.push([`page: ${name}`, median(times), quantile(times, 0.95)]);
  }
  const asOf = await timesOf(runs * 5, () => store.around(anIp(), aMoment()));
  lines.push(["who had it then", median(asOf), quantile(asOf, 0.95)]);
  const last = await timesOf(5, () => store.lastTransitions(Array.from({ length: ADDRESSES }, (_, index) => ipOf(index))));
  lines.push([`the last of ${ADDRESSES} addresses`, median(last), quantile(last, 0.95)]);
  const load = await timesOf(5, () => store.load());
  lines.push(["load", median(load), quantile(load, 0.95)]);
  return lines;
}

async function measureRecording(store: HistoryStore, raw: RawDatabase) {
  const seat = await store.takeSeat("bench");
  const [sample] = (await store.transitions({ limit: 1, withEvidence: true, ip: ipOf(7) })).items;
  if (!seat || !sample) throw new Error("the bench is wrong");
  const { id: _, acknowledged: __, ...draft } = sample;
  await raw.run("create table plain (id bigint primary key, body text)");
  const body = JSON.stringify(draft);
  let turnOf = 0;
  const plain = await timesOf(records, () => raw.run(`insert into plain values (${++turnOf}, '${body}')`));
  let at = now;
  const nothing = { openedDetections: [], closedDetections: [], blind: [] };
  const since = () => ({ notBefore: at, notAfter: at });
  const one = (ip: string) => ({ ...draft, ip, ...since(), detectedAt: at });
  const known = (ip: string) => ({ ip, standing: draft.to, since: since(), leftBehind: null, goneSince: null, splitSince: null });
  const revision = (ips: readonly string[]) => {
    at += 1;
    return store.record({ at, seat: seat.number, transitions: ips.map(one), lastKnown: ips.map(known), ...nothing });
  };
  const single = await timesOf(records, () => revision([ipOf(at % ADDRESSES)]));
  const fifty = await timesOf(records / 50, () => revision(Array.from({ length: 50 }, (_, index) => ipOf(index))));
  await seat.release();
  const total = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0);
  return {
    plain: (records * 1000) / total(plain),
    single: (records * 1000) / total(single),
    fifty: ((records / 50) * 50 * 1000) / total(fifty),
  };
}

async function measureForgetting(store: HistoryStore) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  let removed = 0;
  await turn();
  delay.enable();
  for (let hasMore = true; hasMore && times.length < steps; await turn()) {
    const startedAt = performance.now();
    const step = await store.forget(KEEP, now, STEP);
    times.push(performance.now() - startedAt);
    removed += step.removed;
    hasMore = step.hasMore;
  }
  delay.disable();
  return { times, removed, longestBlockMs: delay.max / 1e6 };
}

async function bench(name: string, databaseUrl: string | null, dataDir: string): Promise<void> {
  const store = await openStore({ databaseUrl, dataDir, cluster: "bench" });
  const file = path.join(dataDir, "history.sqlite");
  const raw = await openRaw(databaseUrl, file);
  try {
    const startedAt = performance.now();
    for (const statement of fillStatements(rows, now)) await raw.run(statement);
    if (databaseUrl !== null) for (const text of ["analyze", `select setval('transition_id_seq', ${rows})`]) await raw.run(text);
    const size = databaseUrl === null ? `, ${figure((await stat(file)).size / 1e6)} MB` : "";
    console.log(`\n${name}: ${rows} transitions in ${figure((performance.now() - startedAt) / 1000)} s${size}; milliseconds`);
    console.log(table([["", "median", "p95 (budget 50)"], ...(await measureReading(store, raw))]));
    const { plain, single, fifty } = await measureRecording(store, raw);
    console.log(
      table([
        ["transitions a second", "", "ratio"],
        ["plain SQL: one row a commit", plain, 1],
        ["record, one a revision", single, single / plain],
        ["record, 50 a revision", fifty, fifty / plain],
      ]),
    );
    const { times, removed, longestBlockMs } = await measureForgetting(store);
    console.log(
      table([
        [`forgetting, ${times.length} steps of at most ${STEP}, ${removed} rows`, "ms"],
        ["a step, median", median(times)],
        ["a step, p95", quantile(times, 0.95)],
        ["a step, p99.9", quantile(times, 0.999)],
        ["a step, longest", Math.max(...times)],
        ["longest block of the event loop (budget 100)", longestBlockMs],
      ]),
    );
  } finally {
    await raw.close();
    await store.close();
  }
}

const folder = await mkdtemp(path.join(tmpdir(), "buoy-bench-"));
try {
  if (!hasFlag("postgres")) await bench("SQLite", null, folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (!hasFlag("sqlite")) {
  const server = await startPostgres();
  try {
    await bench("PostgreSQL", server.url, "");
  } finally {
    await server.stop();
  }
}
