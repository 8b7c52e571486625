import { expect, test } from "vitest";
import type { HeldPlan } from "./action.ts";
import { createPlanBook, PLAN_LIFE_MS } from "./plan-book.ts";

const NOW = Date.parse("2026-08-29T03:12:40.000Z");
const aPlan = (id: string, madeAt = NOW) =>
  ({ plan: { id, expiresAt: new Date(madeAt + PLAN_LIFE_MS).toISOString() }, steps: [] }) as unknown as HeldPlan;

test("a plan can be applied once", () => {
  const book = createPlanBook(() => NOW);
  book.keep(aPlan("one"));
  expect(book.take("one").plan.id).toBe("one");
  expect(() => book.take("one")).toThrow("Make it again");
});

test("a plan that is over its time cannot be applied", () => {
  let now = NOW;
  const book = createPlanBook(() => now);
  book.keep(aPlan("one"));
  now += PLAN_LIFE_MS;
  expect(() => book.take("one")).toThrow("Make it again");
});

test("many plans push out the oldest, and only that", () => {
  const book = createPlanBook(() => NOW);
  for (let at = 0; at <= 200; at++) book.keep(aPlan(`plan-${at}`));
  expect(() => book.take("plan-0")).toThrow();
  expect(book.take("plan-1").plan.id).toBe("plan-1");
});
