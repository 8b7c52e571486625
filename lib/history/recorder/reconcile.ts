import { sameStanding } from "#lib/domain/history/standing.ts";
import type { BlindReason, BlindSpan, LastKnown, Transition, TransitionDraft } from "#lib/domain/history/transition.ts";
import type { StoredState } from "../store.ts";
import type { OpenDetection } from "./detection-book.ts";
import { isEmpty, type Revision } from "./revision.ts";

/** Two replicas see the same change at two times, by two clocks. */
export const TOLERANCE_MS = 5_000;

/**
 * What of the drafts that wait is not in the store yet. A draft is there when a row of the same address says the same
 * new standing at the same time; rows and drafts are in the same order, so each row stands for one draft.
 *
 * @param rows Of the store, in any order: those since the first draft, {@link TOLERANCE_MS} earlier.
 * @returns The revisions without what is stored; those with nothing left are gone.
 */
export function missingOf<R extends Revision>(waiting: readonly R[], rows: readonly Transition[]): R[] {
  const rowsOf = Map.groupBy(
    rows.toSorted((a, b) => a.id - b.id),
    ({ ip }) => ip,
  );
  const draftsOf = Map.groupBy(
    waiting.flatMap(({ drafts }) => drafts),
    ({ ip }) => ip,
  );
  const stored = new Set<TransitionDraft>();
  for (const [ip, drafts] of draftsOf) for (const draft of drafts.slice(0, storedCount(drafts, rowsOf.get(ip) ?? []))) stored.add(draft);
  if (stored.size === 0) return [...waiting];
  return waiting.flatMap((revision) => {
    const drafts = revision.drafts.filter((draft) => !stored.has(draft));
    if (drafts.length === revision.drafts.length) return [revision];
    const gone = new Set(revision.drafts.filter((draft) => stored.has(draft)).map(({ ip }) => ip));
    const left = { ...revision, drafts, lastKnown: revision.lastKnown.filter(({ ip }) => !gone.has(ip)) };
    return isEmpty(left) ? [] : [left];
  });
}

/** Up to the last draft that has a row: what is between two of them, the one who stored saw as one step. */
function storedCount(drafts: readonly TransitionDraft[], rows: readonly Transition[]): number {
  let next = 0;
  let count = 0;
  for (const [index, draft] of drafts.entries()) {
    const found = rows.findIndex((row, at) => at >= next && isSameTransition(row, draft));
    if (found < 0) continue;
    next = found + 1;
    count = index + 1;
  }
  return count;
}

function isSameTransition(row: Transition, draft: TransitionDraft): boolean {
  const overlaps = row.notBefore - TOLERANCE_MS <= draft.notAfter && draft.notBefore <= row.notAfter + TOLERANCE_MS;
  return overlaps && sameStanding(row.to, draft.to);
}

/** What each address is known as once all that waits is stored. */
export function knownAfter(stored: readonly LastKnown[], waiting: readonly Revision[]): Map<string, LastKnown> {
  const known = new Map(stored.map((one) => [one.ip, one]));
  for (const { lastKnown } of waiting) {
    for (const one of lastKnown) known.set(one.ip, { ...one, lastTransitionId: known.get(one.ip)?.lastTransitionId ?? null });
  }
  return known;
}

/** What this process has seen of the time that the store says nothing about. */
export type Coverage = {
  readonly startedAt: number;
  /** Since when all that happened is in the drafts or in the store; `null` while that has not begun. */
  readonly since: number | null;
  /** What is not seen now, by source. */
  readonly open: ReadonlyMap<string, { readonly from: number; readonly reason: BlindReason }>;
  /** Since when drafts are no longer kept, because too many waited; `null` while they are. */
  readonly lapsedAt: number | null;
};

/**
 * The blind spans to write when the seat is taken: what nobody saw since the last proof of life of whoever recorded
 * before, and no more. Who watched all along writes none.
 */
