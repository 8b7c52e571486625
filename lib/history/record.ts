import "server-only";
import type { Kysely, Selectable } from "kysely";
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
    const stored: Transition[] = [];
    for (const draft of revision.transitions) stored.push(await storeTransition(transaction, clusterId, draft));
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

async function storeTransition(db: Kysely<Schema>, clusterId: number, draft: TransitionDraft): Promise<Transition> {
  const row = rowOfDraft(draft, clusterId);
  const inserted = await db
    .insertInto("transition")
    .values(row)
    .onConflict((conflict) => conflict.columns(["cluster_id", "ip", "not_before", "not_after", "to_hash"]).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!inserted) return transitionOf(await storedBefore(db, row), draft.evidence);
  const { kind, cause } = draft;
  const namespaces = namespacesOf(draft).map((namespace) => ({
    cluster_id: clusterId,
    namespace,
    transition_id: inserted.id,
    kind,
    cause,
  }));
  if (namespaces.length > 0) await db.insertInto("transition_namespace").values(namespaces).execute();
  const evidence = draft.evidence.map((one, ordinal) => rowOfEvidence(one, inserted.id, ordinal));
  if (evidence.length > 0) await db.insertInto("evidence").values(evidence).execute();
  return transitionOf(inserted, draft.evidence);
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
  for (const known of lastKnown) {
    const row = rowOfKnown(known, clusterId, stored.findLast(({ ip }) => ip === known.ip)?.id ?? null);
    const { cluster_id: _, ip: __, last_transition_id, ...rest } = row;
    const update = last_transition_id === null ? rest : { ...rest, last_transition_id };
    await db
      .insertInto("last_known")
      .values(row)
      .onConflict((conflict) => conflict.columns(["cluster_id", "ip"]).doUpdateSet(update))
      .execute();
  }
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
