import type { Migration } from "./migration.ts";

/** What was done through the console: whole, as it was meant and as it went. */
export const actions: Migration = {
  version: 2,
  async up(db) {
    await db.schema
      .createTable("action")
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("id", "text", (column) => column.notNull())
      .addColumn("started_at", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("body_json", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("action_key", ["cluster_id", "id"])
      .execute();
    await db.schema.createIndex("action_newest").on("action").columns(["cluster_id", "started_at", "id"]).execute();
    await db.schema.createIndex("action_state").on("action").columns(["cluster_id", "state"]).execute();
  },
};
