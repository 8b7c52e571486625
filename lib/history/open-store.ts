import "server-only";
import type { ActionStore } from "#lib/actions/action.ts";
import { openPostgres } from "./postgres.ts";
import { createSqlStore } from "./sql-store.ts";
import { openSqlite } from "./sqlite.ts";
import type { HistoryStore } from "./store.ts";

export type StorePlace = {
  /** `postgres://…`; `null` for the embedded store. */
  readonly databaseUrl: string | null;
  /** The folder of the embedded store. */
  readonly dataDir: string;
  /** Names the cluster: what is stored of one is never compared with another. */
  readonly cluster: string;
  /** How far the embedded store may grow, in pages of 4 kB; tests make a disk full with it. */
  readonly maxPages?: number;
};

/**
 * Opens the history of one cluster, and brings its tables forward.
 *
 * @throws {StoreError} `store-newer` is final; the others may pass.
 */
export async function openStore({
  databaseUrl,
  dataDir,
  cluster,
  maxPages,
}: StorePlace): Promise<HistoryStore & { readonly actions: ActionStore }> {
  const database = await (databaseUrl === null ? openSqlite(dataDir, maxPages) : openPostgres(databaseUrl));
  try {
    return await createSqlStore(database, cluster);
  } catch (error) {
    await database.close();
    throw database.errorOf(error);
  }
}
