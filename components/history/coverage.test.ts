import { expect, test } from "vitest";
import type { BlindSpan } from "#lib/contract/history.ts";
import { laneOf } from "./coverage.ts";

const span = (source: string, from: number, to: number | null): BlindSpan => ({
  source,
  from: new Date(from).toISOString(),
  to: to === null ? null : new Date(to).toISOString(),
  reason: "",
  code: "watch-stale",
});
const lane = (...blind: readonly BlindSpan[]) => {
  return told(0, ...blind);
};
function told(began: number, ...blind: readonly BlindSpan[]) {
  const { stretches, share } = laneOf("pods", blind, { from: 0, to: 100, began });
  const word = ({ span }: (typeof stretches)[number]) => (span === "before" ? " before" : span ? " blind" : "");
  return [...stretches.map((one) => `${one.from}-${one.to}${word(one)}`), share];
}

test("before history began nobody watched", () => {
  expect(told(60, span("all", 50, 70))).toEqual(["0-60 before", "60-70 blind", "70-100", 0.3]);
  expect(told(500)).toEqual(["0-100 before", 0]);
});

test.each<[string, readonly BlindSpan[], readonly (string | number)[]]>([
  ["watched all the time", [], ["0-100", 1]],
  ["a time in the middle", [span("pods", 20, 30)], ["0-20", "20-30 blind", "30-100", 0.9]],
  ["a time that lasts", [span("pods", 90, null)], ["0-90", "90-100 blind", 0.9]],
  ["a time that began before", [span("pods", -50, 10)], ["0-10 blind", "10-100", 0.9]],
  ["times that overlap count once", [span("all", 10, 30), span("pods", 20, 40)], ["0-10", "10-30 blind", "30-40 blind", "40-100", 0.7]],
  ["a time of another source", [span("nodes", 10, 30)], ["0-100", 1]],
  ["a time of one of its namespaces", [span("pods/shop", 10, 20)], ["0-10", "10-20 blind", "20-100", 0.9]],
  ["a time within another", [span("all", 10, 50), span("pods", 20, 30)], ["0-10", "10-50 blind", "50-100", 0.6]],
])("%s", (_, blind, expected) => {
  expect(lane(...blind)).toEqual(expected);
});
