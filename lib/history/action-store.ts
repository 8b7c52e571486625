import "server-only";
import type { Kysely } from "kysely";
import { type ActionQuery, type ActionRecord, type ActionStore, outcomeOfRecord } from "#lib/actions/action.ts";
import type { Schema } from "./schema.ts";

/** What was done through the console, whole, with what it is searched by beside it. */
export function actionsOf(db: Kysely<Schema>, clusterId: number, safely: <T>(work: () => Promise<T>) => Promise<T>): ActionStore {
  const own = () => db.selectFrom("action").select("body_json").where("cluster_id", "=", clusterId);
  const read = ({ body_json }: { body_json: string }) => JSON.parse(body_json) as ActionRecord;

  async function list({ before, limit, actions, by, states, outcomes, from, to }: ActionQuery): Promise<readonly ActionRecord[]> {
    let select = own().orderBy("started_at", "desc").orderBy("id", "desc").limit(limit);
    if (actions) select = select.where("action", "in", actions);
    if (by !== undefined) select = select.where("by_whom", "=", by);
    if (states) select = select.where("state", "in", states);
    if (outcomes) select = select.where("outcome", "in", outcomes);
    if (from !== undefined) select = select.where("started_at", ">=", new Date(from).toISOString());
    if (to !== undefined) select = select.where("started_at", "<", new Date(to).toISOString());
    if (before !== null) {
      const { startedAt, id } = before;
      // Two may have begun in the same millisecond.
      select = select.where(({ eb, or, and }) =>
        or([eb("started_at", "<", startedAt), and([eb("started_at", "=", startedAt), eb("id", "<", id)])]),
      );
    }
    return (await select.execute()).map(read);
  }

  return {
    put: (record) =>
      safely(async () => {
        const { id, startedAt, state, action, by } = record;
        const row = {
          started_at: startedAt,
          state,
          action,
          by_whom: by,
          outcome: outcomeOfRecord(record),
          body_json: JSON.stringify(record),
        };
        await db
          .insertInto("action")
          .values({ cluster_id: clusterId, id, ...row })
          .onConflict((conflict) => conflict.columns(["cluster_id", "id"]).doUpdateSet(row))
          .execute();
      }),
    get: (id) =>
      safely(async () => {
        const row = await own().where("id", "=", id).executeTakeFirst();
        return row ? read(row) : null;
      }),
    list: (query) => safely(() => list(query)),
    running: () => safely(async () => (await own().where("state", "=", "running").execute()).map(read)),
  };
}
