import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Postgres, startPostgres } from "../../e2e/postgres/start-postgres.ts";
import { describeActions } from "./actions.contract.ts";
import { openStore } from "./open-store.ts";
import { describePages } from "./page.contract.ts";
import { describeStore } from "./store.contract.ts";

const given = process.env["BUOY_TEST_DATABASE_URL"];
const NOTES = { owner: "payments", text: "", runbook: "" };
let server: Postgres | null = null;
/** A database that was given may hold clusters of an earlier run. */
const run = String(Date.now());

const url = () => given ?? server?.url ?? "";
const openAt = (cluster: string) => openStore({ databaseUrl: url(), dataDir: "", cluster: `${run}-${cluster}` });

beforeAll(async () => {
  if (!given) server = await startPostgres();
}, 60_000);
afterAll(() => server?.stop());

describeStore("PostgreSQL", openAt);
describePages("PostgreSQL", openAt);
describeActions("PostgreSQL", openAt);

describe("what a server does", () => {
  test("programs that start together make the tables once", async () => {
    const stores = await Promise.all([openAt("together"), openAt("together"), openAt("together")]);
    expect(new Set(await Promise.all(stores.map((store) => store.began())))).toEqual(new Set([null]));
    await Promise.all(stores.map((store) => store.close()));
  });

  test("a server that is not there is told without its password", async () => {
    const opening = openStore({ databaseUrl: "postgres://buoy:secret@127.0.0.1:9/buoy", dataDir: "", cluster: "one" });
    await expect(opening).rejects.toMatchObject({ code: "store-unavailable" });
    await expect(opening).rejects.toThrow(/PostgreSQL at 127\.0\.0\.1:9\/buoy cannot be used/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });

  test("a database that may only be read says so", async () => {
    const store = await openAt("read-only");
    await store.putNotes("10.0.0.1", NOTES, null, "a", 1);
    await store.close();
    const readOnly = `${url()}?options=-c%20default_transaction_read_only%3Don`;
    await expect(openStore({ databaseUrl: readOnly, dataDir: "", cluster: `${run}-read-only` })).rejects.toMatchObject({
      code: "store-read-only",
    });
  });

  test.skipIf(given)("killed: the seat is lost, calls fail, and after a restart all is there and works again", async () => {
    if (!server) throw new Error("no server");
    const store = await openAt("killed");
    const seat = await store.takeSeat("me");
    await store.putNotes("10.0.0.1", NOTES, null, "a", 1);
    await server.kill();
    await seat?.lost;
    await expect(store.notes("10.0.0.1")).rejects.toMatchObject({ code: "store-unavailable" });
    await server.start();
    expect(await store.notes("10.0.0.1")).toMatchObject({ owner: "payments" });
    const again = await store.takeSeat("me");
    expect(again?.number).toBeGreaterThan(seat?.number ?? 0);
    await again?.release();
    await store.close();
  });

  test("a seat whose connection is ended by somebody is lost, and can be taken by another", async () => {
    const [one, other] = [await openAt("seat"), await openAt("seat")];
    const seat = await one.takeSeat("one");
    const admin = new pg.Client({ connectionString: url() });
    await admin.connect();
    await admin.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()");
    await admin.end();
    await seat?.lost;
    let taken = null;
    for (let attempt = 0; attempt < 50 && !taken; attempt++) {
      taken = await other.takeSeat("other");
      if (!taken) await sleep(20);
    }
    expect(taken?.number).toBeGreaterThan(seat?.number ?? 0);
    await taken?.release();
    await Promise.all([one.close(), other.close()]);
  });
});
