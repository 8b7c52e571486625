import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds, inverseOf, type MergePatch } from "./merge-patch.ts";

const KEY = "cni.projectcalico.org/floatingIPs";
const annotated = (value?: string) => ({ metadata: { annotations: { other: "kept", ...(value !== undefined && { [KEY]: value }) } } });
const patch = (value: string | null) => ({ metadata: { annotations: { [KEY]: value } } });

describe("the patch that takes a patch back", () => {
  test("restores the value before", () => {
    expect(inverseOf(patch('["10.0.0.2"]'), annotated('["10.0.0.1"]'))).toEqual(patch('["10.0.0.1"]'));
  });
  test("removes a key that was not there", () => {
    expect(inverseOf(patch('["10.0.0.2"]'), annotated())).toEqual(patch(null));
  });
  test("brings a removed key back", () => {
    expect(inverseOf(patch(null), annotated('["10.0.0.1"]'))).toEqual(patch('["10.0.0.1"]'));
  });
  test("takes of a map that was not there only what it put in: others may have put in more since", () => {
    expect(inverseOf(patch("x"), { metadata: {} })).toEqual(patch(null));
  });
  test("replaces a list as a whole, as the server does", () => {
    expect(inverseOf({ spec: { reservedCIDRs: ["a", "b"] } }, { spec: { reservedCIDRs: ["a"] } })).toEqual({
      spec: { reservedCIDRs: ["a"] },
    });
  });
});

describe("whether an object still has what was written", () => {
  test.each<[string, MergePatch, unknown, boolean]>([
    ["the same value", patch("x"), annotated("x"), true],
    ["another value", patch("x"), annotated("y"), false],
    ["a removed key that is gone", patch(null), annotated(), true],
    ["a removed key that somebody wrote again", patch(null), annotated("y"), false],
    ["no object at all", patch("x"), null, false],
  ])("%s", (_, written, object, expected) => {
    expect(holds(written, object)).toBe(expected);
  });
});

const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
const objects = fc.letrec<{ object: MergePatch }>((tie) => ({
  object: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ depthSize: "small" }, leaf, tie("object"))),
})).object;

/** RFC 7396, section 2, as it is written there. */
function merge(target: unknown, by: unknown): unknown {
  if (typeof by !== "object" || by === null || Array.isArray(by)) return by;
  const result: Record<string, unknown> = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(by)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

/** Kubernetes objects hold no nulls and no empty maps. */
function stored(value: unknown): unknown {
  const merged = merge({}, value) as Record<string, unknown>;
  for (const [key, member] of Object.entries(merged)) {
    if (typeof member !== "object" || member === null) continue;
    const inner = stored(member) as object;
    if (Object.keys(inner).length === 0) delete merged[key];
    else merged[key] = inner;
  }
  return merged;
}

test("a patch and its inverse leave an object as it was, and in between it holds the patch", () => {
  fc.assert(
    fc.property(objects, objects, (object, change) => {
      const before = stored(object);
      const after = merge(before, change);
      expect(holds(change, after)).toBe(true);
      expect(stored(merge(after, inverseOf(change, before)))).toEqual(before);
    }),
  );
});
