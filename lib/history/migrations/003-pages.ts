import { type Kysely, sql } from "kysely";
import { CHUNK } from "../chunks.ts";
import type { Migration } from "./migration.ts";

/**
 * What lets a page of any filter be read at a million transitions.
 *
 * `transition_chunk` holds the times of so many ids in a row: ids follow the order of storing, times nearly do.
 */
export const pages: Migration = {
  version: 3,
  async up(db) {
    for (const old of ["transition_of_cause", "transition_of_kind", "transition_of_address_at", "transition_at"]) {
      await db.schema.dropIndex(old).execute();
    }
    await index(db, "transition_of_kind_and_cause", "transition", ["cluster_id", "kind", "cause", "id"]);
    await index(db, "transition_of_address_at", "transition", ["cluster_id", "ip", "not_after", "not_before"]);
    await sql`create index transition_seen on transition (cluster_id, id) where ack_at is not null`.execute(db);
    await sql`create index transition_unseen on transition (cluster_id, id) where ack_at is null`.execute(db);

    for (const column of ["kind", "cause"]) {
      await db.schema
        .alterTable("transition_namespace")
        .addColumn(column, "text", (added) => added.notNull().defaultTo(""))
        .execute();
      await sql`update transition_namespace set ${sql.ref(column)} =
        (select ${sql.ref(column)} from transition where transition.id = transition_namespace.transition_id)`.execute(db);
    }
    const columns = ["cluster_id", "namespace", "kind", "cause", "transition_id"];
    await index(db, "transition_namespace_of_kind_and_cause", "transition_namespace", columns);

    await db.schema
      .createTable("transition_chunk")
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("chunk", "bigint", (column) => column.notNull())
      .addColumn("not_before", "bigint", (column) => column.notNull())
      .addColumn("not_after", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("transition_chunk_key", ["cluster_id", "chunk"])
      .execute();
    await sql`insert into transition_chunk (cluster_id, chunk, not_before, not_after)
      select cluster_id, id / ${sql.lit(CHUNK)}, min(not_before), max(not_after) from transition group by cluster_id, id / ${sql.lit(CHUNK)}`.execute(
      db,
    );
  },
};

function index(db: Kysely<unknown>, name: string, table: string, columns: string[]): Promise<void> {
  return db.schema.createIndex(name).on(table).columns(columns).execute();
}
