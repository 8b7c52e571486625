import type { RecorderStatus } from "#lib/contract/status.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { LastKnown, Transition } from "#lib/domain/history/transition.ts";
import type { SnapshotChange } from "#lib/domain/snapshot.ts";

/** Notes as the store has them; times in milliseconds. */
type StoredNotes = {
  readonly owner: string;
  readonly text: string;
  readonly runbook: string;
  readonly version: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
};

/** What history knows of an address, as far as it may be shown. */
export type Remembered = {
  readonly known: LastKnown | null;
  readonly lastTransition: Transition | null;
  readonly notes: StoredNotes | null;
};

export type RecorderNews =
  | { readonly kind: "stored"; readonly transitions: readonly Transition[] }
  | { readonly kind: "remembered"; readonly ips: readonly string[] }
  | { readonly kind: "state" };

/** The recorder, as the live view uses it: nothing is shown before it says so. */
export type RecorderPort = {
  readonly past: {
    of(ip: string): Remembered;
    knows(ip: string): boolean;
    isKept(ip: string): boolean;
  };
  state(): Omit<RecorderStatus, "since"> & { readonly since: number };
  start(view: ClusterView): void;
  judge(batch: {
    readonly view: ClusterView;
    readonly changes: readonly SnapshotChange[];
    readonly touched: readonly string[];
    readonly at: number;
  }): {
    readonly kept: readonly { readonly ip: string; readonly isKept: boolean }[];
    thenShow(show: () => void): void;
  };
  subscribe(listener: (news: RecorderNews) => void): () => void;
};
