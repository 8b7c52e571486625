import "server-only";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import type { RetentionPolicy } from "./store.ts";

const DAY_MS = 86_400_000;
/** Of each address these stay, whatever their age: the first, and so many of the newest. */
const KEPT_NEWEST = 50;

/**
 * Forgets what is over its time: bodies of evidence, then transitions with what hangs on them, then what was wrong, then blind spans.
 *
 * @param limit Rows at most; a step of the embedded store holds up everything else in the process.
 */
export async function forgetStep(
  db: Kysely<Schema>,
  clusterId: number,
  { transitionDays, evidenceDays }: RetentionPolicy,
  now: number,
  limit: number,
): Promise<{ removed: number; hasMore: boolean }> {
  let removed = 0;
  const left = () => limit - removed;
  if (evidenceDays > 0) removed += await blankEvidence(db, clusterId, now - evidenceDays * DAY_MS, left());
  if (transitionDays > 0) {
    const edge = now - transitionDays * DAY_MS;
    if (left() > 0) removed += await forgetTransitions(db, clusterId, edge, left());
    if (left() > 0) removed += await forgetEnded(db, "detection", clusterId, edge, left());
    if (left() > 0) removed += await forgetEnded(db, "blind", clusterId, edge, left());
  }
  return { removed, hasMore: removed >= limit };
}

async function blankEvidence(db: Kysely<Schema>, clusterId: number, edge: number, limit: number): Promise<number> {
  const due = await db
    .selectFrom("evidence")
    .innerJoin("transition", "transition.id", "evidence.transition_id")
    .select(["evidence.transition_id", "evidence.ordinal"])
    .where("transition.cluster_id", "=", clusterId)
    .where("is_blank", "=", 0)
    .where("received_at", "<", edge)
    .limit(limit)
    .execute();
  for (const { transition_id, ordinal } of due) {
    await db
      .updateTable("evidence")
      .set({ before_text: null, after_text: null, is_blank: 1 })
      .where("transition_id", "=", transition_id)
      .where("ordinal", "=", ordinal)
      .execute();
  }
  return due.length;
}

/** Address by address, the next one that has something to forget. */
async function forgetTransitions(db: Kysely<Schema>, clusterId: number, edge: number, limit: number): Promise<number> {
  const addresses = await db
    .selectFrom("transition")
    .select(["ip"])
    .where("cluster_id", "=", clusterId)
    .where("not_after", "<", edge)
    .groupBy("ip")
    .having(({ fn }) => fn.countAll(), ">", 1)
    .execute();
  let removed = 0;
  for (const { ip } of addresses) {
    if (removed >= limit) break;
    removed += await forgetOf(db, clusterId, ip, edge, limit - removed);
  }
  return removed;
}

async function forgetOf(db: Kysely<Schema>, clusterId: number, ip: string, edge: number, limit: number): Promise<number> {
  const own = db.selectFrom("transition").select("id").where("cluster_id", "=", clusterId).where("ip", "=", ip);
  const [oldestKept] = await own
    .orderBy("id", "desc")
    .offset(KEPT_NEWEST - 1)
    .limit(1)
    .execute();
  const [first] = await own.orderBy("id").limit(1).execute();
  if (!oldestKept || !first) return 0;
  const due = await own
    .where("id", "<", oldestKept.id)
    .where("id", ">", first.id)
    .where("not_after", "<", edge)
    .orderBy("id")
    .limit(limit)
    .execute();
  if (due.length === 0) return 0;
  await db
    .deleteFrom("transition")
    .where(
      "id",
      "in",
      due.map(({ id }) => id),
    )
    .execute();
  return due.length;
}

async function forgetEnded(
  db: Kysely<Schema>,
  table: "detection" | "blind",
  clusterId: number,
  edge: number,
  limit: number,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where id in (
      select id from ${sql.table(table)} where cluster_id = ${clusterId} and to_at is not null and to_at < ${edge} order by id limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows);
}
