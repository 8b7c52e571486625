import { describe, expect, test } from "vitest";
import { rectangleOf, toPlace, toPoint } from "./hilbert.ts";

const ORDER = 5;
const CELLS = 4 ** ORDER;

describe("the curve", () => {
  test("goes through every cell once, from neighbour to neighbour", () => {
    const points = Array.from({ length: CELLS }, (_, at) => toPoint(ORDER, at));
    expect(new Set(points.map(({ x, y }) => `${x} ${y}`)).size).toBe(CELLS);
    for (const [at, { x, y }] of points.entries()) {
      const next = points[at + 1];
      if (next) expect(Math.abs(next.x - x) + Math.abs(next.y - y)).toBe(1);
    }
  });

  test("is read back", () => {
    for (let at = 0; at < CELLS; at += 1) expect(toPlace(ORDER, toPoint(ORDER, at))).toBe(at);
  });

  test("of 2^18 cells, a /8 of blocks, is read back too", () => {
    for (const at of [0, 1, 99_999, 2 ** 18 - 1]) expect(toPlace(9, toPoint(9, at))).toBe(at);
  });

  test.each([1, 2, 4, 8, 16, 32, 64])("an aligned range of %i cells is one rectangle", (length) => {
    for (let at = 0; at < CELLS; at += length) {
      const { x, y, width, height } = rectangleOf(ORDER, at, length);
      expect(width * height).toBe(length);
      for (let cell = at; cell < at + length; cell += 1) {
        const point = toPoint(ORDER, cell);
        expect(point.x >= x && point.x < x + width && point.y >= y && point.y < y + height).toBe(true);
      }
    }
  });
});
