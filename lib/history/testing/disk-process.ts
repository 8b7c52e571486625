import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openStore } from "../open-store.ts";
import { type HistoryStore, StoreError } from "../store.ts";
import { AT, aDraft, NOTHING } from "./drafts.ts";

/**
 * A recorder on a small disk of its own, for tests of what a disk does. It is to be started within a mount namespace, with which the
 * disk goes. Tells what it met, as JSON.
 */
const [dataDir = ""] = process.argv.slice(2);
const ballast = path.join(dataDir, "ballast");
const open = () => openStore({ databaseUrl: null, dataDir, cluster: "one" });
const mount = (options: string) => execFileSync("mount", ["-t", "tmpfs", "-o", options, "buoy-test", dataDir]);
let at = AT;

async function record(store: HistoryStore, seat: number): Promise<void> {
  at += 1;
  await store.record({ ...NOTHING, at, seat, transitions: [aDraft(at)] });
}

/** @returns How many were stored, and why no more. */
async function recordUntilRefused(store: HistoryStore, seat: number) {
  for (let stored = 0; stored < 10_000; stored += 1) {
    try {
      await record(store, seat);
    } catch (error) {
      return { stored, code: codeOf(error) };
    }
  }
  throw new Error("nothing was refused");
}

async function count(store: HistoryStore): Promise<number> {
  return (await store.transitions({ limit: 20_000, withEvidence: false })).items.length;
}

function codeOf(error: unknown): string {
  return error instanceof StoreError ? error.code : String(error);
}

mount("size=4m");
writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
const store = await open();
const taken = await store.takeSeat("me");
if (!taken) throw new Error("the seat is taken");
const seat = taken.number;
const full = await recordUntilRefused(store, seat);
const afterFull = await count(store);
rmSync(ballast);
await record(store, seat);
const withRoom = await count(store);
await store.close();

// Nothing is open for writing any more, the seat's lock apart, which ends with the release.
await taken.release();
mount("remount,ro");
const readOnly = await open().then(
  () => "opened",
  (error: unknown) => (error instanceof StoreError ? `${error.code}: ${error.message}` : String(error)),
);
mount("remount,rw");
const again = await open();
const afterAll = await count(again);
const next = await again.takeSeat("me");
await record(again, next?.number ?? 0);
process.stdout.write(JSON.stringify({ full, afterFull, withRoom, readOnly, afterAll, atLast: await count(again) }));
