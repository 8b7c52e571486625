import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BandQuestion, bandOf } from "./band.ts";
import { aLastKnown, aStandingPod, aTransition, heldBy } from "./testing/past.ts";
import type { BlindSpan, Transition } from "./transition.ts";

const band = (fields: Partial<BandQuestion>) =>
  bandOf({ transitions: [], known: null, blind: [], forgotten: null, began: 0, from: 100, to: 200, now: 1_000, ...fields });
const told = (fields: Partial<BandQuestion>) =>
  band(fields).map(({ from, to, kind, backends }) => `${from}-${to} ${[kind, ...backends.map(({ name }) => name)].join(" ")}`);
const aSpan = (fields: Partial<BlindSpan> = {}): BlindSpan => ({ source: "all", from: 120, to: 140, reason: "process-down", ...fields });

const known = aLastKnown();
const failover = aTransition({ at: 150, from: heldBy("gw-0"), to: heldBy("gw-1") });
const lost = aTransition({ at: 160, from: heldBy("gw-1"), to: heldBy() });

describe("a band", () => {
  test.each<[string, Partial<BandQuestion>, string[]]>([
    ["of an address that never moved is one stretch", { known }, ["100-200 serving gw-0"]],
    ["changes where a transition was seen", { transitions: [failover], known }, ["100-150 serving gw-0", "150-200 serving gw-1"]],
    ["shows that nobody had it", { transitions: [failover, lost] }, ["100-150 serving gw-0", "150-160 serving gw-1", "160-200 unserved"]],
    ["knows what a transition before it led to", { transitions: [aTransition({ at: 50, to: heldBy("gw-1") })] }, ["100-200 serving gw-1"]],
    ["is blind where nobody looked", { known, blind: [aSpan()] }, ["100-120 serving gw-0", "120-140 blind gw-0", "140-200 serving gw-0"]],
    ["is blind to its end while nobody looks", { known, blind: [aSpan({ to: null })] }, ["100-120 serving gw-0", "120-200 blind gw-0"]],
    [
      "makes one of spans that touch",
      { known, blind: [aSpan(), aSpan({ source: "pods", from: 130, to: 150 })] },
      ["100-120 serving gw-0", "120-150 blind gw-0", "150-200 serving gw-0"],
    ],
    [
      "is as blind within the window of a transition",
      { transitions: [aTransition({ at: [130, 150] })] },
      ["100-130 serving gw-0", "130-150 blind gw-0", "150-200 serving gw-1"],
    ],
    [
      "is blind where the transitions in between are forgotten",
      { transitions: [aTransition({ at: 120, to: heldBy("gw-1") }), aTransition({ at: 160, from: heldBy("gw-7"), to: heldBy("gw-8") })] },
      ["100-120 serving gw-0", "120-160 blind gw-1", "160-200 serving gw-8"],
    ],
    [
      "begins where history does",
      { transitions: [failover], began: 130 },
      ["100-130 before-history", "130-150 serving gw-0", "150-200 serving gw-1"],
    ],
    [
      "begins where the address was first seen, if it was there before",
      { known: aLastKnown({ since: { notBefore: 0, notAfter: 170 } }) },
      ["100-170 before-history", "170-200 serving gw-0"],
    ],
    ["of an address that nobody knows is before history", {}, ["100-200 before-history"]],
    ["ends now", { known, now: 130 }, ["100-130 serving gw-0"]],
    ["of the time to come is empty", { known, now: 100 }, []],
    [
      "does not show a change of readiness",
      { transitions: [aTransition({ at: 150, from: heldBy("gw-0"), to: heldBy(aStandingPod({ node: "node-0", ready: false })) })] },
      ["100-200 serving gw-0"],
    ],
    ["is not blind for the pods of others", { known, blind: [aSpan({ source: "pods/legacy" })] }, ["100-200 serving gw-0"]],
  ])("%s", (_name, question, expected) => {
    expect(told(question)).toEqual(expected);
  });
});

test("stretches follow one another from end to end, and no two neighbours are alike", () => {
  const windows = fc.array(fc.tuple(fc.nat(300), fc.nat(40), fc.constantFrom("gw-0", "gw-1", null)), { maxLength: 10 });
  const spans = fc.array(fc.tuple(fc.nat(300), fc.nat(60)), { maxLength: 5 });
  fc.assert(
    fc.property(windows, spans, fc.nat(150), (times, blind, began) => {
      let held = heldBy("gw-0");
      const transitions = times
        .toSorted(([a], [b]) => a - b)
        .map(([at, width, pod]): Transition => {
          const to = pod === null ? heldBy() : heldBy(pod);
          const made = aTransition({ at: [at, at + width], from: held, to });
          held = to;
          return made;
        });
      const stretches = band({ transitions, began, known, blind: blind.map(([from, width]) => aSpan({ from, to: from + width })) });

      expect(stretches[0]?.from).toBe(100);
      expect(stretches.at(-1)?.to).toBe(200);
      for (const [index, stretch] of stretches.entries()) {
        expect(stretch.to).toBeGreaterThan(stretch.from);
        const next = stretches[index + 1];
        if (!next) continue;
        expect(next.from).toBe(stretch.to);
        expect([next.kind, next.backends]).not.toEqual([stretch.kind, stretch.backends]);
      }
      // Nothing is told of a time in which nobody looked.
      for (const [from, width] of blind) {
        for (const { kind, ...at } of stretches) {
          const overlaps = Math.max(at.from, from) < Math.min(at.to, from + width);
          if (overlaps) expect(["blind", "before-history"]).toContain(kind);
        }
      }
    }),
  );
});
