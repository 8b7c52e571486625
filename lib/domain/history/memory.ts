import type { NodeRecord, PodRecord, RecordChange, WorkloadRecord } from "../snapshot.ts";
import { type GateSighting, gateSightingsOf } from "./gate-sighting.ts";

/** One time that an object was seen to change. `undefined`: it was not there. */
export type Sighting<R> = {
  readonly at: number;
  readonly before: R | undefined;
  readonly after: R | undefined;
  /** What it said at the last before it went, or else before it changed. */
  readonly last: R | undefined;
};

/** `isBare`: where the record is missing, the pod was there, and did not carry the annotation. */
export type PodSighting = Sighting<PodRecord> & { readonly isBare: boolean };

/** What was seen lately of the objects that explain a transition. Bounded in time and in number. */
export type Memory = {
  /** Takes in a batch; call it before what the batch did is judged. */
  note(changes: readonly RecordChange[], at: number): void;
  /** By UID, oldest first. */
  ofPod(uid: string): readonly PodSighting[];
  ofWorkload(uid: string): readonly Sighting<WorkloadRecord>[];
  /** By name. */
  ofNode(name: string): readonly Sighting<NodeRecord>[];
  /** UIDs of the pods that were seen to change since. */
  podsSince(at: number): readonly string[];
  /** Oldest first. */
  gates(): readonly GateSighting[];
};

/** Longer than a drain waits for its pods, and than an unreachable node keeps them. */
const HORIZON_MS = 15 * 60_000;
const MAX_OBJECTS = 5_000;
const MAX_SIGHTINGS = 8;
const MAX_GATES = 64;

export function createMemory(): Memory {
  const pods = createShelf<PodSighting>();
  const workloads = createShelf<Sighting<WorkloadRecord>>();
  const nodes = createShelf<Sighting<NodeRecord>>();
  let gates: readonly GateSighting[] = [];

  return {
    note(changes, at) {
      const bare = bareIn(changes);
      for (const change of changes) {
        if (change.collection === "pods") pods.put(change.key, { ...sightingOf(change, at), isBare: bare.has(change.key) });
        else if (change.collection === "workloads") workloads.put(change.key, sightingOf(change, at));
        else if (change.collection === "nodes") nodes.put(change.key, sightingOf(change, at));
        else gates = [...gates, ...gateSightingsOf(change, at)];
      }
      const since = at - HORIZON_MS;
      for (const shelf of [pods, workloads, nodes]) shelf.forget(since);
      if (gates[0] && (gates[0].at < since || gates.length > MAX_GATES)) gates = gates.filter((gate) => gate.at >= since).slice(-MAX_GATES);
    },
    ofPod: pods.of,
    ofWorkload: workloads.of,
    ofNode: nodes.of,
    podsSince: pods.since,
    gates: () => gates,
  };
}

type Change<R> = { readonly before: R | undefined; readonly after: R | undefined; readonly last?: R };

function sightingOf<R>({ before, after, last = before }: Change<R>, at: number): Sighting<R> {
  return { at, before, after, last };
}

/** A pod that gains or loses the annotation changes its place among the records, in one batch. */
function bareIn(changes: readonly RecordChange[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ collection, key }) => (collection === "podAddresses" ? [key] : [])));
}

/** Kept in the order of the last sighting, so that the oldest are the first. */
function createShelf<S extends { readonly at: number }>() {
  const kept = new Map<string, readonly S[]>();
  return {
    put(key: string, sighting: S): void {
      const known = kept.get(key) ?? [];
      kept.delete(key);
      kept.set(key, [...known.slice(1 - MAX_SIGHTINGS), sighting]);
    },
    of: (key: string): readonly S[] => kept.get(key) ?? [],
    since: (at: number): readonly string[] => [...kept].flatMap(([key, sightings]) => ((sightings.at(-1)?.at ?? at) < at ? [] : [key])),
    forget(since: number): void {
      for (const [key, sightings] of kept) {
        const newest = sightings.at(-1);
        if (kept.size <= MAX_OBJECTS && newest && newest.at >= since) return;
        kept.delete(key);
      }
    },
  };
}
