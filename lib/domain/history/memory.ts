import type { NodeRecord, PodRecord, RecordChange, WorkloadRecord } from "../snapshot.ts";

/** One time that an object was seen to change. `undefined`: it was not there. */
export type Sighting<R> = { readonly at: number; readonly before: R | undefined; readonly after: R | undefined };

/** What was seen lately of the objects that explain a transition. Bounded in time and number. */
export type Memory = {
  /** Takes in a batch; call it before what the batch did is judged. */
  note(changes: readonly RecordChange[], at: number): void;
  /** By UID, oldest first. */
  ofPod(uid: string): readonly Sighting<PodRecord>[];
  ofWorkload(uid: string): readonly Sighting<WorkloadRecord>[];
  /** By name. */
  ofNode(name: string): readonly Sighting<NodeRecord>[];
};

/** Longer than a drain waits for its pods, and than an unreachable node keeps them. */
const HORIZON_MS = 15 * 60_000;
const MAX_OBJECTS = 5_000;
const MAX_SIGHTINGS = 8;

export function createMemory(): Memory {
  const pods = createShelf<PodRecord>();
  const workloads = createShelf<WorkloadRecord>();
  const nodes = createShelf<NodeRecord>();
  return {
    note(changes, at) {
      for (const { collection, key, before, after } of changes) {
        if (collection === "pods") pods.put(key, { at, before, after });
        else if (collection === "workloads") workloads.put(key, { at, before, after });
        else if (collection === "nodes") nodes.put(key, { at, before, after });
      }
      for (const shelf of [pods, workloads, nodes]) shelf.forget(at - HORIZON_MS);
    },
    ofPod: pods.of,
    ofWorkload: workloads.of,
    ofNode: nodes.of,
  };
}

/** Kept in the order of the last sighting, so that the oldest are the first. */
function createShelf<R>() {
  const kept = new Map<string, readonly Sighting<R>[]>();
  return {
    put(key: string, sighting: Sighting<R>): void {
      const known = kept.get(key) ?? [];
      kept.delete(key);
      kept.set(key, [...known.slice(1 - MAX_SIGHTINGS), sighting]);
    },
    of: (key: string): readonly Sighting<R>[] => kept.get(key) ?? [],
    forget(before: number): void {
      for (const [key, sightings] of kept) {
        const newest = sightings.at(-1);
        if (kept.size <= MAX_OBJECTS && newest && newest.at >= before) return;
        kept.delete(key);
      }
    },
  };
}
