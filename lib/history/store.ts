import type {
  BlindSpan,
  Detection,
  DetectionDraft,
  LastKnown,
  Transition,
  TransitionCause,
  TransitionDraft,
  TransitionKind,
} from "#lib/domain/history/transition.ts";

/**
 * What history asks of a database: one port, two adapters, one suite of tests (`store.contract.ts`).
 *
 * Times are milliseconds since the epoch. Everything is of one cluster, which the store is opened for. What `record`
 * has resolved survives the loss of power.
 */
export type HistoryStore = {
  readonly kind: "sqlite" | "postgres";

  /** Where the recorder goes on. */
  load(): Promise<StoredState>;

  /**
   * Stores one revision in one transaction: all of it or nothing.
   *
   * @param revision `seat` is the fencing number of the recorder; a store that has seen a higher one refuses.
   * @returns The transitions with their ids, in the order given.
   * @throws {StoreError} `seat-lost`, `store-full`, `store-read-only`, `store-unavailable`.
   */
  record(revision: RevisionRecord): Promise<readonly Transition[]>;

  /** Proof that the recorder lives and what it sees is current: where a blind interval begins after a crash. */
  heartbeat(beat: { readonly at: number; readonly seat: number }): Promise<void>;

  transitions(query: TransitionQuery): Promise<TransitionPage>;
  transition(id: number): Promise<Transition | null>;
  /** The newest of each address. */
  lastTransitions(ips: readonly string[]): Promise<ReadonlyMap<string, Transition>>;
  /** The newest that had certainly happened at `at`, and those whose window holds `at`; all for one address. */
  around(
    ip: string,
    at: number,
  ): Promise<{ readonly before: Transition | null; readonly during: readonly Transition[]; readonly after: Transition | null }>;
  /** When the first revision was recorded, which is never forgotten: nobody looked before. `null` in a new store. */
  began(): Promise<number | null>;
  /** What these addresses are known as; those that are not known are left out. */
  lastKnown(ips: readonly string[]): Promise<ReadonlyMap<string, LastKnown>>;
  /** Blind spans that touch the range, oldest first. */
  blind(from: number, to: number): Promise<readonly BlindSpan[]>;
  detections(query: DetectionQuery): Promise<readonly Detection[]>;
  /** Addresses with a transition or notes, though no pod may claim them any more. */
  knownAddresses(): Promise<readonly string[]>;

  /** @returns `null` when there is no such transition. */
  acknowledge(id: number, by: string, comment: string, at: number): Promise<Transition | null>;

  notes(ip: string): Promise<Notes | null>;
  allNotes(): Promise<ReadonlyMap<string, Notes>>;
  /**
   * Writes the notes of an address, if nobody wrote them meanwhile.
   *
   * @param expected The version that the writer has read; `null` when there were none.
   * @returns What stands now, and whether it is the writer's.
   */
  putNotes(
    ip: string,
    notes: NotesText,
    expected: number | null,
    by: string,
    at: number,
  ): Promise<{ readonly written: boolean; readonly notes: Notes | null }>;

  /**
   * Forgets what is over its time, at most `limit` rows a call, so that no call takes long. The first and the last 50
   * transitions of an address stay, whatever their age.
   *
   * @returns Whether there is more to forget.
   */
  forget(policy: RetentionPolicy, now: number, limit: number): Promise<{ readonly removed: number; readonly hasMore: boolean }>;

  /** The seat of the one recorder. SQLite: always won. PostgreSQL: an advisory lock. */
  takeSeat(instanceId: string): Promise<Seat | null>;
  close(): Promise<void>;
};

/** The right to record. `number` grows with every holder. */
export type Seat = {
  readonly number: number;
  /** Resolves when the seat was lost, e.g. with the connection that holds the lock. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
};

export type StoredState = {
  readonly lastKnown: readonly LastKnown[];
  readonly openDetections: readonly Detection[];
  readonly openBlind: readonly BlindSpan[];
  /** `null` in a new store. */
  readonly lastHeartbeat: number | null;
  /** Id of the newest transition; 0 in a new store. */
  readonly lastTransitionId: number;
};

export type RevisionRecord = {
  readonly at: number;
  readonly seat: number;
  readonly transitions: readonly TransitionDraft[];
  /** What the addresses are known as now; those that are not named stay. */
  readonly lastKnown: readonly Omit<LastKnown, "lastTransitionId">[];
  readonly openedDetections: readonly (DetectionDraft & { readonly from: number })[];
  readonly closedDetections: readonly (Pick<DetectionDraft, "ip" | "kind" | "subject"> & { readonly to: number })[];
  /** Opened, or closed (`to` set): one of a source is open at a time. */
  readonly blind: readonly BlindSpan[];
};

export type TransitionQuery = {
  readonly ip?: string | undefined;
  /** Of a backend on either side. */
  readonly namespace?: string | undefined;
  readonly causes?: readonly TransitionCause[] | undefined;
  readonly kinds?: readonly TransitionKind[] | undefined;
  /** `notAfter` at or after. */
  readonly from?: number | undefined;
  /** `notBefore` before. */
  readonly to?: number | undefined;
  readonly acknowledged?: boolean | undefined;
  /** Newest first; ids below this one. */
  readonly before?: number | undefined;
  readonly limit: number;
  /** Without the bodies of the evidence, which lists do not show. */
  readonly withEvidence: boolean;
};

export type TransitionPage = { readonly items: readonly Transition[]; readonly hasMore: boolean };

export type DetectionQuery = {
  readonly ip?: string | undefined;
  readonly isOpen?: boolean | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
};

export type NotesText = { readonly owner: string; readonly text: string; readonly runbook: string };
export type Notes = NotesText & { readonly version: number; readonly updatedAt: number; readonly updatedBy: string };

/** Days; 0 keeps for ever. */
export type RetentionPolicy = { readonly transitionDays: number; readonly evidenceDays: number };

export const STORE_ERROR_CODES = [
  "seat-lost",
  "store-full",
  "store-read-only",
  "store-unavailable",
  "store-newer",
  "store-damaged",
] as const;
export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

/** The store could not do it. What it had stored before is there still. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
