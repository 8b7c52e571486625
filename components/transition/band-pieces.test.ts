import { describe, expect, test } from "vitest";
import type { BandStretch } from "#lib/contract/history.ts";
import { bandPieces } from "./band-pieces.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-08-29T03:00:00.000Z");

/** One stretch a minute; `blind:a` is a time in which nobody looked, after `a` had it. */
function stretches(...told: readonly string[]): readonly BandStretch[] {
  return told.map((text, at) => {
    const [kind = "", who = ""] = text.split(":");
    const backends = who === "" ? [] : who.split("+").map((uid) => ({ namespace: "shop", name: uid, uid, node: "node-a" }));
    const time = (minute: number) => new Date(START + minute * MINUTE).toISOString();
    return { from: time(at), to: time(at + 1), kind: kind as BandStretch["kind"], backends };
  });
}
const draw = (...told: readonly string[]) => bandPieces(stretches(...told), () => "").map(({ shape, tone }) => `${shape} ${tone}`);

describe("what a band draws", () => {
  test("each state has its own shape", () => {
    expect(draw("before-history", "serving:a", "unserved", "split:a+b", "disabled", "blind:a")).toEqual([
      "none null",
      "full 0",
      "low null",
      "rails 1",
      "outline null",
      "hatch 0",
    ]);
  });

  test("neighbours with different backends differ in tone", () => {
    const tones = draw("serving:a", "serving:b", "serving:c", "serving:d", "serving:a");
    expect(tones.every((tone, at) => tone !== tones[at + 1])).toBe(true);
  });

  test("who comes back after nobody had it has the tone from before", () => {
    expect(draw("serving:a", "unserved", "serving:a")).toEqual(["full 0", "low null", "full 0"]);
  });

  test("a hatch keeps the tone of who had it when it was seen last", () => {
    expect(draw("serving:a", "serving:b", "blind:b", "serving:b")).toEqual(["full 0", "full 1", "hatch 1", "full 1"]);
  });
});
