import "server-only";
import type { Insertable, Kysely, Selectable } from "kysely";
import type { Transition, TransitionDraft } from "#lib/domain/history/transition.ts";
import { noteTimes } from "./chunks.ts";
import type { Database } from "./database.ts";
import { namespacesOf, rowOfDraft, rowOfEvidence, rowOfKnown, transitionOf } from "./rows.ts";
import type { Schema } from "./schema.ts";
import { type RevisionRecord, StoreError } from "./store.ts";

/** Stores one revision: all of it or nothing. What was stored before, of which the answer was lost, is not stored again. */
export function recordRevision({ db, lockCluster }: Database, clusterId: number, revision: RevisionRecord): Promise<readonly Transition[]> {
  return db.transaction().execute(async (transaction) => {
    await lockCluster(transaction, clusterId);
    await refuseFormerSeat(transaction, clusterId, revision);
    const stored = await storeTransitions(transaction, clusterId, revision.transitions);
    await noteTimes(transaction, clusterId, stored);
    await storeKnown(transaction, clusterId, revision, stored);
    await storeDetections(transaction, clusterId, revision);
    await storeBlind(transaction, clusterId, revision);
    return stored;
  });
}

async function refuseFormerSeat(db: Kysely<Schema>, clusterId: number, { seat, at }: RevisionRecord): Promise<void> {
  const cluster = await db.selectFrom("cluster").select(["seat", "began"]).where("id", "=", clusterId).executeTakeFirstOrThrow();
  if (cluster.seat > seat) throw seatLost();
  if (cluster.began === null) await db.updateTable("cluster").set({ began: at }).where("id", "=", clusterId).execute();
}

export function seatLost(): StoreError {
  return new StoreError("seat-lost", "Another replica records by now.");
}

/** So many rows in one statement: few enough for the values that a statement takes. */
const ROWS = 200;

/**
 * In the order given. One that is there already is told as it is stored; the key leaves no way to store it twice.
 */
async function storeTransitions(db: Kysely<Schema>, clusterId: number, drafts: readonly TransitionDraft[]): Promise<readonly Transition[]> {
  const stored: Transition[] = [];
  for (let at = 0; at < drafts.length; at += ROWS) stored.push(...(await storeSome(db, clusterId, drafts.slice(at, at + ROWS))));
  return stored;
}

async function storeSome(db: Kysely<Schema>, clusterId: number, drafts: readonly TransitionDraft[]): Promise<readonly Transition[]> {
  const rows = drafts.map((draft) => rowOfDraft(draft, clusterId));
  const inserted = await db
    .insertInto("transition")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["cluster_id", "ip", "not_before", "not_after", "to_hash"]).doNothing())
    .returningAll()
    .execute();
  const byKey = new Map(inserted.map((row) => [keyOf(row), row]));
  const stored: Transition[] = [];
  const namespaces: Insertable<Schema["transition_namespace"]>[] = [];
  const evidence: Insertable<Schema["evidence"]>[] = [];
  for (const [index, row] of rows.entries()) {
    const draft = drafts[index];
    if (!draft) continue;
    const fresh = byKey.get(keyOf(row));
    stored.push(transitionOf(fresh ?? (await storedBefore(db, row)), draft.evidence));
    if (!fresh) continue;
    byKey.delete(keyOf(row));
    const { kind, cause } = draft;
    for (const namespace of namespacesOf(draft)) {
      namespaces.push({ cluster_id: clusterId, namespace, transition_id: fresh.id, kind, cause });
    }
    evidence.push(...draft.evidence.map((one, ordinal) => rowOfEvidence(one, fresh.id, ordinal)));
  }
  await insertAll(namespaces, (some) => db.insertInto("transition_namespace").values(some).execute());
  await insertAll(evidence, (some) => db.insertInto("evidence").values(some).execute());
  return stored;
}

async function insertAll<T>(rows: readonly T[], insert: (some: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) await insert(rows.slice(at, at + ROWS));
}

