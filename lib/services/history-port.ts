import type { RecorderStatus } from "#lib/contract/status.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import type { HistoryStore } from "#lib/history/store.ts";

/** Where history is read, and how well it is being written. */
export type HistorySource = {
  /** @throws {StoreError} `store-unavailable` while it is not open. */
  readonly store: HistoryStore;
  recorder(): RecorderStatus;
};

/** History with what the list must hear of when somebody writes to it. */
export type History = HistorySource & {
  /** Notes were written: the list shows them once this resolves. */
  noticeNotes(): Promise<void>;
  /** It was acknowledged. */
  noticeTransition(transition: Transition): void;
};
