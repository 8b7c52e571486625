import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flapsOf } from "./flapping.ts";

const at = (...times: readonly number[]) => times.map((notAfter, index) => ({ id: index + 1, ip: "10.99.0.10", notAfter }));
const limits = { windowMs: 10, threshold: 3 };

describe("flapping", () => {
  test.each<[string, readonly number[], readonly (readonly number[])[]]>([
    ["is three in the window", [0, 5, 10], [[1, 2, 3]]],
    ["is not three that take longer", [0, 5, 11], []],
    ["is not two", [0, 1], []],
    ["goes on while each three are close", [0, 5, 10, 15, 20], [[1, 2, 3, 4, 5]]],
    [
      "is two groups with a rest between",
      [0, 1, 2, 50, 51, 52],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ["leaves out what came long before and after", [0, 100, 101, 102, 200], [[2, 3, 4]]],
  ])("%s", (_name, times, ids) => {
    expect(flapsOf(at(...times), limits).map((flap) => flap.ids)).toEqual(ids);
  });

  test("is of one address", () => {
    const mixed = at(0, 1, 2).map((moment, index) => ({ ...moment, ip: `10.99.0.${index}` }));
    expect(flapsOf(mixed, limits)).toEqual([]);
  });

  test("says from when to when, whatever the order it is told in", () => {
    expect(flapsOf(at(3, 5, 9).toReversed(), limits)).toEqual([{ ip: "10.99.0.10", from: 3, to: 9, ids: [1, 2, 3] }]);
  });
});

test("a transition is in a group exactly when some window holds it and enough others", () => {
  const times = fc.array(fc.nat(120), { maxLength: 30 }).map((all) => all.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(times, (all) => {
      const grouped = new Set(flapsOf(at(...all), limits).flatMap(({ ids }) => ids));
      for (const [index, time] of all.entries()) {
        const isCrowded = all.some(
          (start) => start <= time && time <= start + 10 && all.filter((other) => other >= start && other <= start + 10).length >= 3,
        );
        expect([index, grouped.has(index + 1)]).toEqual([index, isCrowded]);
      }
    }),
  );
});
