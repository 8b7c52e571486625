import type { ClusterView } from "../cluster-view.ts";
import type { Fate } from "./fate.ts";
import type { Memory } from "./memory.ts";
import type { OwnAction } from "./own-action.ts";
import type { Confidence, Evidence, LastKnown, Standing, StandingPod, TransitionCause, Window } from "./transition.ts";

/** What a transition is judged by. */
export type Question = {
  /** Canonical. */
  readonly ip: string;
  /** `null`: the address was never seen before. Where nobody looked before, it is known first, and nothing happened. */
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

/** A question, with who left and who came. */
export type Case = Question & {
  readonly from: Standing;
  readonly left: readonly Fate[];
  readonly came: readonly StandingPod[];
};

/** A cause that evidence speaks for. */
export type Verdict = {
  readonly cause: Exclude<TransitionCause, "unknown" | "not-observed">;
  readonly detail: string | null;
  readonly confidence: Exclude<Confidence, "none">;
  readonly evidence: readonly Evidence[];
  readonly incident: string | null;
  /** A field manager. */
  readonly actor: string | null;
};

export function verdict(
  cause: Verdict["cause"],
  confidence: Verdict["confidence"],
  evidence: readonly Evidence[],
  more: Partial<Pick<Verdict, "detail" | "incident" | "actor">> = {},
): Verdict {
  return { cause, detail: null, confidence, evidence, incident: null, actor: null, ...more };
}
