import { expect, test } from "vitest";
import type { PodRef } from "#lib/contract/common.ts";
import type { FloatingIp, FloatingIpState } from "#lib/contract/floating-ips.ts";
import { countKinds, kindOf, sortChanges } from "./what-changes.ts";

function aPod(uid: string): PodRef {
  return { namespace: "edge", name: uid, uid, node: "a", podIp: "10.0.0.1", ready: true, terminating: false, workload: null };
}

function anAddress(state: FloatingIpState, ...backends: string[]): FloatingIp {
  const why = { reason: null, code: null, facts: {} };
  return {
    ip: "10.99.0.10",
    family: 4,
    state,
    stateReason: why,
    nodes: [],
    backends: backends.map(aPod),
    standbyCount: 0,
    remoteCount: 0,
    reach: { scope: "cluster", ...why },
    pool: null,
    block: null,
    allocatedTo: null,
    reserved: false,
    since: null,
    sinceCertainty: "at-latest",
    lastTransition: null,
    findings: [],
    notes: null,
  };
}

test.each([
  ["another backend is a move", anAddress("serving", "p"), anAddress("serving", "q"), "moved"],
  ["a standby that goes is no move", anAddress("serving", "p"), anAddress("serving", "p"), "other"],
  ["the last claim that goes leaves nobody", anAddress("serving", "p"), null, "lost"],
  ["so does a claim that does not count", anAddress("split", "p", "q"), anAddress("unserved"), "lost"],
  ["a split that keeps one of two heals", anAddress("split", "p", "q"), anAddress("serving", "q"), "healed"],
  ["a second backend splits", anAddress("serving", "p"), anAddress("split", "p", "q"), "splits"],
  ["a split of others has moved", anAddress("split", "p", "q"), anAddress("split", "q", "r"), "moved"],
  ["a gate that closes disables", anAddress("serving", "p"), anAddress("disabled"), "disabled"],
  ["a gate that opens serves again", anAddress("disabled"), anAddress("serving", "p"), "gained"],
  ["a new address is served", null, anAddress("serving", "p"), "gained"],
] as const)("%s", (_, before, after, kind) => {
  expect(kindOf({ ip: "10.99.0.10", before, after })).toBe(kind);
});

test("what is worst is told first", () => {
  const healed = { ip: "a", before: anAddress("split", "p", "q"), after: anAddress("serving", "q") };
  const lost = { ip: "b", before: anAddress("serving", "p"), after: null };
  expect(countKinds([healed, lost, lost])).toEqual([
    { kind: "lost", count: 2 },
    { kind: "healed", count: 1 },
  ]);
  expect(sortChanges([healed, lost])).toEqual([lost, healed]);
});
