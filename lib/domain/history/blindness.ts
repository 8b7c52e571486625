import { backendsOf } from "./standing.ts";
import type { BlindSpan, Standing } from "./transition.ts";

const PODS_OF = "pods/";

/**
 * The spans in which nobody could have seen a floating IP move.
 *
 * Where each namespace is watched by itself, one that cannot be seen casts doubt on the addresses of its own pods and on no
 * other. Of a kind that the cluster does not serve there is nothing to see.
 *
 * @param standings All that the address is known to have been in, around the time in question.
 */
export function blindFor(spans: readonly BlindSpan[], standings: readonly Standing[]): readonly BlindSpan[] {
  const namespaces = new Set(standings.flatMap((standing) => backendsOf(standing).map(({ namespace }) => namespace)));
  return spans.filter(({ source, reason }) => {
    if (reason === "absent" && source !== "pods") return false;
    return !source.startsWith(PODS_OF) || namespaces.has(source.slice(PODS_OF.length));
  });
}

/** @param at At its end a span is over: that is when somebody looked again. */
export function covers({ from, to }: BlindSpan, at: number): boolean {
  return from <= at && (to === null || at < to);
}
