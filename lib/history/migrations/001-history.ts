import { type Kysely, sql } from "kysely";
import type { Migration } from "./migration.ts";

/** What history is made of. Constraints say what must never be, whatever the program thinks. */
export const history: Migration = {
  version: 1,
  async up(db: Kysely<unknown>, { id }) {
    await db.schema
      .createTable("cluster")
      .addColumn("id", id.type, id.build)
      .addColumn("key", "text", (column) => column.notNull().unique())
      .addColumn("began", "bigint")
      .addColumn("heartbeat", "bigint")
      .addColumn("seat", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();

    await db.schema
      .createTable("transition")
      .addColumn("id", id.type, id.build)
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("ip", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("cause", "text", (column) => column.notNull())
      .addColumn("detail", "text")
      .addColumn("confidence", "text", (column) => column.notNull())
      .addColumn("not_before", "bigint", (column) => column.notNull())
      .addColumn("not_after", "bigint", (column) => column.notNull())
      .addColumn("detected_at", "bigint", (column) => column.notNull())
      .addColumn("from_json", "text", (column) => column.notNull())
      .addColumn("to_json", "text", (column) => column.notNull())
      .addColumn("to_hash", "text", (column) => column.notNull())
      .addColumn("gap_min", "bigint")
      .addColumn("gap_max", "bigint")
      .addColumn("overlap_min", "bigint")
      .addColumn("overlap_max", "bigint")
      .addColumn("actor", "text")
      .addColumn("action_id", "text")
      .addColumn("incident", "text")
      .addColumn("engine_version", "bigint", (column) => column.notNull())
      .addColumn("ack_at", "bigint")
      .addColumn("ack_by", "text")
      .addColumn("ack_comment", "text")
      .addCheckConstraint("transition_window", sql`not_before <= not_after`)
      .addCheckConstraint("transition_gap", sql`(gap_min is null and gap_max is null) or (gap_min >= 0 and gap_min <= gap_max)`)
      .addCheckConstraint(
        "transition_overlap",
        sql`(overlap_min is null and overlap_max is null) or (overlap_min >= 0 and overlap_min <= overlap_max)`,
      )
      .addCheckConstraint("transition_confidence", sql`(cause in ('unknown', 'not-observed')) = (confidence = 'none')`)
      .addUniqueConstraint("transition_once", ["cluster_id", "ip", "not_before", "not_after", "to_hash"])
      .execute();
    await index(db, "transition_newest", "transition", ["cluster_id", "id"]);
    await index(db, "transition_of_address", "transition", ["cluster_id", "ip", "id"]);
    await index(db, "transition_of_address_at", "transition", ["cluster_id", "ip", "not_after"]);
    await index(db, "transition_of_cause", "transition", ["cluster_id", "cause", "id"]);
    await index(db, "transition_of_kind", "transition", ["cluster_id", "kind", "id"]);
    await index(db, "transition_at", "transition", ["cluster_id", "not_after"]);

    await db.schema
      .createTable("transition_namespace")
      .addColumn("cluster_id", "bigint", (column) => column.notNull())
      .addColumn("namespace", "text", (column) => column.notNull())
      .addColumn("transition_id", "bigint", (column) => column.notNull().references("transition.id").onDelete("cascade"))
      .addPrimaryKeyConstraint("transition_namespace_key", ["cluster_id", "namespace", "transition_id"])
      .execute();
    await index(db, "transition_namespace_of", "transition_namespace", ["transition_id"]);

    await db.schema
      .createTable("evidence")
      .addColumn("transition_id", "bigint", (column) => column.notNull().references("transition.id").onDelete("cascade"))
      .addColumn("ordinal", "bigint", (column) => column.notNull())
      .addColumn("code", "text", (column) => column.notNull())
      .addColumn("facts_json", "text", (column) => column.notNull())
      .addColumn("stance", "text", (column) => column.notNull())
      .addColumn("object_json", "text", (column) => column.notNull())
      .addColumn("before_text", "text")
      .addColumn("after_text", "text")
      .addColumn("claimed_at", "bigint")
      .addColumn("received_at", "bigint", (column) => column.notNull())
      .addColumn("is_blank", "bigint", (column) => column.notNull().defaultTo(0))
      .addPrimaryKeyConstraint("evidence_key", ["transition_id", "ordinal"])
      .execute();
    await index(db, "evidence_to_blank", "evidence", ["is_blank", "received_at"]);

    await db.schema
      .createTable("last_known")
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("ip", "text", (column) => column.notNull())
      .addColumn("standing_json", "text", (column) => column.notNull())
      .addColumn("since_not_before", "bigint", (column) => column.notNull())
      .addColumn("since_not_after", "bigint", (column) => column.notNull())
      .addColumn("left_behind_json", "text")
      .addColumn("gone_since_json", "text")
      .addColumn("split_since_json", "text")
      .addColumn("last_transition_id", "bigint")
      .addPrimaryKeyConstraint("last_known_key", ["cluster_id", "ip"])
      .execute();

    await db.schema
      .createTable("detection")
      .addColumn("id", id.type, id.build)
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("ip", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("facts_json", "text", (column) => column.notNull())
      .addColumn("from_at", "bigint", (column) => column.notNull())
      .addColumn("to_at", "bigint")
      .addCheckConstraint("detection_window", sql`to_at is null or from_at <= to_at`)
      .execute();
    await sql`create unique index detection_open on detection (cluster_id, ip, kind, subject) where to_at is null`.execute(db);
    await index(db, "detection_of_address", "detection", ["cluster_id", "ip", "from_at"]);
    await index(db, "detection_at", "detection", ["cluster_id", "from_at"]);

    await db.schema
      .createTable("blind")
      .addColumn("id", id.type, id.build)
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("from_at", "bigint", (column) => column.notNull())
      .addColumn("to_at", "bigint")
      .addColumn("reason", "text", (column) => column.notNull())
      .addCheckConstraint("blind_window", sql`to_at is null or from_at <= to_at`)
      .execute();
    await sql`create unique index blind_open on blind (cluster_id, source) where to_at is null`.execute(db);
    await index(db, "blind_at", "blind", ["cluster_id", "from_at"]);

    await db.schema
      .createTable("notes")
      .addColumn("cluster_id", "bigint", (column) => column.notNull().references("cluster.id"))
      .addColumn("ip", "text", (column) => column.notNull())
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("text", "text", (column) => column.notNull())
      .addColumn("runbook", "text", (column) => column.notNull())
      .addColumn("version", "bigint", (column) => column.notNull())
      .addColumn("updated_at", "bigint", (column) => column.notNull())
      .addColumn("updated_by", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("notes_key", ["cluster_id", "ip"])
      .execute();
  },
};

function index(db: Kysely<unknown>, name: string, table: string, columns: string[]): Promise<void> {
  return db.schema.createIndex(name).on(table).columns(columns).execute();
}
