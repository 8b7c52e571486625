import { expect, test } from "vitest";
import { inTurns } from "./in-turns.ts";

test.each([
  ["none while there is less work than that", [3, 3, 3], 0],
  ["one after so much work", [5, 5, 3], 1],
  ["one after each such amount", [10, 10, 4, 6, 9], 3],
])("others have a turn: %s", async (_name, steps, turns) => {
  let had = 0;
  const stop = { now: false };
  const takeTurns = () => {
    if (stop.now) return;
    had += 1;
    setImmediate(takeTurns);
  };
  setImmediate(takeTurns);
  const hasPaused = await inTurns(steps, 10);
  stop.now = true;
  expect([hasPaused, had]).toEqual([turns > 0, turns]);
});
