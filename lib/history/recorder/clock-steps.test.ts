import { expect, test } from "vitest";
import { createClockSteps } from "./clock-steps.ts";

const MINUTE = 60_000;

/** @param passes What really passes, and by how much the clock is set meanwhile. */
function look({ passes, set = 0 }: { passes: number; set?: number }) {
  let [wall, steady] = [1_000_000, 5];
  const steps = createClockSteps(
    () => wall,
    () => steady,
  );
  wall += passes + set;
  steady += passes;
  return { first: steps(), again: steps() };
}

test.for([
  { name: "a clock that runs", found: look({ passes: MINUTE }), wanted: null },
  { name: "one that a time service slews", found: look({ passes: MINUTE, set: -1_500 }), wanted: null },
  {
    name: "one that was set forward, or a machine that slept: times that never were",
    found: look({ passes: 1_000, set: 10 * MINUTE }),
    wanted: { source: "clock", from: 1_000_000, to: 1_000_000 + 1_000 + 10 * MINUTE, reason: "clock-step" },
  },
  {
    name: "one that was set back: times that are there twice",
    found: look({ passes: 1_000, set: -10 * MINUTE }),
    wanted: { source: "clock", from: 1_000_000 + 1_000 - 10 * MINUTE, to: 1_001_000, reason: "clock-step" },
  },
])("$name", ({ found, wanted }) => {
  expect(found.first).toEqual(wanted);
  expect(found.again).toBeNull();
});
