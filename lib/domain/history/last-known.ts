import { backendsOf, leavingOf } from "./standing.ts";
import type { LastKnown, Standing, TransitionDraft, Window } from "./transition.ts";

/** What is known of an address, without its place in the store. */
export type Known = Omit<LastKnown, "lastTransitionId">;

/**
 * What an address is known as when history begins with it: no transition, whatever its standing.
 *
 * @param since `notBefore` is 0 where it was so before anybody looked.
 */
export function firstKnown(ip: string, standing: Standing, since: Window): Known {
  const splitSince = standing.state === "split" ? since : null;
  return { ip, standing, since, leftBehind: null, goneSince: null, splitSince };
}

/**
 * What an address is known as once a transition has happened.
 *
 * @param before `null` where nothing was known of it.
 */
export function lastKnownAfter(before: LastKnown | null, draft: TransitionDraft): Known {
  const { ip, from, to, notBefore, notAfter } = draft;
  const since: Window = { notBefore, notAfter };
  const isSplit = to.state === "split";
  return {
    ip,
    standing: to,
    since,
    leftBehind: leftBehindBy(before, draft),
    goneSince: backendsOf(to).length > 0 ? null : backendsOf(from).length > 0 ? since : (before?.goneSince ?? null),
    splitSince: isSplit ? (from.state === "split" ? (before?.splitSince ?? since) : since) : null,
  };
}

function leftBehindBy(before: LastKnown | null, { kind, from, to }: TransitionDraft): LastKnown["leftBehind"] {
  if (kind === "failback") return null;
  const [left] = kind === "failover" ? leavingOf(from, to) : [];
  return left ? { uid: left.uid, podIp: left.podIp } : (before?.leftBehind ?? null);
}
