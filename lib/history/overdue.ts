import "server-only";
import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** Of each address these stay, whatever their age: the first, and so many of the newest. */
const KEPT_NEWEST = 50;
/** So few that looking at them takes no time worth speaking of. */
const ADDRESSES = 50;

/**
 * The transitions that are over their time, address by address.
 *
 * What stays of an address is as old as what goes, so a search by age would meet it again and again.
 *
 * @param after The address to go on behind; `null` from the start.
 * @returns `next` is where the next search goes on, `null` when all addresses were looked at.
 */
export async function overdueOf(
  db: Kysely<Schema>,
  clusterId: number,
  edge: number,
  limit: number,
  after: string | null,
): Promise<{ readonly ids: readonly number[]; readonly next: string | null }> {
  const ids: number[] = [];
  let last = after;
  for (let looked = 0; looked < ADDRESSES; looked += 1) {
    const ip = await nextAddress(db, clusterId, last);
    if (ip === null) return { ids, next: null };
    ids.push(...(await overdueOfAddress(db, clusterId, ip, edge, limit - ids.length)));
    // There may be more of this one.
    if (ids.length === limit) return { ids, next: last ?? "" };
    last = ip;
  }
  return { ids, next: last };
}

async function nextAddress(db: Kysely<Schema>, clusterId: number, after: string | null): Promise<string | null> {
  let select = db.selectFrom("transition").select("ip").where("cluster_id", "=", clusterId);
  if (after !== null) select = select.where("ip", ">", after);
  const row = await select.orderBy("ip").limit(1).executeTakeFirst();
  return row?.ip ?? null;
}

async function overdueOfAddress(
  db: Kysely<Schema>,
  clusterId: number,
  ip: string,
  edge: number,
  limit: number,
): Promise<readonly number[]> {
  const own = db.selectFrom("transition").select(["id", "not_after"]).where("cluster_id", "=", clusterId).where("ip", "=", ip);
  const [first, second] = await own.orderBy("id").limit(2).execute();
  if (!first || !second || second.not_after >= edge) return [];
  const [oldestKept] = await own
    .orderBy("id", "desc")
    .offset(KEPT_NEWEST - 1)
    .limit(1)
    .execute();
  if (!oldestKept) return [];
  // Between which ids is asked here: SQLite would walk through all of them, those of every address.
  const due = await own
    .where("not_after", "<", edge)
    .orderBy("id")
    .limit(limit + 1)
    .execute();
  return due.map(({ id }) => id).filter((id) => id > first.id && id < oldestKept.id);
}
