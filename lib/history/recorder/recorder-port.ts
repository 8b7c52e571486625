import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import type { RecordChange } from "#lib/domain/snapshot.ts";
import type { HistoryStore } from "../store.ts";
import type { Batch } from "./book.ts";
import type { Past } from "./past.ts";
import type { HistoryRules } from "./rules.ts";
import type { RecorderState } from "./state.ts";

export type RecorderTiming = {
  readonly tickMs: number;
  /** How long a change may wait for the store before it is shown all the same. */
  readonly patienceMs: number;
  /** How long a call may take before it is given up. Whether it was done is found out later. */
  readonly giveUpMs: number;
  /** How long a standby keeps what it has not seen stored. */
  readonly standbyMs: number;
  /** Drafts that may wait. What happens beyond is found by one comparison. */
  readonly maxWaiting: number;
};

export const TIMING: RecorderTiming = { tickMs: 1_000, patienceMs: 2_000, giveUpMs: 15_000, standbyMs: 10 * 60_000, maxWaiting: 5_000 };

export type RecorderOptions<M extends { note(changes: readonly RecordChange[], at: number): void }> = {
  readonly rules: HistoryRules<M>;
  readonly kind: HistoryStore["kind"];
  readonly instanceId: string;
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets; without it nobody notices that `now` was set. */
  readonly steady?: () => number;
  /** Called again after it failed, except with `store-newer`. */
  readonly openStore: () => Promise<HistoryStore>;
  readonly timing?: Partial<RecorderTiming>;
};

/** What the recorder tells: that rows were stored, that what is remembered of some addresses differs, or how it does itself. */
export type RecorderNews =
  | { readonly kind: "stored"; readonly transitions: readonly Transition[] }
  | { readonly kind: "remembered"; readonly ips: readonly string[] }
  | { readonly kind: "state" };

/** A batch that was judged. */
export type Ticket = {
  /** Whether each address that moved stays in the list without a claimant. */
  readonly kept: readonly { readonly ip: string; readonly isKept: boolean }[];
  /** Makes it visible once it is stored, or at once where it cannot be. */
  thenShow(show: () => void): void;
};

export type Recorder = {
  readonly past: Past;
  state(): RecorderState;
  /** The store, while it is open. */
  store(): HistoryStore | null;
  /** Whether the store was opened, or could not be, and what waited for that is shown. */
  readonly isSettled: boolean;
  /** @param view Live. */
  start(view: ClusterView): void;
  judge(batch: Batch): Ticket;
  /** Somebody wrote notes. */
  noticeNotes(): Promise<void>;
  /** Somebody acknowledged it. */
  noticeTransition(transition: Transition): void;
  subscribe(listener: (news: RecorderNews) => void): () => void;
  /** Stores what waits, if it can be done at once, and gives up the seat. */
  close(): Promise<void>;
};
