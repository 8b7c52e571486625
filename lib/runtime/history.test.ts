import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "#lib/history/open-store.ts";
import { eventually } from "../testing/eventually.ts";
import { clusterKeysIn } from "./cluster-keys.ts";
import { type RunningHistory, startHistory } from "./history.ts";

const SERVER = "https://10.0.0.1:6443";
const IP = "10.99.0.10";
const NOTES = { owner: "team edge", text: "", runbook: "" };

let dataDir: string;
let running: RunningHistory | null;
beforeEach(async () => {
  running = null;
  dataDir = await mkdtemp(path.join(tmpdir(), "buoy-history-"));
  const store = await openStore({ databaseUrl: null, dataDir, cluster: "here" });
  await store.putNotes(IP, NOTES, null, "ana", 1);
  await store.close();
});
afterEach(async () => {
  await running?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** History of an API server that does not say yet which cluster it is. */
function start() {
  const key = Promise.withResolvers<string>();
  const env = { databaseUrl: null, dataDir, retentionDays: 0, evidenceDays: 0 };
  running = startHistory(env, "instance", { key: key.promise, server: () => SERVER }, 1);
  return { store: running.store, recorder: running.recorder, key };
}

test("while the API server is out, the history of the cluster that was last found there is read, and not written", async () => {
  await clusterKeysIn(dataDir).remember(SERVER, "here");
  const { store } = start();
  await eventually(async () => expect(await store.notes(IP)).toMatchObject(NOTES));
  await expect(store.putNotes(IP, NOTES, 1, "ana", 2)).rejects.toMatchObject({ code: "store-unavailable" });
});

test("of an address where no cluster was found before there is none", async () => {
  const { store } = start();
  await expect(store.notes(IP)).rejects.toMatchObject({ code: "store-unavailable" });
});

test("the cluster that is found is remembered for its address", async () => {
  const { recorder, key } = start();
  recorder.start({ snapshot: { sources: new Map() } } as unknown as Parameters<typeof recorder.start>[0]);
  key.resolve("another");
  await eventually(() => expect(recorder.store()).not.toBeNull());
  await eventually(async () => expect(await clusterKeysIn(dataDir).read(SERVER)).toBe("another"));
  expect(await running?.store.notes(IP)).toBeNull();
});
