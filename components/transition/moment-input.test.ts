import { expect, test } from "vitest";
import { fromInput, toInput } from "./moment-input.ts";

// The tests run in Kathmandu, 5:45 ahead.
test.for([
  { zone: "utc" as const, text: "2026-08-29T02:14:07" },
  { zone: "local" as const, text: "2026-08-29T07:59:07" },
])("a moment is written and read in $zone time", ({ zone, text }) => {
  const at = new Date("2026-08-29T02:14:07Z");
  expect(toInput(at, zone)).toBe(text);
  expect(fromInput(text, zone)).toEqual(at);
});

test("a field that leaves the seconds out is a moment, an empty one and a word are none", () => {
  expect([fromInput("2026-08-29T02:14", "utc"), fromInput("", "utc"), fromInput("yesterday", "local")]).toEqual([
    new Date("2026-08-29T02:14:00Z"),
    null,
    null,
  ]);
});
