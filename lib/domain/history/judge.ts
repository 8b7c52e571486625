import type { ClusterView } from "../cluster-view.ts";
import { gapOf, overlapOf } from "./bounds.ts";
import { kindOf } from "./kind.ts";
import type { Memory } from "./memory.ts";
import type { OwnAction } from "./own-action.ts";
import { sameStanding, UNSERVED } from "./standing.ts";
import { ENGINE_VERSION, type LastKnown, type Standing, type TransitionDraft, type Window } from "./transition.ts";

/** What a transition is judged by. */
export type Question = {
  /** Canonical. */
  readonly ip: string;
  /** `null`: the address was never seen before, and somebody was looking. */
  readonly before: LastKnown | null;
  readonly to: Standing;
  readonly window: Window;
  /** Now. */
  readonly at: number;
  /** Nobody looked for a part of the window. */
  readonly isBlind: boolean;
  /** After the change. */
  readonly view: ClusterView;
  /** Has noted the change already. */
  readonly memory: Memory;
  readonly ownActions: readonly OwnAction[];
};

/**
 * What happened to a floating IP, and why, from how it stood and how it stands.
 *
 * @returns `null` when the two standings are one for history.
 */
export function judgeTransition(question: Question): TransitionDraft | null {
  const { ip, before, to, window, at, isBlind } = question;
  const from = before?.standing ?? UNSERVED;
  if (sameStanding(from, to)) return null;
  return {
    ip,
    kind: kindOf(before, to, { isLost: () => true, isWithdrawn: false }),
    ...window,
    detectedAt: at,
    from,
    to,
    gapMs: gapOf(before, to, window),
    overlapMs: overlapOf(before, to, window),
    cause: isBlind ? "not-observed" : "unknown",
    detail: null,
    confidence: "none",
    actor: null,
    actionId: null,
    evidence: [],
    incident: null,
    engineVersion: ENGINE_VERSION,
  };
}
