import "server-only";
import { isEqual } from "#lib/domain/is-equal.ts";
import type {
  ClusterIdentity,
  ClusterSnapshot,
  CollectionName,
  RecordChange,
  SnapshotChange,
  SnapshotCollections,
  SourceStatus,
} from "#lib/domain/snapshot.ts";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";

const COLLECTIONS = [
  "pods",
  "podAddresses",
  "calicoNodePods",
  "nodes",
  "configMaps",
  "daemonSets",
  "felixConfigurations",
  "ipPools",
  "ipamBlocks",
  "ipReservations",
  "services",
  "bgpConfigurations",
  "clusterInformations",
  "installations",
  "workloads",
  "events",
] as const satisfies readonly CollectionName[];

/** How long changes may wait for others to go with them. A lone one waits for nothing. */
const COALESCE_MS = 10;

type AnyRecord = SnapshotCollections[CollectionName];
type LiveMaps = { [C in CollectionName]: Map<string, SnapshotCollections[C]> };

/** The live maps, and the one way to change them: in batches, each delivered right after it was applied. */
export type SnapshotStore = {
  readonly snapshot: ClusterSnapshot;
  subscribe(listener: (changes: readonly SnapshotChange[]) => void): () => void;
  /**
   * @param after `undefined` removes; what was put right before it is told as the record's last. A record that holds the
   *   same as before is no change.
   */
  put<C extends CollectionName>(collection: C, key: string, after: SnapshotCollections[C] | undefined): void;
  putIdentity(identity: ClusterIdentity): void;
  putSource(status: SourceStatus): void;
  /** Moves the proof of life on, which is no change worth a batch. */
  touchSource(source: string, lastEventAt: string): void;
  /** Applies and delivers now. */
  flush(): void;
};

export function createSnapshotStore(identity: ClusterIdentity): SnapshotStore {
  const maps = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map()])) as LiveMaps;
  const sources = new Map<string, SourceStatus>();
  const live = { identity };
  const snapshot: ClusterSnapshot = {
    ...maps,
    sources,
    get identity() {
      return live.identity;
    },
  };

  const listeners = new Set<(changes: readonly SnapshotChange[]) => void>();
  const pending = new Map<CollectionName, Map<string, AnyRecord | undefined>>();
  const lastWords = new Map<string, AnyRecord>();
  const pendingSources = new Map<string, SourceStatus>();
  let pendingIdentity: ClusterIdentity | null = null;
  let isScheduled = false;
  let flushedAt = 0;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    const waited = performance.now() - flushedAt;
    if (waited >= COALESCE_MS) setImmediate(flush);
    else setTimeout(flush, COALESCE_MS - waited);
  }

  function flush(): void {
    isScheduled = false;
    const changes: SnapshotChange[] = [];
    for (const [collection, records] of pending) applyRecords(collection, records, changes);
    pending.clear();
    lastWords.clear();
    if (pendingIdentity && !isEqual(pendingIdentity, live.identity)) {
      live.identity = pendingIdentity;
      changes.push({ collection: "identity" });
    }
    pendingIdentity = null;
    // After the records: a source is in sync only when its records can be read.
    if (pendingSources.size > 0) {
      for (const status of pendingSources.values()) sources.set(status.source, status);
      pendingSources.clear();
      changes.push({ collection: "sources" });
    }
    flushedAt = performance.now();
    if (changes.length > 0) deliver(changes);
  }

  function applyRecords(collection: CollectionName, records: Map<string, AnyRecord | undefined>, changes: SnapshotChange[]): void {
    // safe because `put` pairs each collection with its own record type
    const map = maps[collection] as Map<string, AnyRecord>;
    for (const [key, after] of records) {
      const before = map.get(key);
      if (after === undefined ? before === undefined : before !== undefined && saysTheSame(collection, before, after)) continue;
      if (after === undefined) map.delete(key);
      else map.set(key, after);
      const last = after === undefined ? lastWords.get(`${collection} ${key}`) : undefined;
      changes.push({ collection, key, before, after, ...(last && !isEqual(before, last) && { last }) } as RecordChange);
    }
    metrics.cluster.records.set({ collection }, map.size);
  }

  function deliver(changes: readonly SnapshotChange[]): void {
    metrics.cluster.batchChanges.observe(changes.length);
    for (const listener of listeners) {
      try {
        listener(changes);
      } catch (error) {
        log.error({ err: error }, "a listener of the snapshot failed");
      }
    }
  }

  return {
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put(collection, key, after) {
      const records = pending.get(collection) ?? new Map<string, AnyRecord | undefined>();
      if (records.size === 0) pending.set(collection, records);
      const last = after === undefined ? records.get(key) : undefined;
      if (last) lastWords.set(`${collection} ${key}`, last);
      records.set(key, after);
      schedule();
    },
    putIdentity(identity) {
      pendingIdentity = identity;
      schedule();
    },
    putSource(status) {
      pendingSources.set(status.source, status);
      schedule();
    },
    touchSource(source, lastEventAt) {
      const target = pendingSources.has(source) ? pendingSources : sources;
      const status = target.get(source);
      if (status) target.set(source, { ...status, lastEventAt });
    },
    flush,
  };
}

/** A node reports again and again that nothing is new; what it then says keeps the revision that said it first. */
function saysTheSame(collection: CollectionName, before: AnyRecord, after: AnyRecord): boolean {
  if (collection !== "nodes") return isEqual(before, after);
  return isEqual({ ...before, resourceVersion: "" }, { ...after, resourceVersion: "" });
}