export function spansToStore(
  stored: Pick<StoredState, "openBlind" | "lastHeartbeat">,
  waiting: readonly Revision[],
  { startedAt, since, open, lapsedAt }: Coverage,
  at: number,
): BlindSpan[] {
  const heartbeat = stored.lastHeartbeat;
  const isUnseen = heartbeat !== null && (since === null || since > heartbeat);
  const seenFrom = Math.max(heartbeat ?? 0, since ?? (isUnseen ? at : 0));
  const spans: BlindSpan[] = [];

  const openInStore = new Map(stored.openBlind.map((span) => [span.source, span]));
  for (const [source, span] of openInStore) {
    const staysOpen = since === null ? lapsedAt === null : open.has(source);
    if (!staysOpen) spans.push({ ...span, to: Math.max(span.from, endOf(waiting, source) ?? seenFrom) });
  }
  for (const [source, { from, reason }] of open) {
    if (!openInStore.has(source)) spans.push({ source, from: Math.max(from, heartbeat ?? 0), to: null, reason });
  }
  for (const span of waiting.flatMap((revision) => revision.spans)) {
    if (span.to === null || openInStore.has(span.source) || span.to <= (heartbeat ?? 0)) continue;
    spans.push({ ...span, from: Math.max(span.from, heartbeat ?? 0) });
  }
  if (lapsedAt !== null) {
    spans.push({ source: "all", from: lapsedAt, to: at, reason: "store-failed" });
  } else if (isUnseen && !openInStore.has("all")) {
    const reason = startedAt <= heartbeat ? "not-recording" : "process-down";
    spans.push({ source: "all", from: heartbeat, to: since, reason });
  }
  return spans;
}

/** Ends the spans that the store has open, once all that can be seen is seen. */
export function endsOf(openInStore: readonly BlindSpan[], open: Coverage["open"], at: number): BlindSpan[] {
  return openInStore.filter(({ source }) => !open.has(source)).map((span) => ({ ...span, to: Math.max(span.from, at) }));
}

function endOf(waiting: readonly Revision[], source: string): number | null {
  const ends = waiting.flatMap(({ spans }) => spans.filter((span) => span.source === source).flatMap(({ to }) => to ?? []));
  return ends.at(-1) ?? null;
}

/**
 * What is wrong now against what the store says is, and what came and went while nobody could store it. Two steps: within
 * one, a store opens nothing that it also ends.
 */
export function detectionsToStore(
  stored: Pick<StoredState, "openDetections" | "lastHeartbeat">,
  waiting: readonly Revision[],
  now: readonly OpenDetection[],
  at: number,
): readonly Pick<Revision, "opened" | "closed">[] {
  const open = new Set(stored.openDetections.map(keyOf));
  const current = new Set(now.map(keyOf));
  const closings = waiting.flatMap(({ closed }) => closed);
  const passed = unique(
    waiting
      .flatMap(({ opened }) => opened)
      .filter((one) => one.from > (stored.lastHeartbeat ?? 0) && !current.has(keyOf(one)) && !open.has(keyOf(one))),
  );
  const end = (one: OpenDetection) => {
    const to = closings.findLast((closing) => keyOf(closing) === keyOf(one))?.to ?? at;
    return { ip: one.ip, kind: one.kind, subject: one.subject, to: Math.max(to, one.from) };
  };
  const closed = stored.openDetections.filter((one) => !current.has(keyOf(one))).map(end);
  return [
    { opened: [...now.filter((one) => !open.has(keyOf(one))), ...passed], closed },
    { opened: [], closed: passed.map(end) },
  ];
}

function keyOf({ ip, kind, subject }: Pick<OpenDetection, "ip" | "kind" | "subject">): string {
  return `${ip} ${kind} ${subject}`;
}

function unique<D extends Pick<OpenDetection, "ip" | "kind" | "subject">>(list: readonly D[]): D[] {
  return [...new Map(list.map((one) => [keyOf(one), one])).values()];
}
