import { type Reason, reason } from "./reason.ts";
import type { SourceStatus } from "./snapshot.ts";

const WHOLE = "pods";
const PREFIX = "pods/";

/** How far the pods of the cluster are known. */
export type PodKnowledge = {
  /** The namespaces that can be seen, in text order; `null` when all can. */
  readonly namespaces: readonly string[] | null;
  /** Why nothing can be said about any floating IP; `null` when something can. */
  readonly blind: Reason | null;
  /** By namespace: why what was seen there may no longer be so. */
  readonly doubts: ReadonlyMap<string, Reason>;
};

/**
 * How far the pods are known, from how well their sources are.
 *
 * With one source for the whole cluster, everything hangs on it. With one per namespace, a namespace that went stale
 * casts doubt on the floating IPs that were claimed from there and on no other: claims from namespaces that nobody
 * watches are never seen, and the reader, who chose the namespaces, is told so in other places. The first listing
 * must have ended in each of them, or a floating IP would be called unserved while its claimant is still on its way.
 *
 * @param sources Keyed by source: `pods`, or `pods/<namespace>`.
 * @returns `blind` is set too when no source of pods is there yet, or none of them may be read.
 */
export function podKnowledgeOf(sources: ReadonlyMap<string, SourceStatus>): PodKnowledge {
  const whole = sources.get(WHOLE);
  if (whole) return { namespaces: null, blind: doubtOf(whole), doubts: new Map() };

  const parts = [...sources.values()].filter((status) => status.source.startsWith(PREFIX));
  const seen = parts.filter((status) => status.state !== "forbidden" && status.state !== "absent");
  const first = parts[0];
  const pending = parts.find((status) => status.state === "syncing");
  const blind = pending ?? (seen.length === 0 ? first : undefined);
  return {
    namespaces: seen.map(namespaceOf).toSorted(),
    blind: first ? (blind && doubtOf(blind)) || null : reason("source-syncing", { source: WHOLE, since: null }),
    doubts: new Map(
      parts.flatMap((status) => {
        const doubt = doubtOf(status);
        return doubt ? [[namespaceOf(status), doubt] as const] : [];
      }),
    ),
  };
}

function namespaceOf(status: SourceStatus): string {
  return status.source.slice(PREFIX.length);
}

function doubtOf(status: SourceStatus): Reason | null {
  if (status.state === "synced") return null;
  return reason(`source-${status.state}`, { source: status.source, since: status.since });
}
