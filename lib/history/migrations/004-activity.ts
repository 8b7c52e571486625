import type { Kysely } from "kysely";
import type { Migration } from "./migration.ts";

type Rows = { action: { cluster_id: number; id: string; action: string; by_whom: string; body_json: string } };

/** What the activity is searched by, beside the time and the state. */
export const activity: Migration = {
  version: 4,
  async up(db: Kysely<unknown>) {
    for (const column of ["action", "by_whom"]) {
      await db.schema
        .alterTable("action")
        .addColumn(column, "text", (added) => added.notNull().defaultTo(""))
        .execute();
    }
    // The databases read JSON each in their own way, and there are as many of these as people have clicked.
    const table = db as Kysely<Rows>;
    for (const { cluster_id, id, body_json } of await table.selectFrom("action").select(["cluster_id", "id", "body_json"]).execute()) {
      const { action, by } = JSON.parse(body_json) as { action: string; by: string };
      await table.updateTable("action").set({ action, by_whom: by }).where("cluster_id", "=", cluster_id).where("id", "=", id).execute();
    }
  },
};
