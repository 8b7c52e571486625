import { expect, test } from "vitest";
import type { ClusterSnapshot, SnapshotChange, SourceState, SourceStatus } from "#lib/domain/snapshot.ts";
import { watchReadiness } from "./readiness.ts";

const settledStates: readonly SourceState[] = ["synced", "forbidden", "absent"];
const isSettled = ({ sources }: ClusterSnapshot) => [...sources.values()].every((source) => settledStates.includes(source.state));

const OPEN = { isSettled: true };

/** A cluster of which only the sources are known. */
function fakeCluster() {
  const sources = new Map<string, SourceStatus>();
  const listeners = new Set<(changes: readonly SnapshotChange[]) => void>();
  const snapshot = { sources } as unknown as ClusterSnapshot;
  return {
    listeners,
    snapshot,
    subscribe(listener: (changes: readonly SnapshotChange[]) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(states: Readonly<Record<string, SourceState>>) {
      for (const [source, state] of Object.entries(states)) {
        sources.set(source, { source, state, since: "2026-11-23T10:00:00.000Z", lastEventAt: null, code: null, reason: null });
      }
      for (const listener of [...listeners]) listener([{ collection: "sources" }]);
    },
  };
}

test("it waits for every source, and names those it waits for", () => {
  const cluster = fakeCluster();
  cluster.set({ pods: "syncing", nodes: "syncing", services: "syncing" });
  const readiness = watchReadiness(cluster, isSettled, OPEN);
  cluster.set({ nodes: "synced" });
  expect([readiness.isReady, readiness.unsettled()]).toEqual([false, ["pods", "services"]]);
});

test("a source that is forbidden or absent is not waited for", () => {
  const cluster = fakeCluster();
  cluster.set({ pods: "syncing", services: "forbidden", installations: "absent" });
  const readiness = watchReadiness(cluster, isSettled, OPEN);
  cluster.set({ pods: "synced" });
  expect([readiness.isReady, readiness.unsettled()]).toEqual([true, []]);
});

test("it stays ready when the cluster goes away before anybody asked", () => {
  const cluster = fakeCluster();
  cluster.set({ pods: "syncing" });
  const readiness = watchReadiness(cluster, isSettled, OPEN);
  cluster.set({ pods: "synced" });
  cluster.set({ pods: "stale" });
  expect([readiness.isReady, readiness.unsettled(), cluster.listeners.size]).toEqual([true, [], 0]);
});

test("it waits for the history too", () => {
  const cluster = fakeCluster();
  cluster.set({ pods: "synced" });
  const history = { isSettled: false };
  const readiness = watchReadiness(cluster, isSettled, history);
  expect([readiness.isReady, readiness.unsettled()]).toEqual([false, ["history"]]);
  history.isSettled = true;
  expect([readiness.isReady, readiness.unsettled()]).toEqual([true, []]);
});