/** Of the rows of one cluster. */
function keyOf({
  ip,
  not_before,
  not_after,
  to_hash,
}: Pick<Selectable<Schema["transition"]>, "ip" | "not_before" | "not_after" | "to_hash">) {
  return `${ip} ${not_before} ${not_after} ${to_hash}`;
}

function storedBefore(db: Kysely<Schema>, row: ReturnType<typeof rowOfDraft>): Promise<Selectable<Schema["transition"]>> {
  return db
    .selectFrom("transition")
    .selectAll()
    .where("cluster_id", "=", row.cluster_id)
    .where("ip", "=", row.ip)
    .where("not_before", "=", row.not_before)
    .where("not_after", "=", row.not_after)
    .where("to_hash", "=", row.to_hash)
    .executeTakeFirstOrThrow();
}

async function storeKnown(
  db: Kysely<Schema>,
  clusterId: number,
  { lastKnown }: RevisionRecord,
  stored: readonly Transition[],
): Promise<void> {
  const newest = new Map(stored.map(({ ip, id }) => [ip, id]));
  // One statement cannot write a row twice; the last word counts.
  const known = new Map(lastKnown.map((one) => [one.ip, rowOfKnown(one, clusterId, newest.get(one.ip) ?? null)]));
  await insertAll([...known.values()], (some) =>
    db
      .insertInto("last_known")
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(["cluster_id", "ip"]).doUpdateSet(({ ref, fn }) => ({
          standing_json: ref("excluded.standing_json"),
          since_not_before: ref("excluded.since_not_before"),
          since_not_after: ref("excluded.since_not_after"),
          left_behind_json: ref("excluded.left_behind_json"),
          gone_since_json: ref("excluded.gone_since_json"),
          split_since_json: ref("excluded.split_since_json"),
          last_transition_id: fn.coalesce("excluded.last_transition_id", "last_known.last_transition_id"),
        })),
      )
      .execute(),
  );
}

async function storeDetections(db: Kysely<Schema>, clusterId: number, revision: RevisionRecord): Promise<void> {
  for (const { ip, kind, subject, to } of revision.closedDetections) {
    await db
      .updateTable("detection")
      .set({ to_at: to })
      .where("cluster_id", "=", clusterId)
      .where("ip", "=", ip)
      .where("kind", "=", kind)
      .where("subject", "=", subject)
      .where("to_at", "is", null)
      .execute();
  }
  for (const { ip, kind, subject, facts, from } of revision.openedDetections) {
    await db
      .insertInto("detection")
      .values({ cluster_id: clusterId, ip, kind, subject, facts_json: JSON.stringify(facts), from_at: from, to_at: null })
      // Open already, from before a lost answer.
      .onConflict((conflict) => conflict.columns(["cluster_id", "ip", "kind", "subject"]).where("to_at", "is", null).doNothing())
      .execute();
  }
}

async function storeBlind(db: Kysely<Schema>, clusterId: number, { blind }: RevisionRecord): Promise<void> {
  for (const { source, from, to, reason } of blind) {
    if (to !== null) {
      const closed = await db
        .updateTable("blind")
        .set({ to_at: to })
        .where("cluster_id", "=", clusterId)
        .where("source", "=", source)
        .where("to_at", "is", null)
        .returning("id")
        .execute();
      if (closed.length > 0) continue;
      const same = await db
        .selectFrom("blind")
        .select("id")
        .where("cluster_id", "=", clusterId)
        .where("source", "=", source)
        .where("from_at", "=", from)
        .where("to_at", "=", to)
        .executeTakeFirst();
      if (same) continue;
    }
    await db
      .insertInto("blind")
      .values({ cluster_id: clusterId, source, from_at: from, to_at: to, reason })
      .onConflict((conflict) => conflict.columns(["cluster_id", "source"]).where("to_at", "is", null).doNothing())
      .execute();
  }
}
