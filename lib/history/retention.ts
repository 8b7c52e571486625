import "server-only";
import { type Kysely, sql } from "kysely";
import { overdueOf } from "./overdue.ts";
import type { Schema } from "./schema.ts";
import type { HistoryStore } from "./store.ts";

const DAY_MS = 86_400_000;

/**
 * Forgets what is over its time: bodies of evidence, then transitions with what hangs on them, then what was wrong, blind
 * spans and actions. A step of the embedded store holds up everything else in the process: one statement of each kind, which finds what it
 * forgets by an index.
 */
export function createForgetting(db: Kysely<Schema>, clusterId: number): HistoryStore["forget"] {
  /** The address that the search for transitions has come to; `null` before the first. */
  let reached: string | null = null;

  async function forgetTransitions(edge: number, limit: number): Promise<{ removed: number; hasMore: boolean }> {
    const { ids, next } = await overdueOf(db, clusterId, edge, limit, reached);
    if (ids.length > 0) await db.deleteFrom("transition").where("id", "in", ids).execute();
    reached = next;
    return { removed: ids.length, hasMore: next !== null };
  }

  return async ({ transitionDays, evidenceDays }, now, limit) => {
    let left = limit;
    if (evidenceDays > 0) left -= await blankEvidence(db, clusterId, now - evidenceDays * DAY_MS, left);
    let hasMore = left === 0;
    if (transitionDays > 0 && left > 0) {
      const edge = now - transitionDays * DAY_MS;
      const transitions = await forgetTransitions(edge, left);
      left -= transitions.removed;
      for (const table of ["detection", "blind"] as const) {
        if (left > 0) left -= await forgetEnded(db, table, clusterId, edge, left);
      }
      if (left > 0) left -= await forgetActions(db, clusterId, edge, left);
      hasMore = transitions.hasMore || left === 0;
    }
    return { removed: limit - left, hasMore };
  };
}

async function blankEvidence(db: Kysely<Schema>, clusterId: number, edge: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update evidence set before_text = null, after_text = null, is_blank = 1
    where (transition_id, ordinal) in (
      select evidence.transition_id, evidence.ordinal from evidence join transition on transition.id = evidence.transition_id
      where evidence.is_blank = 0 and evidence.received_at < ${edge} and transition.cluster_id = ${clusterId}
      order by evidence.received_at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows);
}

/** What still runs is not over, however long ago it began. */
async function forgetActions(db: Kysely<Schema>, clusterId: number, edge: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from action where cluster_id = ${clusterId} and id in (
      select id from action where cluster_id = ${clusterId} and started_at < ${new Date(edge).toISOString()} and state <> 'running'
      order by started_at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows);
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
      select id from ${sql.table(table)} where cluster_id = ${clusterId} and to_at is not null and to_at < ${edge} order by from_at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows);
}
