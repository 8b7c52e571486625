import { expect, test } from "vitest";
import { isEqual } from "./is-equal.ts";

test.for<[string, unknown, unknown, boolean]>([
  ["the same values", { a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
  ["keys in another order", { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ["a key that is absent, against one that is undefined", { a: undefined }, {}, false],
  ["a key under another name", { a: undefined }, { b: undefined }, false],
  ["a longer list", [1], [1, 2], false],
  ["a list, against an object with its indexes", ["x"], { 0: "x" }, false],
  ["null, against an object", null, {}, false],
  ["a number, against its text", 1, "1", false],
])("%s", ([, a, b, expected]) => {
  expect([isEqual(a, b), isEqual(b, a)]).toEqual([expected, expected]);
});
