import { describe, expect, test } from "vitest";
import { type Marks, marked, unended } from "./changed.ts";

const NONE: Marks = new Map();
const items = (states: Readonly<Record<string, string>>) => Object.entries(states).map(([key, state]) => ({ key, state }));
const known = (states: Readonly<Record<string, string>>) => new Map(Object.entries(states));

describe("what is marked", () => {
  test("is what came or changed since the last answer", () => {
    expect(marked(NONE, known({ a: "1", b: "1" }), items({ a: "1", b: "2", c: "1" }), 100)).toEqual(
      new Map([
        ["b", 100],
        ["c", 100],
      ]),
    );
  });

  test("is nothing of what was there when the page opened", () => {
    expect(marked(NONE, null, items({ a: "1" }), 100)).toBe(NONE);
  });

  test("stays marked when a later answer has nothing new, and is marked anew when it changes again", () => {
    const first = marked(NONE, known({ a: "1", b: "1" }), items({ a: "2", b: "1" }), 100);
    expect(marked(first, known({ a: "2", b: "1" }), items({ a: "2", b: "1" }), 150)).toBe(first);
    expect(marked(first, known({ a: "2", b: "1" }), items({ a: "3", b: "2" }), 150)).toEqual(
      new Map([
        ["a", 150],
        ["b", 150],
      ]),
    );
  });

  test("ends, each at its own time", () => {
    const marks = new Map([
      ["a", 100],
      ["b", 150],
    ]);
    expect(unended(marks, 99)).toBe(marks);
    expect(unended(marks, 100)).toEqual(new Map([["b", 150]]));
    expect(unended(marks, 200)).toEqual(new Map());
  });
});
