import "server-only";
import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { TRANSITION_CAUSES, TRANSITION_KINDS } from "#lib/domain/history/transition.ts";
import { type IdRange, idsAt } from "./chunks.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import type { TransitionQuery } from "./store.ts";

type Ids = SelectQueryBuilder<Schema, "transition" | "transition_namespace", { id: number }>;
type Of<T extends keyof Schema> = ExpressionBuilder<Schema, T>;

/**
 * The ids of a page, newest first.
 *
 * Each way reads one index that ends in the id, from above, and is done after a page: what is rare is found as fast as what
 * is frequent. A database that chose by itself would sort what is frequent, or search all for what is rare.
 */
export async function idsOfPage(
  database: Pick<Database, "db" | "kind">,
  clusterId: number,
  query: TransitionQuery,
  count: number,
): Promise<readonly number[]> {
  const { db } = database;
  const { ip, namespace, causes, kinds, from, to, acknowledged, before } = query;
  const range = from === undefined && to === undefined ? null : await idsAt(db, clusterId, query);
  const bounds: IdRange = {
    from: range?.from ?? 0,
    to: Math.min(range?.to ?? Number.MAX_SAFE_INTEGER, before ?? Number.MAX_SAFE_INTEGER),
  };
  const hasTopic = kinds !== undefined || causes !== undefined;
  const isOne = ip !== undefined || acknowledged === true;

  let parts: readonly Ids[];
  if (isOne) parts = [transitions(true)];
  else if (namespace !== undefined)
    parts = hasTopic ? topicsOf(query).map((topic) => ofNamespace(namespace, topic)) : [ofNamespace(namespace)];
  else parts = hasTopic ? topicsOf(query).map((topic) => transitions(false, topic)) : [transitions(true)];
  return newestOf(db, parts, count);

  function transitions(isFiltered: boolean, topic?: Topic): Ids {
    let select = db
      .selectFrom("transition")
      .select("transition.id")
      .where("cluster_id", "=", clusterId)
      .where((eb) => timed(eb))
      .limit(count);
    if (topic) select = select.where(within(topic, "id")).orderBy("kind", "desc").orderBy("cause", "desc");
    else select = select.where("id", "<", bounds.to).where("id", ">=", bounds.from);
    if (ip !== undefined) select = select.where("ip", "=", ip);
    if (isFiltered && kinds) select = select.where("kind", "in", [...kinds]);
    if (isFiltered && causes) select = select.where("cause", "in", [...causes]);
    if (isFiltered && namespace !== undefined) select = select.where(({ exists }) => exists(inNamespace(namespace)));
    return select.orderBy("id", "desc") as unknown as Ids;
  }

  /**
   * One stretch of an index, as each database seeks it: the one thing that they have to be asked differently.
   *
   * PostgreSQL takes two equal signs for independent, and then searches all for a pair that never was; rows it compares by the
   * index. SQLite seeks by no more than the first of a row.
   */
  function within({ kind, cause }: Topic, id: "id" | "transition_id") {
    const [column, row] = [sql.ref(id), sql`(kind, cause, ${sql.ref(id)})`];
    return database.kind === "sqlite"
      ? sql<boolean>`kind = ${kind} and cause = ${cause} and ${column} >= ${bounds.from} and ${column} < ${bounds.to}`
      : sql<boolean>`${row} >= (${kind}, ${cause}, ${bounds.from}) and ${row} < (${kind}, ${cause}, ${bounds.to})`;
  }

  function inNamespace(name: string) {
    return db
      .selectFrom("transition_namespace")
      .select("transition_id")
      .where("transition_namespace.cluster_id", "=", clusterId)
      .where("namespace", "=", name)
      .whereRef("transition_id", "=", sql.ref("transition.id"));
  }

  function ofNamespace(name: string, topic?: Topic): Ids {
    let select = db
      .selectFrom("transition_namespace")
      .select("transition_id as id")
      .where("cluster_id", "=", clusterId)
      .where("namespace", "=", name)
      .limit(count);
    if (topic) select = select.where(within(topic, "transition_id")).orderBy("kind", "desc").orderBy("cause", "desc");
    else select = select.where("transition_id", "<", bounds.to).where("transition_id", ">=", bounds.from);
    if (range || acknowledged !== undefined) {
      select = select.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("transition")
            .select("transition.id")
            .whereRef("transition.id", "=", "transition_namespace.transition_id")
            .where((eb) => timed(eb)),
        ),
      );
    }
    return select.orderBy("transition_id", "desc") as unknown as Ids;
  }

  function timed({ and, eb }: Of<"transition">) {
    const all = [];
    if (from !== undefined) all.push(eb("not_after", ">=", from));
    if (to !== undefined) all.push(eb("not_before", "<", to));
    if (acknowledged !== undefined) all.push(eb("ack_at", acknowledged ? "is not" : "is", null));
    return and(all);
  }
}

type Topic = { readonly kind: string; readonly cause: string };

function topicsOf({ kinds = TRANSITION_KINDS, causes = TRANSITION_CAUSES }: TransitionQuery): readonly Topic[] {
  return [...new Set(kinds)].flatMap((kind) => [...new Set(causes)].map((cause) => ({ kind, cause })));
}

async function newestOf(db: Kysely<Schema>, parts: readonly Ids[], count: number): Promise<readonly number[]> {
  const [only] = parts;
  if (!only) return [];
  if (parts.length === 1) return (await only.execute()).map(({ id }) => id);
  // SQLite takes an order and a limit within a union only one level deeper.
  const { rows } = await sql<{ id: number }>`select id from (${sql.join(
    parts.map((part, index) => sql`select id from (${part}) as ${sql.ref(`part_${index}`)}`),
    sql` union all `,
  )}) as parts order by id desc limit ${count}`.execute(db);
  return rows.map(({ id }) => id);
}
