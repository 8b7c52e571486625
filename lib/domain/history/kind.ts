import { backendsOf, comingOf, leavingOf, UNSERVED } from "./standing.ts";
import type { LastKnown, Standing, StandingPod, TransitionKind } from "./transition.ts";

/** What the standings do not tell. */
export type PodFacts = {
  /** Its pod was lost: gone, finished, evicted, off the network. */
  isLost(pod: StandingPod): boolean;
  /** Whoever claimed it last is there still, and does not name the address any more. */
  readonly isWithdrawn: boolean;
};

/**
 * Which of the closed list of kinds a transition is.
 *
 * States decide first: into `split` from nobody or from one is a split, out of `disabled` to somebody is `enabled`,
 * whoever it is. From one backend to another, the name, then the fate of the old pod decide. A pod that comes back under
 * its old name is another one: history goes by UID, so only the very pod that the last failover left, off the network
 * for a time and not gone, makes a `failback`; a StatefulSet's next `gw-0` makes a `switchover`.
 *
 * @param before `null` where the address was not known, which is as good as nobody.
 * @param to Differs from what was before.
 */
export function kindOf(before: LastKnown | null, to: Standing, facts: PodFacts): TransitionKind {
  const from = before?.standing ?? UNSERVED;
  switch (to.state) {
    case "unserved":
      return facts.isWithdrawn ? "released" : "lost";
    case "disabled":
      return "disabled";
    case "split":
      return from.state === "disabled" ? "enabled" : "split";
    case "serving":
      if (from.state === "disabled") return "enabled";
      if (from.state === "unserved") return "assigned";
      return from.state === "split" ? "merged" : changeOf(before, from, to, facts);
  }
}

function changeOf(before: LastKnown | null, from: Standing, to: Standing, { isLost }: PodFacts): TransitionKind {
  const [left = null] = leavingOf(from, to);
  const [came = null] = comingOf(from, to);
  if (left === null || came === null) return backendsOf(to).length > 0 ? "switchover" : "lost";
  if (left.namespace === came.namespace && left.name === came.name) return "backend-replaced";
  if (isLost(left)) return "failover";
  return before?.leftBehind?.uid === came.uid ? "failback" : "switchover";
}
