import type { BlindSpan, DetectionDraft, LastKnown, TransitionDraft } from "#lib/domain/history/transition.ts";
import type { RevisionRecord } from "../store.ts";

/** What one batch of changes came to, before it is stored. */
export type Revision = {
  readonly at: number;
  readonly drafts: readonly TransitionDraft[];
  readonly lastKnown: readonly Omit<LastKnown, "lastTransitionId">[];
  readonly opened: readonly (DetectionDraft & { readonly from: number })[];
  readonly closed: readonly (Pick<DetectionDraft, "ip" | "kind" | "subject"> & { readonly to: number })[];
  readonly spans: readonly BlindSpan[];
};

export const EMPTY: Revision = { at: 0, drafts: [], lastKnown: [], opened: [], closed: [], spans: [] };

/** Whether there is nothing to store. */
export function isEmpty({ drafts, lastKnown, opened, closed, spans }: Revision): boolean {
  return drafts.length + lastKnown.length + opened.length + closed.length + spans.length === 0;
}

/** Grouping saves flushes of the disk; a group that grows without bounds would keep the first of it waiting. */
const MAX_GROUP = 500;

/**
 * How many of the revisions that wait go into one transaction. Within one, a store does not say what comes first, so
 * nothing may begin and end, or end and begin again, in the same one.
 */
export function groupSize(revisions: readonly Revision[]): number {
  const named = new Set<string>();
  let drafts = 0;
  for (const [index, { opened, closed, spans, drafts: own }] of revisions.entries()) {
    const names = new Set([
      ...[...opened, ...closed].map(({ ip, kind, subject }) => `${ip} ${kind} ${subject}`),
      ...spans.map(({ source }) => source),
    ]);
    drafts += own.length;
    if (index > 0 && (drafts > MAX_GROUP || [...names].some((name) => named.has(name)))) return index;
    for (const name of names) named.add(name);
  }
  return revisions.length;
}

/** One transaction of several revisions. */
export function recordOf(revisions: readonly Revision[], seat: number): RevisionRecord {
  return {
    at: revisions.at(-1)?.at ?? 0,
    seat,
    transitions: revisions.flatMap(({ drafts }) => drafts),
    lastKnown: [...new Map(revisions.flatMap(({ lastKnown }) => lastKnown.map((known) => [known.ip, known]))).values()],
    openedDetections: revisions.flatMap(({ opened }) => opened),
    closedDetections: revisions.flatMap(({ closed }) => closed),
    blind: revisions.flatMap(({ spans }) => spans),
  };
}
