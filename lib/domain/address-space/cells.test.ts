import fc from "fast-check";
import { expect, test } from "vitest";
import { CELLS, packCells, replaceCells, runsOf } from "./cells.ts";

test("runs are written as a letter and their length", () => {
  expect(packCells("uuuuuuuuuuuufffu")).toBe("u12f3u");
});

test("what was packed is what is read", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...CELLS), { maxLength: 200 }), (letters) => {
      const read = [...runsOf(packCells(letters))].flatMap(({ cell, length }) => Array.from({ length }, () => cell));
      expect(read).toEqual(letters);
    }),
  );
});

test("a place outside the block is left out", () => {
  expect(
    replaceCells(
      "fff",
      new Map([
        [1, "x"],
        [7, "x"],
      ]),
    ),
  ).toBe("fxf");
});
