import { expect, test } from "vitest";
import { ActionQuestion, Intent } from "./plan-questions.ts";
import { ACTIONS } from "./plans.ts";

test("whatever can be asked for has a name in the activity, and so has what takes it back", () => {
  const asked = Intent.options.map(({ shape }) => shape.action.value);
  expect([...ACTIONS].toSorted()).toEqual([...asked, "undo"].toSorted());
});

test("the activity is asked for what came out in one word, several with commas", () => {
  expect(ActionQuestion.parse({ outcome: "different,failed" }).outcome).toEqual(["different", "failed"]);
  expect(ActionQuestion.safeParse({ outcome: "perfect" }).success).toBe(false);
});
