import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test.for([
  { name: "the first retry is almost at once", failures: 1, from: 0, to: 200 },
  { name: "the second waits about a second", failures: 2, from: 500, to: 1_000 },
  { name: "each further one twice as long", failures: 4, from: 2_000, to: 4_000 },
  { name: "never longer than the cap", failures: 7, from: 15_000, to: 30_000 },
  { name: "not even after a weekend", failures: 100_000, from: 15_000, to: 30_000 },
])("$name", ({ failures, from, to }) => {
  expect(backoffMs(failures, 0)).toBe(from);
  expect(backoffMs(failures, 1)).toBe(to);
});
