import { expect, test } from "vitest";
import { matchesSelector } from "./selector.ts";

const labels = { role: "edge", zone: "eu1-a", "kubernetes.io/os": "linux" };

test.for([
  { selector: "", matches: true },
  { selector: "all()", matches: true },
  { selector: "has(role)", matches: true },
  { selector: "!has(role)", matches: false },
  { selector: "has(gpu)", matches: false },
  { selector: 'role == "edge"', matches: true },
  { selector: "role == 'core'", matches: false },
  { selector: 'role != "core"', matches: true },
  // A label that is not there differs from every value.
  { selector: 'gpu != "yes"', matches: true },
  { selector: 'zone in {"eu1-a", "eu1-b"}', matches: true },
  { selector: 'zone not in {"eu1-a"}', matches: false },
  { selector: 'gpu not in {"a"}', matches: true },
  { selector: 'gpu in {"a"}', matches: false },
  { selector: 'zone starts with "eu1"', matches: true },
  { selector: 'zone ends with "-b"', matches: false },
  { selector: 'zone contains "1-"', matches: true },
  { selector: 'has(gpu) || role == "edge" && zone == "eu1-a"', matches: true },
  { selector: '(has(gpu) || role == "edge") && zone == "eu1-b"', matches: false },
  { selector: "kubernetes.io/os == 'linux'", matches: true },
])("$selector: $matches", ({ selector, matches }) => {
  expect(matchesSelector(selector, labels)).toBe(matches);
});

test.for(["role ==", "role == edge", "(has(role)", "has(role) &&", "role in {'a'", "&& has(role)", "has(role) has(zone)"])(
  "%s cannot be read, and says so by a value",
  (selector) => {
    expect(matchesSelector(selector, labels)).toBeNull();
  },
);
