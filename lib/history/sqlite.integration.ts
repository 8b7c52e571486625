import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./open-store.ts";

const KILLS = 10;
const DISK = new URL("testing/disk-process.ts", import.meta.url).pathname;
/** In a namespace of its own anybody may mount a small disk, where the kernel lets them. */
const OWN_MOUNTS = ["--map-root-user", "--mount"];
const canMount = spawnSync("unshare", [...OWN_MOUNTS, "true"]).status === 0;
const WRITER = new URL("testing/writing-process.ts", import.meta.url).pathname;

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "buoy-killed-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** Writes until it is killed, at a random moment after its first revision. @returns Each revision that it called stored. */
async function writeUntilKilled(): Promise<readonly string[]> {
  const env = { ...process.env, VITEST: "", LOG_LEVEL: "silent" };
  const child = spawn(process.execPath, ["--conditions=react-server", WRITER, dataDir], { env, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  if (child.exitCode !== null) throw new Error(`the writer ended: ${errors}`);
  await pause(Math.random() * 300);
  child.kill("SIGKILL");
  await closed;
  // What was cut off in the middle was not told.
  return told.split("\n").slice(0, -1);
}

test("killed at any moment: what was called stored is there, whole and once, and the next process can record", async () => {
  const told: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) told.push(...(await writeUntilKilled()));

  const store = await openStore({ databaseUrl: null, dataDir, cluster: "one" });
  const stored = new Map<string, number>();
  for (let before: number | undefined, hasMore = true; hasMore; ) {
    const page = await store.transitions({ limit: 1_000, before, withEvidence: true });
    for (const { id, notAfter, evidence } of page.items) {
      stored.set(`${id}@${notAfter}`, evidence.length);
      before = id;
    }
    hasMore = page.hasMore;
  }
  expect(told.length).toBeGreaterThan(KILLS);
  expect(told.flatMap((line) => line.split(" ")).filter((one) => !stored.has(one))).toEqual([]);
  expect(new Set([...stored.keys()].map((one) => one.split("@")[1])).size).toBe(stored.size);
  expect([...stored.values()].every((evidence) => evidence === 1)).toBe(true);
  // All of a revision: three transitions and a blind span.
  expect([stored.size % 3, (await store.blind(0, Number.MAX_SAFE_INTEGER)).length]).toEqual([0, stored.size / 3]);
  const seat = await store.takeSeat("after");
  expect(seat?.number).toBe(KILLS + 1);
  await seat?.release();
  await store.close();

  const raw = new DatabaseSync(path.join(dataDir, "history.sqlite"));
  expect(raw.prepare("pragma integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  expect(raw.prepare("pragma foreign_key_check").all()).toEqual([]);
  raw.close();
});

test.skipIf(!canMount)("a disk that is full, then read-only: it says which, loses nothing, and works again when it is over", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-disk-"));
  try {
    const args = [...OWN_MOUNTS, process.execPath, "--conditions=react-server", DISK, folder];
    const { stdout } = await promisify(execFile)("unshare", args, { env: { ...process.env, VITEST: "", LOG_LEVEL: "silent" } });
    const { full, afterFull, withRoom, readOnly, afterAll: kept, atLast } = JSON.parse(stdout);
    expect(full).toEqual({ stored: expect.any(Number), code: "store-full" });
    expect(full.stored).toBeGreaterThan(0);
    expect([afterFull, withRoom]).toEqual([full.stored, full.stored + 1]);
    expect(readOnly).toMatch(/^store-read-only: .*its folder or disk is read-only/);
    expect([kept, atLast]).toEqual([withRoom, withRoom + 1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
