import "server-only";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { Standing } from "#lib/domain/history/transition.ts";
import { presentInstant, presentTransition } from "./present-transition.ts";
import type { RecorderPort, Remembered } from "./recorder-port.ts";

/**
 * An answer with what history says of the address beside it.
 *
 * @param before The answer that this one follows.
 * @param at RFC 3339 UTC: when it was made. Since then at the latest, where history says nothing of what is shown.
 */
export function withPast(
  fresh: FloatingIp,
  before: FloatingIp | undefined,
  { known, lastTransition, notes }: Remembered,
  at: string,
): FloatingIp {
  const isKnown = known !== null && fresh.state !== "unknown" && holdersIn(known.standing) === holdersOf(fresh);
  const isSame = before !== undefined && holdersOf(before) === holdersOf(fresh);
  const since: Pick<FloatingIp, "since" | "sinceCertainty"> = isKnown
    ? sinceOf(known.since)
    : isSame
      ? { since: before.since, sinceCertainty: before.sinceCertainty }
      : { since: at, sinceCertainty: "at-latest" };
  return {
    ...fresh,
    ...since,
    lastTransition: lastTransition && presentTransition(lastTransition, { withEvidence: false }),
    notes: notes && { ...notes, updatedAt: presentInstant(notes.updatedAt) },
  };
}

function sinceOf({ notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number }) {
  return { since: presentInstant(notAfter), sinceCertainty: notBefore === notAfter ? "observed" : "at-latest" } as const;
}

export function presentRecorder({ state, store, since, code, reason }: ReturnType<RecorderPort["state"]>) {
  return { state, store, since: presentInstant(since), code, reason };
}

/** What `since` is about: the state, and who is the backend on which node. */
function holdersOf({ state, nodes }: FloatingIp): string {
  const backends = nodes.flatMap(({ node, backend }) => (backend ? `${node} ${backend.uid} ${backend.podIp}` : []));
  return [state, ...backends].join("\n");
}

function holdersIn({ state, nodes }: Standing): string {
  const backends = nodes.flatMap(({ node, backend }) => (backend ? `${node} ${backend.uid} ${backend.podIp}` : []));
  return [state, ...backends].join("\n");
}
