import "server-only";
import type { Cluster } from "#lib/cluster/cluster.ts";
import type { ClusterSnapshot } from "#lib/domain/snapshot.ts";

export type Readiness = {
  readonly isReady: boolean;
  /** The sources that are still waited for, and `history`; empty once ready. */
  unsettled(): readonly string[];
};

/**
 * Whether every source has once been synced, forbidden or absent at the same time, and the store of history was opened or
 * could not be.
 *
 * It stays true when the cluster goes away later: a page that says "stale" is better than none. So it is watched, not
 * computed when somebody asks.
 */
export function watchReadiness(
  cluster: Pick<Cluster, "snapshot" | "subscribe">,
  isSettled: (snapshot: ClusterSnapshot) => boolean,
  history: { readonly isSettled: boolean },
): Readiness {
  let wasSettled = isSettled(cluster.snapshot);
  const unsubscribe = cluster.subscribe(() => {
    wasSettled = isSettled(cluster.snapshot);
    if (wasSettled) unsubscribe();
  });
  return {
    get isReady() {
      return wasSettled && history.isSettled;
    },
    unsettled() {
      const open = wasSettled ? [] : [...cluster.snapshot.sources.values()].filter(({ state }) => state === "syncing" || state === "stale");
      return [...open.map(({ source }) => source), ...(history.isSettled ? [] : ["history"])];
    },
  };
}
