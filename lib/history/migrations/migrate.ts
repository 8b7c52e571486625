import "server-only";
import { type Kysely, sql } from "kysely";
import { StoreError } from "../store.ts";
import { history } from "./001-history.ts";
import { actions } from "./002-actions.ts";
import { pages } from "./003-pages.ts";
import { activity } from "./004-activity.ts";
import { outcome } from "./005-outcome.ts";
import type { IdColumn, Migration } from "./migration.ts";

const MIGRATIONS: readonly Migration[] = [history, actions, pages, activity, outcome];
const NEWEST = MIGRATIONS.length;

type Versioned = { schema_version: { version: number } };

/**
 * Brings a database forward to what this program knows.
 *
 * Each step and its number are one transaction. Replicas that start together wait for one another.
 *
 * @param lock Waits for the others within the transaction.
 * @throws {StoreError} `store-newer` when a newer program has been here.
 */
export async function migrate(db: Kysely<unknown>, id: IdColumn, lock: (transaction: Kysely<unknown>) => Promise<void>): Promise<void> {
  for (let isDone = false; !isDone; ) {
    isDone = await db.transaction().execute(async (transaction) => {
      await lock(transaction);
      const present = await versionOf(transaction);
      if (present > NEWEST) {
        throw new StoreError(
          "store-newer",
          `The history was written by a newer version (its schema is ${present}, this program knows ${NEWEST}). Use that version, or another place for the history.`,
        );
      }
      const next = MIGRATIONS[present];
      if (!next) return true;
      await next.up(transaction, { id });
      await (transaction as Kysely<Versioned>).insertInto("schema_version").values({ version: next.version }).execute();
      return false;
    });
  }
}

async function versionOf(db: Kysely<unknown>): Promise<number> {
  await sql`create table if not exists schema_version (version bigint not null primary key)`.execute(db);
  const newest = await (db as Kysely<Versioned>)
    .selectFrom("schema_version")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirst();
  return newest?.version ?? 0;
}
