import type { BlindSpan } from "#lib/contract/history.ts";

/** A time in which a source was watched, or (`span`) was not; `before` history began nobody could. Milliseconds. */
export type LaneStretch = { readonly from: number; readonly to: number; readonly span: BlindSpan | "before" | null };

/**
 * When a source was watched.
 *
 * @param source As in the status; spans of `all`, and of one of its namespaces, count too.
 * @returns Stretches from `from` to `to` that follow one another, and the share that was watched, 0 to 1.
 */
export function laneOf(
  source: string,
  blind: readonly BlindSpan[],
  range: { readonly from: number; readonly to: number; readonly began: number },
): { stretches: readonly LaneStretch[]; share: number } {
  const { to } = range;
  const from = Math.min(to, Math.max(range.from, range.began));
  const own = blind
    .filter((span) => span.source === source || span.source === "all" || span.source.startsWith(`${source}/`))
    .map((span) => ({ span, from: Math.max(from, Date.parse(span.from)), to: Math.min(to, span.to === null ? to : Date.parse(span.to)) }))
    .filter((stretch) => stretch.from < stretch.to)
    .toSorted((a, b) => a.from - b.from);
  const stretches: LaneStretch[] = from > range.from ? [{ from: range.from, to: from, span: "before" }] : [];
  let at = from;
  let unwatched = from - range.from;
  for (const { span, ...stretch } of own) {
    if (stretch.to <= at) continue;
    if (stretch.from > at) stretches.push({ from: at, to: stretch.from, span: null });
    const begin = Math.max(at, stretch.from);
    stretches.push({ from: begin, to: stretch.to, span });
    unwatched += stretch.to - begin;
    at = stretch.to;
  }
  if (at < to) stretches.push({ from: at, to, span: null });
  return { stretches, share: to > range.from ? (to - range.from - unwatched) / (to - range.from) : 1 };
}
