import { describe, expect, test } from "vitest";
import { gapOf, overlapOf } from "./bounds.ts";
import { UNSERVED } from "./standing.ts";
import { aBackend, aLastKnown, disabled, serving, split } from "./testing/standings.ts";

const a = aBackend({ name: "gw-a" });
const b = aBackend({ name: "gw-b", node: "node-b" });
const at = (instant: number) => ({ notBefore: instant, notAfter: instant });

describe("the gap", () => {
  const gone = aLastKnown(UNSERVED, { goneSince: at(1_000) });
  const goneUnseen = aLastKnown(UNSERVED, { goneSince: { notBefore: 1_000, notAfter: 3_000 } });

  test.for([
    { name: "runs from the loss to the next backend", before: gone, to: serving(a), window: at(5_200), gap: { min: 4_200, max: 4_200 } },
    {
      name: "has bounds where the loss was not seen",
      before: goneUnseen,
      to: serving(a),
      window: at(5_000),
      gap: { min: 2_000, max: 4_000 },
    },
    {
      name: "has bounds where neither end was seen",
      before: goneUnseen,
      to: serving(a),
      window: { notBefore: 4_000, notAfter: 9_000 },
      gap: { min: 1_000, max: 8_000 },
    },
    {
      name: "is never less than nothing, though the windows overlap",
      before: goneUnseen,
      to: serving(a),
      window: { notBefore: 2_000, notAfter: 4_000 },
      gap: { min: 0, max: 3_000 },
    },
    { name: "stays in order when the clock stepped back", before: gone, to: serving(a), window: at(500), gap: { min: 0, max: 0 } },
    { name: "ends with a split too", before: gone, to: split(a, b), window: at(2_000), gap: { min: 1_000, max: 1_000 } },
    {
      name: "ends when the gate is on again",
      before: aLastKnown(disabled(), { goneSince: at(1_000) }),
      to: serving(a),
      window: at(2_000),
      gap: { min: 1_000, max: 1_000 },
    },
    {
      name: "is nothing from one backend to the next in one step",
      before: aLastKnown(serving(a)),
      to: serving(b),
      window: at(9),
      gap: { min: 0, max: 0 },
    },
    {
      name: "is at most as long as nobody looked",
      before: aLastKnown(serving(a)),
      to: serving(b),
      window: { notBefore: 10, notAfter: 70 },
      gap: { min: 0, max: 60 },
    },
    { name: "is not measured where there never was a backend", before: aLastKnown(UNSERVED), to: serving(a), window: at(9), gap: null },
    { name: "is not measured at the first sight of an address", before: null, to: serving(a), window: at(9), gap: null },
    { name: "has not ended while nobody has it", before: aLastKnown(serving(a)), to: UNSERVED, window: at(9), gap: null },
    { name: "is none where a backend stayed", before: aLastKnown(serving(a)), to: split(a, b), window: at(9), gap: null },
  ])("$name", ({ before, to, window, gap }) => {
    expect(gapOf(before, to, window)).toEqual(gap);
  });
});

describe("the overlap", () => {
  const twice = aLastKnown(split(a, b), { splitSince: { notBefore: 1_000, notAfter: 1_500 } });

  test.for([
    { name: "stands on what ends a split", before: twice, to: serving(a), overlap: { min: 3_500, max: 4_000 } },
    { name: "ends too when nobody is left", before: twice, to: UNSERVED, overlap: { min: 3_500, max: 4_000 } },
    { name: "has not ended with other members", before: twice, to: split(a), overlap: null },
    { name: "is none where one had it", before: aLastKnown(serving(a)), to: serving(b), overlap: null },
  ])("$name", ({ before, to, overlap }) => {
    expect(overlapOf(before, to, at(5_000))).toEqual(overlap);
  });
});
