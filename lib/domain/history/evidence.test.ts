import { describe, expect, test } from "vitest";
import en from "#messages/en/history-evidence.json" with { type: "json" };
import zh from "#messages/zh-CN/history-evidence.json" with { type: "json" };
import { EVIDENCE_CODES, evidenceOf } from "./evidence.ts";
import { SAMPLES } from "./testing/samples.ts";
import type { Evidence } from "./transition.ts";

type Sentences = Readonly<Record<string, string>>;

const EVIDENCE: readonly Evidence[] = SAMPLES.flatMap((sample) => sample()?.evidence ?? []);

/** Names directly behind a brace; no branch of our sentences is one word alone. */
function argumentsOf(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{(\w+)[,}]/g)].flatMap(([, name = ""]) => name);
}

/** The branches of its choices: both languages must know the same. */
function branchesOf(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{(\w+), select, (\w+) /g)].map(([, name, first]) => `${name}=${first}`).toSorted();
}

describe("the sentences of evidence", () => {
  test.for([
    ["English", en as Sentences],
    ["Chinese", zh as Sentences],
  ] as const)("are there for each code, and for no other, in %s", ([, sentences]) => {
    expect(Object.keys(sentences).toSorted()).toEqual([...EVIDENCE_CODES]);
  });

  test.for([...EVIDENCE_CODES])("find all they need in the facts of %s", (code) => {
    const found = EVIDENCE.filter((one) => one.code === code);
    expect(found).not.toEqual([]);
    for (const { facts } of found) {
      expect(Object.keys(facts)).toEqual(expect.arrayContaining([...argumentsOf((en as Sentences)[code] ?? "")]));
      expect(Object.keys(facts)).toEqual(expect.arrayContaining([...argumentsOf((zh as Sentences)[code] ?? "")]));
    }
  });

  test.for([...EVIDENCE_CODES])("choose by the same in both languages: %s", (code) => {
    expect(branchesOf((zh as Sentences)[code] ?? "")).toEqual(branchesOf((en as Sentences)[code] ?? ""));
  });
});

describe("each piece of evidence", () => {
  test("names its object, and says what that said: a change alone is none", () => {
    for (const { object, before, after, code } of EVIDENCE) {
      expect(object.kind.length * object.name.length, code).toBeGreaterThan(0);
      if (!["pod-gone", "pod-missing", "node-gone", "no-owner"].includes(code)) expect(before ?? after, code).not.toBeNull();
    }
  });

  test("keeps of a long value what it is known by", () => {
    const object = { kind: "Pod", namespace: "payments", name: "gw-a", uid: "u", resourceVersion: "1" };
    const { after } = evidenceOf(object, { code: "pod-gone", facts: {}, receivedAt: 0, after: "x".repeat(300_000) });
    expect(after).toHaveLength(2_001);
  });

  test("says no time that the object does not say", () => {
    const object = { kind: "Pod", namespace: "payments", name: "gw-a", uid: "u", resourceVersion: "1" };
    expect(evidenceOf(object, { code: "pod-gone", facts: {}, receivedAt: 0, claimed: "yesterday" }).claimedAt).toBeNull();
  });
});
