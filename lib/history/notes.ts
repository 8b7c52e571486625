import "server-only";
import type { Kysely } from "kysely";
import { notesOf } from "./rows.ts";
import type { Schema } from "./schema.ts";
import type { HistoryStore } from "./store.ts";

/** Notes are written for the version that the writer has read, and by nobody else meanwhile. */
export function notesStoreOf(
  db: Kysely<Schema>,
  clusterId: number,
  safely: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<HistoryStore, "notes" | "allNotes" | "putNotes"> {
  async function read(ip: string) {
    const row = await db.selectFrom("notes").selectAll().where("cluster_id", "=", clusterId).where("ip", "=", ip).executeTakeFirst();
    return row ? notesOf(row) : null;
  }

  return {
    notes: (ip) => safely(() => read(ip)),
    allNotes: () =>
      safely(async () => {
        const rows = await db.selectFrom("notes").selectAll().where("cluster_id", "=", clusterId).execute();
        return new Map(rows.map((row) => [row.ip, notesOf(row)]));
      }),
    putNotes: (ip, { owner, text, runbook }, expected, by, at) =>
      safely(async () => {
        const fields = { owner, text, runbook, version: (expected ?? 0) + 1, updated_at: at, updated_by: by };
        const written =
          expected === null
            ? await db
                .insertInto("notes")
                .values({ cluster_id: clusterId, ip, ...fields })
                .onConflict((conflict) => conflict.columns(["cluster_id", "ip"]).doNothing())
                .returning("version")
                .execute()
            : await db
                .updateTable("notes")
                .set(fields)
                .where("cluster_id", "=", clusterId)
                .where("ip", "=", ip)
                .where("version", "=", expected)
                .returning("version")
                .execute();
        return { written: written.length > 0, notes: await read(ip) };
      }),
  };
}
