import type { ClusterSnapshot, SnapshotChange } from "#lib/domain/snapshot.ts";

/** What the rest of the server sees of a cluster. */
export type Cluster = {
  /** Live maps: read them synchronously, never keep them across an `await`. */
  readonly snapshot: ClusterSnapshot;
  /** The listener is called synchronously, once per batch, after the maps have changed. */
  subscribe(listener: (changes: readonly SnapshotChange[]) => void): () => void;
  /** Starts watching. Resolves at once; what is not known yet is in `snapshot.sources`. */
  start(): void;
  stop(): Promise<void>;
};
