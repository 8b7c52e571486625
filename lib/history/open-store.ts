import "server-only";
import { type HistoryStore, StoreError } from "./store.ts";

export type OpenOptions = {
  /** `null` for the embedded store in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** What tells this cluster from every other. */
  readonly cluster: string;
};

/** @throws {StoreError} Where it cannot be opened. */
export async function openStore({ databaseUrl }: OpenOptions): Promise<HistoryStore> {
  throw new StoreError("store-unavailable", `There is no adapter for ${databaseUrl === null ? "SQLite" : "PostgreSQL"} yet.`);
}
