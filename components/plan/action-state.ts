import type { Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Action, ActionStep } from "#lib/contract/plans.ts";

type Look = { readonly tone: Tone; readonly icon: IconName };

export const OUTCOMES = ["running", "verifying", "verified", "different", "unverified", "failed", "interrupted", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What an action came to, in one word: what was seen afterwards counts more than that it was sent. */
export function outcomeOf({ state, verification }: Pick<Action, "state" | "verification">): Outcome {
  const everythingSent = state === "running" && verification.at !== null;
  if (state === "running") return everythingSent ? "verifying" : "running";
  if (state !== "done") return state;
  return ({ verified: "verified", different: "different", waiting: "verifying", unknown: "unverified" } as const)[verification.state];
}

export const OUTCOME_LOOK: Record<Outcome, Look> = {
  running: { tone: "accent", icon: "clock" },
  verifying: { tone: "accent", icon: "clock" },
  verified: { tone: "ok", icon: "check" },
  different: { tone: "warn", icon: "warn" },
  unverified: { tone: "unk", icon: "unknown" },
  failed: { tone: "bad", icon: "unserved" },
  interrupted: { tone: "warn", icon: "warn" },
  unknown: { tone: "unk", icon: "unknown" },
};

export const STEP_LOOK: Record<ActionStep["state"], Look> = {
  waiting: { tone: "plain", icon: "clock" },
  sent: { tone: "accent", icon: "clock" },
  done: { tone: "ok", icon: "check" },
  failed: { tone: "bad", icon: "unserved" },
  unknown: { tone: "unk", icon: "unknown" },
  "not-done": { tone: "plain", icon: "minus" },
};
