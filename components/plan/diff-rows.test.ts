import { expect, test } from "vitest";
import { diffHunks, unifiedRows } from "./diff-rows.ts";

const DIFF = `@@ -3,4 +3,5 @@
   annotations:
-    a: "1"
+    a: "2"
+    b: "3"
   labels:
     x: y
`;

const shortOf = (row: { kind: string; before: { line: number; text: string } | null; after: { line: number; text: string } | null }) =>
  [
    row.kind,
    row.before && `${row.before.line}:${row.before.text.trim()}`,
    row.after && `${row.after.line}:${row.after.text.trim()}`,
  ] as const;

test("a changed line stands beside what it was, an added one beside nothing", () => {
  const [hunk = []] = diffHunks(DIFF);
  expect(hunk.map(shortOf)).toEqual([
    ["same", "3:annotations:", "3:annotations:"],
    ["changed", '4:a: "1"', '4:a: "2"'],
    ["added", null, '5:b: "3"'],
    ["same", "5:labels:", "6:labels:"],
    ["same", "6:x: y", "7:x: y"],
  ]);
});

test("in one column all that goes stands before all that comes", () => {
  const [hunk = []] = diffHunks(DIFF);
  expect(unifiedRows(hunk).map(({ kind }) => kind)).toEqual(["same", "removed", "added", "added", "same", "same"]);
});

test("two places far apart are two hunks", () => {
  expect(diffHunks("@@ -1,1 +1,1 @@\n-a\n+b\n@@ -9,1 +9,1 @@\n-c\n+d\n")).toHaveLength(2);
});

test("text without a line end at its end is read whole, and an object that is created has no lines before it", () => {
  expect(diffHunks("@@ -0,0 +1,2 @@\n+kind: A\n+x: y\n\\ No newline at end of file\n")[0]?.map(shortOf)).toEqual([
    ["added", null, "1:kind: A"],
    ["added", null, "2:x: y"],
  ]);
});

test("where nothing differs there is no hunk", () => {
  expect(diffHunks("")).toEqual([]);
});
