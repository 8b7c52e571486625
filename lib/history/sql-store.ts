import "server-only";
import type { Kysely } from "kysely";
import type { ActionStore } from "#lib/actions/action.ts";
import { actionsOf } from "./action-store.ts";
import type { Database } from "./database.ts";
import { notesStoreOf } from "./notes.ts";
import { around, newestOf, pageOf, transitionById } from "./read-transitions.ts";
import { recordRevision, seatLost } from "./record.ts";
import { createForgetting } from "./retention.ts";
import { detectionOf, knownOf, spanOf } from "./rows.ts";
import type { Schema } from "./schema.ts";
import type { HistoryStore, StoredState } from "./store.ts";

/** The history of one cluster in a database. */
export async function createSqlStore(database: Database, key: string): Promise<HistoryStore & { readonly actions: ActionStore }> {
  const { db, kind, errorOf } = database;
  const clusterId = await clusterIdOf(db, key);
  const forget = createForgetting(db, clusterId);

  /** Every failure leaves as what it means. */
  async function safely<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw errorOf(error);
    }
  }

  async function load(): Promise<StoredState> {
    const [cluster, known, detections, spans, newest] = await Promise.all([
      db.selectFrom("cluster").select("heartbeat").where("id", "=", clusterId).executeTakeFirstOrThrow(),
      db.selectFrom("last_known").selectAll().where("cluster_id", "=", clusterId).execute(),
      db.selectFrom("detection").selectAll().where("cluster_id", "=", clusterId).where("to_at", "is", null).execute(),
      db.selectFrom("blind").selectAll().where("cluster_id", "=", clusterId).where("to_at", "is", null).execute(),
      db.selectFrom("transition").select("id").where("cluster_id", "=", clusterId).orderBy("id", "desc").limit(1).executeTakeFirst(),
    ]);
    return {
      lastKnown: known.map(knownOf),
      openDetections: detections.map(detectionOf),
      openBlind: spans.map(spanOf),
      lastHeartbeat: cluster.heartbeat,
      lastTransitionId: newest?.id ?? 0,
    };
  }

  async function heartbeat({ at, seat }: { readonly at: number; readonly seat: number }): Promise<void> {
    const beaten = await db
      .updateTable("cluster")
      .set({ heartbeat: at })
      .where("id", "=", clusterId)
      .where("seat", "<=", seat)
      .returning("id")
      .execute();
    if (beaten.length === 0) throw seatLost();
  }

  /** The number grows with every holder, and tells the later from the earlier. */
  async function nextSeat(): Promise<number> {
    const { seat } = await db
      .updateTable("cluster")
      .set(({ eb }) => ({ seat: eb("seat", "+", 1) }))
      .where("id", "=", clusterId)
      .returning("seat")
      .executeTakeFirstOrThrow();
    return seat;
  }

  return {
    kind,
    load: () => safely(load),
    record: (revision) => safely(() => recordRevision(database, clusterId, revision)),
    heartbeat: (beat) => safely(() => heartbeat(beat)),
    transitions: (query) => safely(() => pageOf(database, clusterId, query)),
    transition: (id) => safely(() => transitionById(db, clusterId, id)),
    lastTransitions: (ips) => safely(() => newestOf(db, clusterId, ips)),
    around: (ip, at) => safely(() => around(db, clusterId, ip, at)),
    began: () =>
      safely(async () => {
        const row = await db.selectFrom("cluster").select("began").where("id", "=", clusterId).executeTakeFirstOrThrow();
        return row.began;
      }),
    lastKnown: (ips) =>
      safely(async () => {
        if (ips.length === 0) return new Map();
        const rows = await db
          .selectFrom("last_known")
          .selectAll()
          .where("cluster_id", "=", clusterId)
          .where("ip", "in", [...ips])
          .execute();
        return new Map(rows.map((row) => [row.ip, knownOf(row)]));
      }),
    blind: (from, to) =>
      safely(async () => {
        const rows = await db
          .selectFrom("blind")
          .selectAll()
          .where("cluster_id", "=", clusterId)
          .where("from_at", "<=", to)
          .where(({ eb, or }) => or([eb("to_at", "is", null), eb("to_at", ">=", from)]))
          .orderBy("from_at")
          .orderBy("id")
          .execute();
        return rows.map(spanOf);
      }),
    detections: ({ ip, isOpen, from, to, limit }) =>
      safely(async () => {
        let select = db.selectFrom("detection").selectAll().where("cluster_id", "=", clusterId);
        if (ip !== undefined) select = select.where("ip", "=", ip);
        if (isOpen !== undefined) select = select.where("to_at", isOpen ? "is" : "is not", null);
        if (from !== undefined) select = select.where(({ eb, or }) => or([eb("to_at", "is", null), eb("to_at", ">=", from)]));
        if (to !== undefined) select = select.where("from_at", "<=", to);
        return (await select.orderBy("from_at", "desc").orderBy("id", "desc").limit(limit).execute()).map(detectionOf);
      }),
    knownAddresses: () =>
      safely(async () => {
        const [known, noted] = await Promise.all([
          db.selectFrom("last_known").select("ip").where("cluster_id", "=", clusterId).execute(),
          db.selectFrom("notes").select("ip").where("cluster_id", "=", clusterId).execute(),
        ]);
        return [...new Set([...known, ...noted].map(({ ip }) => ip))];
      }),
    acknowledge: (id, by, comment, at) =>
      safely(async () => {
        await db
          .updateTable("transition")
          .set({ ack_at: at, ack_by: by, ack_comment: comment })
          .where("cluster_id", "=", clusterId)
          .where("id", "=", id)
          .execute();
        return transitionById(db, clusterId, id);
      }),
    ...notesStoreOf(db, clusterId, safely),
    forget: (policy, now, limit) => safely(() => forget(policy, now, limit)),
    takeSeat: () => safely(() => database.takeSeat(clusterId, nextSeat)),
    close: () => safely(database.close),
    actions: actionsOf(db, clusterId, safely),
  };
}

async function clusterIdOf(db: Kysely<Schema>, key: string): Promise<number> {
  await db
    .insertInto("cluster")
    .values({ key, began: null, heartbeat: null, seat: 0 })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  return (await db.selectFrom("cluster").select("id").where("key", "=", key).executeTakeFirstOrThrow()).id;
}
