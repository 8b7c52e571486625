import { describe, expect, test } from "vitest";
import * as contract from "#lib/contract/history.ts";
import { aTransition, heldBy, IP } from "#lib/domain/history/testing/past.ts";
import type { Evidence } from "#lib/domain/history/transition.ts";
import { presentBlindSpan, presentDetection, presentTransition } from "./present-transition.ts";

const evidence: Evidence = {
  object: { kind: "Pod", namespace: "payments", name: "gw-0", uid: "uid-gw-0", resourceVersion: "17" },
  stance: "supports",
  code: "node-gone",
  facts: { node: "node-a" },
  before: "Running",
  after: null,
  claimedAt: null,
  receivedAt: 1_000,
};

describe("a row of history", () => {
  const row = aTransition({ at: [900, 1_000], from: heldBy("gw-0"), to: heldBy(), evidence: [evidence], gapMs: { min: 0, max: 100 } });

  test("fits the contract, with its evidence where that is asked for", () => {
    const told = contract.Transition.parse(presentTransition(row, { withEvidence: true }));

    expect(told).toMatchObject({
      kind: "lost",
      notBefore: "1970-01-01T00:00:00.900Z",
      to: { state: "unserved", nodes: [] },
      gapMs: { min: 0, max: 100 },
      evidence: [
        {
          summary: "The object of node node-a is gone.",
          source: "Pod/payments/gw-0",
          at: "1970-01-01T00:00:01.000Z",
          before: "Running",
          after: null,
          claimedAt: null,
        },
      ],
    });
  });

  test("is told without evidence in lists", () => {
    expect(presentTransition(row, { withEvidence: false }).evidence).toEqual([]);
  });

  test("keeps who acknowledged it, and when", () => {
    const acknowledged = { at: 5_000, by: "alice", comment: "rack was moved" };

    expect(presentTransition(aTransition({ acknowledged }), { withEvidence: false }).acknowledged).toEqual({
      ...acknowledged,
      at: "1970-01-01T00:00:05.000Z",
    });
  });
});

test("what is wrong now is said in a sentence", () => {
  const facts = { pod: "payments/gw-0", node: "node-a" };
  const detection = { id: 1, ip: IP, kind: "no-standby" as const, subject: "Pod/payments/gw-0", facts, from: 1_000, to: null };

  expect(contract.Detection.parse(presentDetection(detection))).toMatchObject({
    message: "payments/gw-0 on node-a is the only claimant in the cluster.",
    to: null,
  });
});

test.each([
  ["all", "The cluster could not be watched."],
  ["pods/payments", "pods/payments could not be watched."],
])("why nobody looked is said of %s", (source, sentence) => {
  const span = presentBlindSpan({ source, from: 1_000, to: null, reason: "watch-stale" });

  expect(contract.BlindSpan.parse(span)).toMatchObject({ reason: sentence, code: "watch-stale", to: null });
});
