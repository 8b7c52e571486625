import { expect, test } from "vitest";
import { comparePodIps, cutAt } from "./deciding.ts";

test.each([
  ["the character decides, not the number", "10.244.1.10", "10.244.1.9", { order: "first", mine: "1", theirs: "9" }],
  ["the other way round it is later", "10.244.1.9", "10.244.1.10", { order: "later", mine: "9", theirs: "1" }],
  ["what ends first comes first", "10.244.1.1", "10.244.1.10", { order: "first", mine: null, theirs: "0" }],
  ["the same address decides nothing", "10.244.1.1", "10.244.1.1", { order: "same", mine: null, theirs: null }],
  ["a dot comes before a digit", "10.2.9.9", "10.20.1.1", { order: "first", mine: ".", theirs: "0" }],
])("%s", (_, mine, theirs, expected) => {
  expect(comparePodIps(mine, theirs)).toEqual(expected);
});

test("cuts the address at the character that decides", () => {
  expect(cutAt("10.244.1.10", "10.244.1.9")).toEqual({ shared: "10.244.1.", deciding: "1", rest: "0" });
});

test("leaves an address whole that is alone", () => {
  expect(cutAt("10.244.1.10", null)).toEqual({ shared: "10.244.1.10", deciding: "", rest: "" });
});
