import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";
import type { HistoryStore, Seat, StoreError } from "./store.ts";

/** What the two databases do differently. Everything else is one set of queries. */
export type Database = {
  readonly kind: HistoryStore["kind"];
  readonly db: Kysely<Schema>;
  /** What an exception of the driver means for those who store. */
  readonly errorOf: (error: unknown) => StoreError;
  /** Waits until no other recorder can be writing, within a transaction. */
  readonly lockCluster: (db: Kysely<Schema>, clusterId: number) => Promise<void>;
  /** @param next Counts the seat up, and returns its number. */
  takeSeat(clusterId: number, next: () => Promise<number>): Promise<Seat | null>;
  close(): Promise<void>;
};
