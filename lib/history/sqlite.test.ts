import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anAction } from "#lib/actions/testing/objects.ts";
import { describeActions } from "./actions.contract.ts";
import { openStore } from "./open-store.ts";
import { describePages } from "./page.contract.ts";
import { describeStore } from "./store.contract.ts";
import { AT, aDraft, NOTHING } from "./testing/drafts.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "buoy-history-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const openIn = (name: string, cluster = "one") => openStore({ databaseUrl: null, dataDir: path.join(folder, name), cluster });
const NOTES = { owner: "payments", text: "x".repeat(2_000), runbook: "" };

describeStore("SQLite", (cluster) => openIn("contract", cluster));
describePages("SQLite", (cluster) => openIn("pages", cluster));
describeActions("SQLite", (cluster) => openIn("actions", cluster));

describe("what a disk does", () => {
  test("a full one refuses, loses nothing, and takes more when there is room again", async () => {
    const store = await openIn("full");
    await store.putNotes("10.0.0.1", NOTES, null, "a", 1);
    await store.close();
    const cramped = await openStore({ databaseUrl: null, dataDir: path.join(folder, "full"), cluster: "one", maxPages: 1 });
    await expect(cramped.putNotes("10.0.0.2", { ...NOTES, text: "x".repeat(2_000_000) }, null, "a", 1)).rejects.toMatchObject({
      code: "store-full",
    });
    const seat = (await cramped.takeSeat("me"))?.number ?? 0;
    const revision = { ...NOTHING, at: AT, seat, transitions: [aDraft(AT, { actor: "x".repeat(2_000_000) })] };
    await expect(cramped.record(revision)).rejects.toMatchObject({ code: "store-full" });
    expect(await cramped.notes("10.0.0.1")).toMatchObject({ owner: "payments" });
    expect((await cramped.transitions({ limit: 10, withEvidence: true })).items).toEqual([]);
    await cramped.close();
    const roomy = await openIn("full");
    expect((await roomy.putNotes("10.0.0.2", NOTES, null, "a", 1)).written).toBe(true);
    await roomy.close();
  });

  test("a file that a newer program has written is refused with what to do", async () => {
    await (await openIn("newer")).close();
    const raw = new DatabaseSync(path.join(folder, "newer", "history.sqlite"));
    raw.exec("insert into schema_version (version) values (99)");
    raw.close();
    await expect(openIn("newer")).rejects.toMatchObject({ code: "store-newer" });
    await expect(openIn("newer")).rejects.toThrow(/written by a newer version \(its schema is 99, this program knows \d+\)/);
  });

  test("a file that is none is damaged", async () => {
    await (await openIn("damaged")).close();
    await writeFile(path.join(folder, "damaged", "history.sqlite"), "this is no database, and long enough to be looked at as one");
    await expect(openIn("damaged")).rejects.toMatchObject({ code: "store-damaged" });
  });

  test("a file that is damaged while it is open is told so, and a copy that is put in its place is used", async () => {
    const store = await openIn("restored");
    const file = path.join(folder, "restored", "history.sqlite");
    await store.putNotes("10.0.0.1", NOTES, null, "a", 1);
    const raw = new DatabaseSync(file);
    const copy = path.join(folder, "copy.sqlite");
    raw.exec(`vacuum into '${copy}'; pragma wal_checkpoint(truncate);`);
    raw.close();
    await writeFile(file, Buffer.alloc((await stat(file)).size, 7));
    await expect(store.allNotes()).rejects.toMatchObject({ code: "store-damaged" });
    await expect(store.allNotes()).rejects.toMatchObject({ code: "store-damaged" });
    for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
    await rename(copy, file);
    expect(await store.notes("10.0.0.1")).toMatchObject({ owner: "payments" });
    expect((await store.putNotes("10.0.0.2", NOTES, null, "a", 1)).written).toBe(true);
    await store.close();
  });

  test("a folder that cannot be made is told with its path", async () => {
    await writeFile(path.join(folder, "file"), "");
    await expect(openIn(path.join("file", "below"))).rejects.toThrow(path.join(folder, "file", "below"));
  });

  test("a seat that could not be counted is free for the next try", async () => {
    const store = await openIn("uncounted");
    const raw = new DatabaseSync(path.join(folder, "uncounted", "history.sqlite"));
    raw.exec("create trigger broken before update on cluster begin select raise(abort, 'broken'); end");
    await expect(store.takeSeat("me")).rejects.toThrow("broken");
    raw.exec("drop trigger broken");
    raw.close();
    const seat = await store.takeSeat("me");
    expect(seat?.number).toBe(1);
    await seat?.release();
    await store.close();
  });
});

test("actions of an older program can be searched too", async () => {
  const old = await openIn("older");
  await old.actions.put(anAction([], { id: "first", action: "move", by: "ada", state: "failed" }));
  await old.close();
  const db = new DatabaseSync(path.join(folder, "older", "history.sqlite"));
  db.exec("alter table action drop column action; alter table action drop column by_whom; alter table action drop column outcome");
  db.exec("delete from schema_version where version >= 4");
  db.close();
  const store = await openIn("older");
  expect(await store.actions.list({ actions: ["move"], by: "ada", outcomes: ["failed"], before: null, limit: 10 })).toMatchObject([
    { id: "first" },
  ]);
  await store.close();
});
