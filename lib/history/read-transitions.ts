import "server-only";
import type { Kysely, Selectable } from "kysely";
import type { Evidence, Transition } from "#lib/domain/history/transition.ts";
import type { Database } from "./database.ts";
import { idsOfPage } from "./page.ts";
import { evidenceOf, transitionOf } from "./rows.ts";
import type { Schema } from "./schema.ts";
import type { TransitionPage, TransitionQuery } from "./store.ts";

type Row = Selectable<Schema["transition"]>;

/** Newest first. */
export async function pageOf(database: Pick<Database, "db" | "kind">, clusterId: number, query: TransitionQuery): Promise<TransitionPage> {
  const { db } = database;
  const { limit } = query;
  const ids = await idsOfPage(database, clusterId, query, limit + 1);
  const shown = ids.slice(0, limit);
  if (shown.length === 0) return { items: [], hasMore: false };
  const rows = await db.selectFrom("transition").selectAll().where("id", "in", shown).orderBy("id", "desc").execute();
  return { items: await withEvidence(db, rows, query.withEvidence), hasMore: ids.length > limit };
}

export async function transitionById(db: Kysely<Schema>, clusterId: number, id: number): Promise<Transition | null> {
  const rows = await db.selectFrom("transition").selectAll().where("cluster_id", "=", clusterId).where("id", "=", id).execute();
  return (await withEvidence(db, rows, true))[0] ?? null;
}

/** SQLite takes so many values in one statement, and PostgreSQL twice as many. */
const MAX_VALUES = 30_000;

/** The newest of each address, without evidence. */
export async function newestOf(db: Kysely<Schema>, clusterId: number, ips: readonly string[]): Promise<ReadonlyMap<string, Transition>> {
  const found = new Map<string, Transition>();
  for (let at = 0; at < ips.length; at += MAX_VALUES) {
    const rows = await db
      .selectFrom("last_known")
      .innerJoin("transition", "transition.id", "last_known.last_transition_id")
      .selectAll("transition")
      .where("last_known.cluster_id", "=", clusterId)
      .where("last_known.ip", "in", ips.slice(at, at + MAX_VALUES))
      .execute();
    for (const row of rows) found.set(row.ip, transitionOf(row, []));
  }
  return found;
}

/** How many windows may hold one moment: they follow one another, so more would be an error of the recorder. */
const MAX_DURING = 50;

export async function around(db: Kysely<Schema>, clusterId: number, ip: string, at: number) {
  const own = db.selectFrom("transition").selectAll().where("cluster_id", "=", clusterId).where("ip", "=", ip);
  const [before, during, after] = await Promise.all([
    own.where("not_after", "<=", at).orderBy("not_after", "desc").orderBy("id", "desc").limit(1).execute(),
    own.where("not_after", ">", at).where("not_before", "<=", at).orderBy("not_after").orderBy("id").limit(MAX_DURING).execute(),
    own.where("not_after", ">", at).where("not_before", ">", at).orderBy("not_after").orderBy("id").limit(1).execute(),
  ]);
  const all = await withEvidence(db, [...before, ...during, ...after], true);
  return {
    before: before.length > 0 ? (all[0] ?? null) : null,
    during: all.slice(before.length, before.length + during.length),
    after: after.length > 0 ? (all.at(-1) ?? null) : null,
  };
}

export async function withEvidence(db: Kysely<Schema>, rows: readonly Row[], isWanted: boolean): Promise<readonly Transition[]> {
  if (!isWanted || rows.length === 0) return rows.map((row) => transitionOf(row, []));
  const found = await db
    .selectFrom("evidence")
    .selectAll()
    .where(
      "transition_id",
      "in",
      rows.map(({ id }) => id),
    )
    .orderBy("transition_id")
    .orderBy("ordinal")
    .execute();
  const evidence = new Map<number, Evidence[]>();
  for (const row of found) evidence.set(row.transition_id, [...(evidence.get(row.transition_id) ?? []), evidenceOf(row)]);
  return rows.map((row) => transitionOf(row, evidence.get(row.id) ?? []));
}
