import { expect, test } from "vitest";
import { versionsDiff } from "./versions-diff.ts";

const pod = (value: string, version: string) =>
  JSON.stringify({ metadata: { name: "gw-0", resourceVersion: version, managedFields: [version], annotations: { a: value } } });

test("what differs between the two versions is told, and not the server's bookkeeping", () => {
  const lines = versionsDiff(pod("1", "7"), pod("2", "8"))?.split("\n") ?? [];
  expect(lines.filter((line) => /^[+-]/.test(line))).toEqual(['-    a: "1"', '+    a: "2"']);
});

test("an object that is gone has no line left", () => {
  expect(versionsDiff(pod("1", "7"), "null")).toContain("-  name: gw-0");
});

test.for([
  ["no versions at all", undefined, undefined],
  ["a text that is no JSON", "{", "{}"],
] as const)("%s is no diff", ([, planned, current]) => {
  expect(versionsDiff(planned, current)).toBeNull();
});
