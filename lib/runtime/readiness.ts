import "server-only";
import type { Cluster } from "#lib/cluster/cluster.ts";
import type { ClusterSnapshot } from "#lib/domain/snapshot.ts";

export type Readiness = {
  readonly isReady: boolean;
  /** The sources that are still waited for; empty once ready. */
  unsettled(): readonly string[];
};

/**
 * Whether every source has once been synced, forbidden or absent at the same time.
 *
 * It stays true when the cluster goes away later: a page that says "stale" is better than none. So it is watched, not
 * computed when somebody asks.
 */
export function watchReadiness(
  cluster: Pick<Cluster, "snapshot" | "subscribe">,
  isSettled: (snapshot: ClusterSnapshot) => boolean,
): Readiness {
  let isReady = isSettled(cluster.snapshot);
  const unsubscribe = cluster.subscribe(() => {
    isReady = isSettled(cluster.snapshot);
    if (isReady) unsubscribe();
  });
  return {
    get isReady() {
      return isReady;
    },
    unsettled() {
      if (isReady) return [];
      const open = [...cluster.snapshot.sources.values()].filter((source) => source.state === "syncing" || source.state === "stale");
      return open.map((source) => source.source);
    },
  };
}
