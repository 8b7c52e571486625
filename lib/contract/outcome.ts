import type { Action } from "./plans.ts";

export const OUTCOMES = ["running", "verifying", "verified", "different", "unverified", "failed", "interrupted", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What an action came to, in one word: what was seen afterwards counts more than that it was sent. */
export function outcomeOf({ state, verification }: Pick<Action, "state" | "verification">): Outcome {
  const everythingSent = state === "running" && verification.at !== null;
  if (state === "running") return everythingSent ? "verifying" : "running";
  if (state !== "done") return state;
  return ({ verified: "verified", different: "different", waiting: "verifying", unknown: "unverified" } as const)[verification.state];
}
