import "server-only";
import type { ActionRecord } from "#lib/actions/action.ts";
import type { Action } from "#lib/contract/plans.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";
import { explainedPlan } from "./plan-parts.ts";

/** An action as the API answers it: without what is only kept to settle it and to take it back. */
export function presentAction({ leaseUntil: _, steps, ...action }: ActionRecord): Action {
  const why = whyNoUndo({ ...action, steps });
  return {
    ...action,
    steps: steps.map(({ write: _write, before: _before, ...step }) => step),
    undo: why && explainedPlan(why),
  };
}

function whyNoUndo({ state, undoneBy, steps }: Pick<ActionRecord, "state" | "undoneBy" | "steps">): Reason | null {
  if (state === "running") return reason("action-runs");
  if (undoneBy !== null) return reason("action-undone");
  return steps.some((step) => step.state === "done") ? null : reason("nothing-to-undo");
}
