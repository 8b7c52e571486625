import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AsOfQuestion, asOf } from "./as-of.ts";
import { aLastKnown, aStandingPod, aTransition, heldBy, IP } from "./testing/past.ts";
import type { BlindSpan, Transition } from "./transition.ts";

const NOW = 10_000;
const ask = (fields: Partial<AsOfQuestion> & { readonly chain?: readonly Transition[] }) => {
  const { chain = [], at = 0 } = fields;
  const around = {
    before: chain.findLast(({ notAfter }) => notAfter <= at) ?? null,
    during: chain.filter(({ notBefore, notAfter }) => notBefore <= at && at <= notAfter),
    after: chain.find(({ notBefore }) => notBefore > at) ?? null,
  };
  return asOf({ ip: IP, at, now: NOW, began: 100, around, known: null, blind: [], mayBeForgotten: false, ...fields });
};
const aSpan = (fields: Partial<BlindSpan> = {}): BlindSpan => ({ source: "all", from: 400, to: 600, reason: "process-down", ...fields });
const names = (verdict: ReturnType<typeof asOf>) =>
  verdict.candidates.map(({ standing }) => standing.nodes.map(({ backend }) => backend?.name).join("+") || standing.state);

const failover = aTransition({ at: 1_000, from: heldBy("gw-0"), to: heldBy("gw-1") });
const unseen = aTransition({ at: [400, 600], from: heldBy("gw-0"), to: heldBy("gw-1"), cause: "not-observed", confidence: "none" });
const gone = aTransition({ at: 2_000, from: heldBy("gw-1"), to: heldBy() });
const elsewhere = aTransition({ at: 3_000, from: heldBy("gw-7"), to: heldBy("gw-8") });

describe("who had it then", () => {
  test.each<[string, Parameters<typeof ask>[0], string, string, string[]]>([
    ["is certain before the first transition, as history had begun", { chain: [failover], at: 500 }, "certain", "held", ["gw-0"]],
    ["is certain between two", { chain: [failover, gone], at: 1_500 }, "certain", "held", ["gw-1"]],
    ["is certain where nobody had it", { chain: [failover, gone], at: 2_500 }, "certain", "held", ["unserved"]],
    ["is the new one at the very instant that was seen", { chain: [failover], at: 1_000 }, "certain", "held", ["gw-1"]],
    ["is certain of an address that never moved", { known: aLastKnown(), at: 500 }, "certain", "held", ["gw-0"]],
    ["is either of two within the window", { chain: [unseen], at: 500 }, "possible", "in-transition", ["gw-0", "gw-1"]],
    [
      "is either of two in a span that nobody saw",
      { chain: [unseen], blind: [aSpan()], at: 500 },
      "possible",
      "not-watched-change",
      ["gw-0", "gw-1"],
    ],
    [
      "is only likely the same where nobody looked, though it was so before and after",
      { chain: [failover], blind: [aSpan()], at: 500 },
      "possible",
      "not-watched",
      ["gw-0"],
    ],
    [
      "is what was known last while nobody looks",
      { chain: [failover], blind: [aSpan({ from: 5_000, to: null })], at: 6_000 },
      "possible",
      "not-watched-since",
      ["gw-1"],
    ],
    ["is certain once somebody looks again", { chain: [failover], blind: [aSpan()], at: 600 }, "certain", "held", ["gw-0"]],
    [
      "is one of two where what lay between is forgotten",
      { chain: [gone, elsewhere], at: 2_500 },
      "possible",
      "forgotten",
      ["unserved", "gw-7"],
    ],
    [
      "is only likely the same where rows of that time may be gone",
      { chain: [failover, gone], at: 1_500, mayBeForgotten: true },
      "possible",
      "perhaps-forgotten",
      ["gw-1"],
    ],
    ["is not known before history began", { chain: [failover], at: 99 }, "not-observed", "before-history", []],
    ["is not known where nobody ever looked", { chain: [failover], began: null, at: 500 }, "not-observed", "before-history", []],
    [
      "is not known before the address was seen, where it was there already",
      { known: aLastKnown({ since: { notBefore: 0, notAfter: 700 } }), at: 500 },
      "not-observed",
      "before-history",
      [],
    ],
    ["is not known of an address that nobody ever claimed", { at: 500 }, "not-observed", "never-known", []],
    ["is not known of the time to come", { chain: [failover], at: NOW + 1 }, "not-observed", "in-future", []],
  ])("%s", (_name, question, answer, code, candidates) => {
    const verdict = ask(question);

    expect({ answer: verdict.answer, code: verdict.reason.code, candidates: names(verdict) }).toEqual({ answer, code, candidates });
  });

  test("names the pods, and rests on what brought them there", () => {
    const verdict = ask({ chain: [failover, gone], at: 1_500 });

    expect(verdict.reason.facts).toMatchObject({ state: "serving", pods: ["payments/gw-1"] });
    expect(verdict.transitions).toEqual([failover]);
    expect(verdict.candidates).toMatchObject([{ notBefore: 1_000, notAfter: 2_000 }]);
  });

  test("is not in doubt for a namespace that has nothing to do with it", () => {
    expect(ask({ chain: [failover], blind: [aSpan({ source: "pods/legacy" })], at: 500 }).answer).toBe("certain");
    expect(ask({ chain: [failover], blind: [aSpan({ source: "pods/payments" })], at: 500 }).answer).toBe("possible");
  });

  test("is not in doubt for a kind that the cluster does not serve", () => {
    expect(ask({ chain: [failover], blind: [aSpan({ source: "felixconfigurations", reason: "absent" })], at: 500 }).answer).toBe("certain");
  });

  test("counts one standing once, whatever its readiness", () => {
    const back = aTransition({ at: [400, 600], from: heldBy("gw-0"), to: heldBy(aStandingPod({ node: "node-0", ready: false })) });
    expect(names(ask({ chain: [back], at: 500 }))).toEqual(["gw-0"]);
  });
});

test("whoever really had it is among the candidates, and certainty is never wrong", () => {
  const steps = fc.array(
    fc.record({ pod: fc.constantFrom("gw-0", "gw-1", null), after: fc.integer({ min: 1, max: 50 }), doubt: fc.nat(60) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(steps, fc.nat(700), (told, at) => {
      // What really happened, and what was seen of it: later, and with windows.
      let time = 100;
      let seen = 100;
      let held = heldBy("gw-0");
      const truth = [{ at: 0, standing: held }];
      const chain: Transition[] = [];
      for (const { pod, after, doubt } of told) {
        const to = pod === null ? heldBy() : heldBy(pod);
        time = Math.max(time, seen) + after;
        truth.push({ at: time, standing: to });
        const notBefore = Math.max(seen, time - doubt);
        const notAfter = time + (doubt % 7);
        chain.push(aTransition({ at: [notBefore, notAfter], from: held, to }));
        seen = notAfter;
        held = to;
      }
      const verdict = ask({ chain, at });
      const real = truth.findLast((fact) => fact.at <= at)?.standing;
      if (at < 100) expect(verdict.answer).toBe("not-observed");
      else expect(verdict.candidates.map(({ standing }) => standing)).toContainEqual(real);
      if (verdict.answer === "certain") expect(verdict.candidates).toHaveLength(1);
    }),
  );
});
