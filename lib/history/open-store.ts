import "server-only";
import { openPostgres } from "./postgres.ts";
import { createReopeningStore, type FullStore } from "./reopening-store.ts";
import { createSqlStore } from "./sql-store.ts";
import { openSqlite } from "./sqlite.ts";

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
export async function openStore(place: StorePlace): Promise<FullStore> {
  const store = await open(place);
  return place.databaseUrl === null ? createReopeningStore(store, () => open(place)) : store;
}

async function open({ databaseUrl, dataDir, cluster, maxPages }: StorePlace): Promise<FullStore> {
  const database = await (databaseUrl === null ? openSqlite(dataDir, maxPages) : openPostgres(databaseUrl));
  try {
    return await createSqlStore(database, cluster);
  } catch (error) {
    await database.close();
    throw database.errorOf(error);
  }
}
