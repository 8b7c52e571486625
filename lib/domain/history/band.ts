import { blindFor } from "./blindness.ts";
import { backendsOf, sameStanding } from "./standing.ts";
import type { BlindSpan, KnownState, LastKnown, Standing, StandingPod, Transition } from "./transition.ts";

export type StretchKind = KnownState | "blind" | "before-history";

/** `to` is exclusive. `backends` of what is known last where nobody looked; in text order of node. */
export type Stretch = {
  readonly from: number;
  readonly to: number;
  readonly kind: StretchKind;
  readonly backends: readonly StandingPod[];
};

export type BandQuestion = {
  /** Of one address: all that touch the range, in any order. */
  readonly transitions: readonly Transition[];
  /** What held in the range where no transition touches it; `null` where nothing is known of the address. */
  readonly known: Pick<LastKnown, "standing" | "since"> | null;
  readonly blind: readonly BlindSpan[];
  /** A time of which rows may be gone. */
  readonly forgotten: { readonly from: number; readonly to: number } | null;
  /** When history begins; `null` where nothing was ever recorded. */
  readonly began: number | null;
  readonly from: number;
  readonly to: number;
  readonly now: number;
};

/**
 * Who had a floating IP over a time, as stretches that follow one another without a gap.
 *
 * Within the window of a transition nobody knows when it happened: that is as blind as a span in which nobody looked.
 *
 * @returns From `from` to `to`, or to now where that is earlier; empty where the range lies ahead. No two neighbours are alike.
 */
export function bandOf(question: BandQuestion): readonly Stretch[] {
  const { from, now } = question;
  const to = Math.min(question.to, now);
  if (from >= to) return [];
  const steps = stepsOf(question);
  const spans = unseenOf(question, steps);
  const cuts = [from, ...steps.map(({ at }) => at), ...spans.flatMap((span) => [span.from, span.to]), to];
  const edges = [...new Set(cuts.map((cut) => Math.min(Math.max(cut, from), to)))].toSorted((a, b) => a - b);

  const stretches: Stretch[] = [];
  let [step, span] = [0, 0];
  for (const [index, end] of edges.entries()) {
    const start = edges[index - 1];
    if (start === undefined) continue;
    while ((steps[step + 1]?.at ?? Number.POSITIVE_INFINITY) <= start) step += 1;
    while ((spans[span]?.to ?? Number.POSITIVE_INFINITY) <= start) span += 1;
    append(stretches, stretchOf(start, end, steps[step]?.standing ?? null, (spans[span]?.from ?? Number.POSITIVE_INFINITY) <= start));
  }
  return stretches;
}

/** From `at` on it is known as this; `null` before anybody looked. */
type Step = { readonly at: number; readonly standing: Standing | null };
type Span = { readonly from: number; readonly to: number };

function stepsOf({ transitions, known, began }: BandQuestion): readonly Step[] {
  const ordered = transitions.toSorted((a, b) => a.id - b.id);
  const earliest = ordered[0]?.from ?? known?.standing ?? null;
  const isFirstKnown = ordered.length === 0 && known?.since.notBefore === 0;
  const begins = (isFirstKnown ? known?.since.notAfter : began) ?? Number.POSITIVE_INFINITY;
  const steps: Step[] = [{ at: Number.NEGATIVE_INFINITY, standing: null }];
  if (earliest) steps.push({ at: begins, standing: earliest });
  // Times that a set clock has put out of order follow the order of storing.
  for (const { to, notAfter } of ordered) steps.push({ at: Math.max(notAfter, steps.at(-1)?.at ?? notAfter), standing: to });
  return steps;
}

/** What nobody saw, in the order of time, and no two that touch. */
function unseenOf({ transitions, blind, forgotten }: BandQuestion, steps: readonly Step[]): readonly Span[] {
  const ordered = transitions.toSorted((a, b) => a.id - b.id);
  const standings = steps.flatMap(({ standing }) => standing ?? []);
  const windows = ordered.map(({ notBefore, notAfter }) => ({ from: notBefore, to: notAfter }));
  // What happened in between is not kept any more.
  const holes = ordered.flatMap((next, index) => {
    const before = ordered[index - 1];
    return before && !sameStanding(before.to, next.from) ? [{ from: before.notAfter, to: next.notBefore }] : [];
  });
  const spans = blindFor(blind, standings).map((span) => ({ from: span.from, to: span.to ?? Number.POSITIVE_INFINITY }));
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...windows, ...holes, ...(forgotten ? [forgotten] : []), ...spans].toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (from >= to) continue;
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function stretchOf(from: number, to: number, standing: Standing | null, isUnseen: boolean): Stretch {
  if (!standing) return { from, to, kind: "before-history", backends: [] };
  return { from, to, kind: isUnseen ? "blind" : standing.state, backends: backendsOf(standing) };
}

function append(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  if (last && last.kind === next.kind && identityOf(last) === identityOf(next)) stretches[stretches.length - 1] = { ...last, to: next.to };
  else stretches.push(next);
}

function identityOf({ backends }: Stretch): string {
  return backends.map(({ node, uid, podIp }) => `${node} ${uid} ${podIp}`).join("\n");
}
