import "server-only";
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import type { TransitionQuery } from "./store.ts";

/** So many ids in a row have one entry with the earliest and the latest time among them. It never changes. */
export const CHUNK = 500;

type Stored = { readonly id: number; readonly notBefore: number; readonly notAfter: number };

/** Widens the entries of the chunks that these transitions are in. */
export async function noteTimes(db: Kysely<Schema>, clusterId: number, stored: readonly Stored[]): Promise<void> {
  for (const [chunk, inside] of Map.groupBy(stored, ({ id }) => Math.floor(id / CHUNK))) {
    const not_before = Math.min(...inside.map(({ notBefore }) => notBefore));
    const not_after = Math.max(...inside.map(({ notAfter }) => notAfter));
    await db
      .insertInto("transition_chunk")
      .values({ cluster_id: clusterId, chunk, not_before, not_after })
      .onConflict((conflict) =>
        conflict.columns(["cluster_id", "chunk"]).doUpdateSet({
          not_before: sql<number>`case when excluded.not_before < transition_chunk.not_before then excluded.not_before else transition_chunk.not_before end`,
          not_after: sql<number>`case when excluded.not_after > transition_chunk.not_after then excluded.not_after else transition_chunk.not_after end`,
        }),
      )
      .execute();
  }
}

export type IdRange = { readonly from: number; readonly to: number };

/** Between which ids every transition of the times is. More than those may be there: a chunk knows its outermost times only. */
export async function idsAt(db: Kysely<Schema>, clusterId: number, { from, to }: Pick<TransitionQuery, "from" | "to">): Promise<IdRange> {
  let select = db
    .selectFrom("transition_chunk")
    .select(({ fn }) => [fn.min("chunk").as("first"), fn.max("chunk").as("last")])
    .where("cluster_id", "=", clusterId);
  if (from !== undefined) select = select.where("not_after", ">=", from);
  if (to !== undefined) select = select.where("not_before", "<", to);
  const found = await select.executeTakeFirst();
  // Without any, the aggregates are null, whatever their type says.
  const first: number | null = found?.first ?? null;
  const last: number | null = found?.last ?? null;
  return first === null || last === null ? { from: 0, to: 0 } : { from: first * CHUNK, to: (last + 1) * CHUNK };
}
