import { createAssessor } from "#lib/domain/assessor.ts";
import type {
  ClusterSnapshot,
  CollectionName,
  PodRecord,
  RecordChange,
  SnapshotChange,
  SnapshotCollections,
  SourceState,
  SourceStatus,
} from "#lib/domain/snapshot.ts";
import { aPod, aSnapshot, aSource } from "#lib/domain/testing/builders.ts";
import type { Batch } from "../book.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };

export const START = Date.parse("2026-08-29T03:00:00.000Z");
export const IP = "10.99.0.10";
export const first = aPod({ name: "first", podIp: "10.244.1.10", floatingIps: [IP] });
export const second = aPod({ name: "second", podIp: "10.244.1.20", floatingIps: [IP] });

/** A cluster that a test plays the events of; each gives the batch that the recorder would see. */
export function playCluster(fields: Parameters<typeof aSnapshot>[0] = {}, clock = { now: START }) {
  const snapshot = aSnapshot(fields);
  const assessor = createAssessor(snapshot, NO_RULES);

  function batch(changes: readonly SnapshotChange[]): Batch {
    const { touched } = assessor.apply(changes);
    return { view: assessor.view, changes, touched, at: clock.now };
  }

  function put<C extends CollectionName>(collection: C, key: string, after: SnapshotCollections[C] | undefined): RecordChange {
    const records = mutable(snapshot, collection);
    const before = records.get(key);
    if (after === undefined) records.delete(key);
    else records.set(key, after);
    return { collection, key, before, after } as RecordChange;
  }

  return {
    clock,
    snapshot,
    view: assessor.view,
    batch,
    put,
    pass(ms: number) {
      clock.now += ms;
    },
    /** In one batch. `undefined` removes the pod of that name. */
    pods(pods: Readonly<Record<string, PodRecord | undefined>>): Batch {
      return batch(Object.entries(pods).map(([name, pod]) => put("pods", `uid-payments-${name}`, pod)));
    },
    /** @param alive Its last proof of life, as ms of the clock; now, when it is in sync. */
    source(source: string, state: SourceState, alive: number = clock.now): Batch {
      const status = aSource({ source, state, since: timeOf(clock.now), lastEventAt: timeOf(alive), code: null, reason: null });
      (snapshot.sources as Map<string, SourceStatus>).set(source, status);
      return batch([{ collection: "sources" }]);
    },
  };
}

function mutable<C extends CollectionName>(snapshot: ClusterSnapshot, collection: C): Map<string, SnapshotCollections[C]> {
  return snapshot[collection] as unknown as Map<string, SnapshotCollections[C]>;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
