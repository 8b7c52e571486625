import type { HistoryStore, StoreErrorCode } from "../store.ts";

/** Why the recorder does not record. */
export const RECORDER_CODES = [
  "recorder-starting",
  "recorder-standby",
  "store-slow",
  "store-full",
  "store-read-only",
  "store-unavailable",
  "store-newer",
  "store-damaged",
] as const;
export type RecorderCode = (typeof RECORDER_CODES)[number];

/** Whether what happens is stored. `reason` is English; it and `code` are null while it is. */
export type RecorderState = {
  readonly store: HistoryStore["kind"];
  readonly state: "recording" | "standby" | "blind";
  readonly since: number;
  readonly code: RecorderCode | null;
  readonly reason: string | null;
};

const REASONS: Readonly<Record<RecorderCode, string>> = {
  "recorder-starting": "The history is being opened.",
  "recorder-standby": "Another replica records. This one takes over when it is gone.",
  "store-slow": "The store of the history does not answer in time.",
  "store-full": "The disk of the history is full.",
  "store-read-only": "The store of the history cannot be written.",
  "store-unavailable": "The store of the history does not answer.",
  "store-newer": "The store of the history was written by a newer version of the console.",
  "store-damaged": "The store of the history is damaged.",
};

export function stateOf({ store, state, code, since }: Omit<RecorderState, "reason">, detail: string | null = null): RecorderState {
  return { store, state, since, code, reason: code && (detail ?? REASONS[code]) };
}

export function codeOf(code: StoreErrorCode): RecorderCode {
  return code === "seat-lost" ? "recorder-standby" : code;
}
