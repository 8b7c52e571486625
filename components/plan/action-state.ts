import type { Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Outcome } from "#lib/contract/outcome.ts";
import type { ActionStep } from "#lib/contract/plans.ts";

type Look = { readonly tone: Tone; readonly icon: IconName };

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
