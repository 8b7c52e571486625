import type { RecorderStatus } from "#lib/contract/status.ts";
import type { HistoryStore } from "#lib/history/store.ts";

/** Where history is read, and how well it is being written. */
export type HistorySource = {
  /** @throws {StoreError} `store-unavailable` while it is not open. */
  readonly store: HistoryStore;
  recorder(): RecorderStatus;
  /** How long rows and blind spans are kept; 0 is for ever. */
  readonly retentionDays: number;
};
