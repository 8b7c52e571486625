import type { Kysely } from "kysely";
import { type ActionRecord, outcomeOfRecord } from "#lib/actions/action.ts";
import type { Migration } from "./migration.ts";

type Rows = { action: { cluster_id: number; id: string; outcome: string; body_json: string } };

/** What each action came to, which the activity is searched by. */
export const outcome: Migration = {
  version: 5,
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable("action")
      .addColumn("outcome", "text", (added) => added.notNull().defaultTo(""))
      .execute();
    const table = db as Kysely<Rows>;
    for (const { cluster_id, id, body_json } of await table.selectFrom("action").select(["cluster_id", "id", "body_json"]).execute()) {
      const value = outcomeOfRecord(JSON.parse(body_json) as ActionRecord);
      await table.updateTable("action").set({ outcome: value }).where("cluster_id", "=", cluster_id).where("id", "=", id).execute();
    }
  },
};
