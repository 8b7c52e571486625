import { expect, test } from "vitest";
import { lineSplitter } from "./lines.ts";

function linesOf(chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const split = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) split(chunk);
  return lines;
}

test.for([
  { name: "two lines in one chunk", chunks: ["a\nb\n"], lines: ["a", "b"] },
  { name: "a line over three chunks", chunks: ["a", "b", "c\nd\n"], lines: ["abc", "d"] },
  { name: "a newline alone in its chunk", chunks: ["a", "\n", "b\n"], lines: ["a", "b"] },
  { name: "empty lines are skipped", chunks: ["\n\na\n\r\n"], lines: ["a"] },
  { name: "what has no newline yet is not a line", chunks: ["a\nb"], lines: ["a"] },
])("$name", ({ chunks, lines }) => {
  expect(linesOf(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(lines);
});

test("a text cut at every byte comes out whole, characters of several bytes too", () => {
  const text = '{"说明":"端点 – naïve 🎈"}\n{"b":1}\n';
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  expect(linesOf(bytes).join("\n")).toBe(text.trimEnd());
});

test("a line without an end is refused before it fills the memory", () => {
  const split = lineSplitter(() => {}, 10);
  split(Buffer.from("12345"));
  expect(() => split(Buffer.from("678901"))).toThrow(RangeError);
});
