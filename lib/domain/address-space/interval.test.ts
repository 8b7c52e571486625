import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countWithin, gapsIn, type Interval, intervalsOf, isIn, sizeOf, unionOf, within } from "./interval.ts";

const v4 = (first: number, last: number): Interval => ({ family: 4, first: BigInt(first), last: BigInt(last) });

describe("intervals", () => {
  test("that overlap or touch become one", () => {
    expect(unionOf([v4(8, 9), v4(0, 3), v4(4, 5), v4(2, 3)])).toEqual([v4(0, 5), v4(8, 9)]);
  });

  test("are read from ranges and bare addresses, and what is neither is left out", () => {
    expect(intervalsOf([" 0.0.0.4/30", "0.0.0.9", "nonsense"])).toEqual([v4(4, 7), v4(9, 9)]);
  });

  test("of two families never meet", () => {
    const mixed = intervalsOf(["::/120", "0.0.0.0/24"]);
    expect(within(v4(0, 300), mixed)).toEqual([v4(0, 255)]);
    expect(isIn(6, 256n, mixed)).toBe(false);
  });

  test("of a whole /8 and of a /48 are counted without being listed", () => {
    const [eight, fortyEight] = intervalsOf(["10.0.0.0/8", "fd00::/48"]);
    expect([eight, fortyEight].map((range) => range && sizeOf(range))).toEqual([1n << 24n, 1n << 80n]);
  });

  const small = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 })).map(([first, more]) => v4(first, first + more)),
  );
  test("parts and gaps of a range are all of it, each address once", () => {
    fc.assert(
      fc.property(small, (list) => {
        const range = v4(10, 40);
        const sorted = unionOf(list);
        const inside = (value: number) => list.some(({ first, last }) => first <= BigInt(value) && BigInt(value) <= last);
        const expected = Array.from({ length: 31 }, (_, index) => index + 10).filter(inside).length;
        const gaps = gapsIn(range, sorted).reduce((sum, gap) => sum + sizeOf(gap), 0n);
        expect(countWithin(range, sorted)).toBe(BigInt(expected));
        expect(gaps).toBe(31n - BigInt(expected));
        for (let value = 0; value < 75; value += 1) expect(isIn(4, BigInt(value), sorted)).toBe(inside(value));
      }),
    );
  });
});
