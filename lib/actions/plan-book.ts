import { ConsoleError } from "#lib/errors.ts";
import type { HeldPlan } from "./action.ts";

/** Long enough to read a plan and ask a colleague; what it was made for is checked again in any case. */
export const PLAN_LIFE_MS = 10 * 60_000;
const MAX_PLANS = 200;

/** The plans that can still be applied. They are of this process: after a restart they are made again. */
export type PlanBook = {
  keep(plan: HeldPlan): void;
  /** @throws {ConsoleError} `not-found` for a plan that is over its time, was applied, or never was. */
  take(id: string): HeldPlan;
};

export function createPlanBook(now: () => number): PlanBook {
  const plans = new Map<string, HeldPlan>();
  return {
    keep(plan) {
      for (const [id, { plan: kept }] of plans) if (Date.parse(kept.expiresAt) <= now() || plans.size >= MAX_PLANS) plans.delete(id);
      plans.set(plan.plan.id, plan);
    },
    take(id) {
      const held = plans.get(id);
      plans.delete(id);
      if (!held || Date.parse(held.plan.expiresAt) <= now()) {
        throw new ConsoleError("not-found", "There is no such plan any more. Make it again: what it would change may have changed.", {
          facts: { id },
        });
      }
      return held;
    },
  };
}
