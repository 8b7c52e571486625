import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import en from "#messages/en/findings.json" with { type: "json" };
import zh from "#messages/zh-CN/findings.json" with { type: "json" };
import type { Severity } from "../assessment.ts";
import { ALL_RULES } from "./catalogue.ts";
import { find } from "./testing/find.ts";
import { SAMPLES } from "./testing/samples.ts";

type Sentences = Readonly<Record<string, { readonly message: string; readonly remedy: string }>>;

const CODES = ALL_RULES.map(({ code }) => code).toSorted();
const DOC = readFileSync("docs/findings.md", "utf8");
const TRAPS = Array.from({ length: 27 }, (_, index) => index + 1);

/** Cells of the rows of a table whose first cell matches. */
function rowsOf(pattern: RegExp): readonly (readonly string[])[] {
  return DOC.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = ""]) => pattern.test(first));
}

function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([a-z0-9-]+)`/g)].map(([, code = ""]) => code);
}

const codeRows = rowsOf(/^`[a-z0-9-]+`$/);
const trapRows = rowsOf(/^\d+$/);

describe("the catalogue", () => {
  test("has each code once", () => {
    expect(new Set(CODES).size).toBe(CODES.length);
  });

  test.each([
    ["in English", en],
    ["in Chinese", zh],
    ["with a sample cluster", SAMPLES],
  ])("has all its codes, and no other, %s", (_where, codes) => {
    expect(Object.keys(codes).toSorted()).toEqual(CODES);
  });

  test("has all its codes, and no other, in docs/findings.md", () => {
    expect(codeRows.map(([code = ""]) => code.replaceAll("`", "")).toSorted()).toEqual(CODES);
  });
});

describe("docs/findings.md", () => {
  test("has each of Calico’s 27 traps, and for each a code that exists or why the API cannot show it", () => {
    expect(trapRows.map(([number]) => Number(number))).toEqual(TRAPS);
    for (const [number, , told = ""] of trapRows) {
      const codes = codesIn(told);
      if (codes.length === 0) expect(told, `trap ${number}`).toMatch(/^Not shown: .{20,}/);
      for (const code of codes) expect(CODES, `trap ${number}`).toContain(code);
    }
  });

  test.each(codeRows)(
    "tells the severity of %s as the rule gives it, and names a test that speaks of it",
    (cell = "", severities = "", file = "") => {
      const code = cell.replaceAll("`", "");
      const rule = ALL_RULES.find((candidate) => candidate.code === code);
      expect(severities.split(", ")).toContain(rule?.severity);
      for (const { severity } of find(code, SAMPLES[code]?.() ?? failSample(code))) {
        expect(severities.split(", ") as readonly Severity[]).toContain(severity);
      }
      const [path = ""] = [...file.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
      expect(readFileSync(path, "utf8")).toContain(`"${code}"`);
    },
  );
});

/** The arguments of an ICU sentence, those inside its branches included. Our sentences quote no braces. */
function argumentsOf(message: string): readonly string[] {
  const names = new Set<string>();
  readText(0);
  return [...names];

  /** From a place in a text to behind the brace that closes it. */
  function readText(from: number): number {
    for (let at = from; at < message.length; at += 1) {
      if (message[at] === "}") return at + 1;
      if (message[at] === "{") at = readArgument(at + 1) - 1;
    }
    return message.length;
  }

  function readArgument(from: number): number {
    const [head = "", name = "", type] = /^(\w+)(?:, (\w+))?/.exec(message.slice(from)) ?? [];
    names.add(name);
    let at = from + head.length;
    for (; at < message.length && message[at] !== "}"; at += 1) {
      if (type !== undefined && message[at] === "{") at = readText(at + 1) - 1;
    }
    return at + 1;
  }
}

describe.each(CODES)("the sentences of %s", (code) => {
  const findings = () => find(code, SAMPLES[code]?.() ?? failSample(code));

  test("have a finding to be filled from", () => {
    expect(findings()).not.toEqual([]);
  });

  test.each([
    ["English", en as Sentences],
    ["Chinese", zh as Sentences],
  ])("find all they need in its facts, in %s", (_language, sentences) => {
    const { message = "", remedy = "" } = sentences[code] ?? {};
    expect(message.length * remedy.length).toBeGreaterThan(0);
    for (const { facts } of findings()) {
      expect(Object.keys(facts)).toEqual(expect.arrayContaining([...argumentsOf(message), ...argumentsOf(remedy)]));
    }
  });

  test("rest on the same facts for every choice, in both languages", () => {
    const selectsOf = (sentences: Sentences) => {
      const { message = "", remedy = "" } = sentences[code] ?? {};
      return [...new Set([...`${message} ${remedy}`.matchAll(/\{(\w+), select,/g)].map(([, name]) => name))].toSorted();
    };
    expect(selectsOf(zh)).toEqual(selectsOf(en));
  });
});

function failSample(code: string): never {
  throw new Error(`no sample of ${code}`);
}
