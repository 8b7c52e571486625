import { type Reason, reason } from "./reason.ts";
import type { ClusterSnapshot, SourceStatus } from "./snapshot.ts";

/**
 * The sources that tell of a resource: one for the cluster, or one for each namespace that is watched.
 *
 * @param resource Plural of Kubernetes, e.g. `configmaps`.
 * @param namespace Only what is told of this namespace; all where it is left out.
 */
export function sourcesOf({ sources }: Pick<ClusterSnapshot, "sources">, resource: string, namespace?: string): readonly SourceStatus[] {
  const whole = sources.get(resource);
  if (whole) return [whole];
  if (namespace !== undefined) {
    const own = sources.get(`${resource}/${namespace}`);
    return own ? [own] : [];
  }
  return [...sources.values()].filter(({ source }) => source.startsWith(`${resource}/`));
}

/**
 * Why what is known of a resource may not be what is there.
 *
 * A kind that the cluster does not have is known for sure: there is nothing of it.
 *
 * @returns `null` when it is in sync; a reason too when nobody has begun to list it.
 */
export function doubtAbout(snapshot: Pick<ClusterSnapshot, "sources">, resource: string, namespace?: string): Reason | null {
  const statuses = sourcesOf(snapshot, resource, namespace);
  if (statuses.length === 0) return reason("source-syncing", { source: resource, since: null });
  const doubtful = statuses.find(({ state }) => state !== "synced" && state !== "absent");
  return doubtful ? reason(`source-${doubtful.state}`, { source: doubtful.source, since: doubtful.since }) : null;
}
