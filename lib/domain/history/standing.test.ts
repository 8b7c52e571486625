import { describe, expect, test } from "vitest";
import type { NodeElection } from "../assessment.ts";
import { aClaim, aPod, aSnapshot, aWorkload } from "../testing/builders.ts";
import { sameStanding, standingOf, UNSERVED } from "./standing.ts";
import { aBackend, serving, split } from "./testing/standings.ts";

const snapshot = aSnapshot();

function onNode(fields: Partial<NodeElection> = {}): NodeElection {
  return { node: "node-a", felixGate: "Enabled", backend: aClaim(), standbys: [], reason: null, programs: "yes", ...fields };
}

describe("the standing of a floating IP", () => {
  test("is nobody's where nothing names the address", () => {
    expect(standingOf(snapshot, undefined)).toEqual({ state: "unserved", nodes: [] });
  });

  test("is not known where its state is not", () => {
    expect(standingOf(snapshot, { state: "unknown", nodes: [] })).toBeNull();
  });

  test("is not known where a node surely elects and whom cannot be seen", () => {
    expect(standingOf(snapshot, { state: "split", nodes: [onNode(), onNode({ node: "node-b", backend: null })] })).toBeNull();
  });

  test("keeps a node whose gate is off, without a backend", () => {
    const nodes = [onNode(), onNode({ node: "node-b", backend: null, programs: "no" })];
    expect(standingOf(snapshot, { state: "serving", nodes })?.nodes.map(({ node, backend }) => [node, backend === null])).toEqual([
      ["node-a", false],
      ["node-b", true],
    ]);
  });

  test("names its pod by all that is needed when it is long gone", () => {
    const replicaSet = aWorkload({ kind: "ReplicaSet", name: "gw-7", controller: { kind: "Deployment", name: "gw", uid: "d" } });
    const pod = aPod({
      floatingIps: ["10.99.0.10"],
      ready: false,
      deletionTimestamp: "2026-08-29T03:00:00Z",
      controller: { kind: "ReplicaSet", name: "gw-7", uid: replicaSet.uid },
    });
    expect(standingOf(aSnapshot({ workloads: [replicaSet] }), { state: "serving", nodes: [onNode({ backend: aClaim({ pod }) })] })).toEqual(
      {
        state: "serving",
        nodes: [
          {
            node: "node-a",
            backend: {
              namespace: "payments",
              name: "gw-0",
              uid: "uid-payments-gw-0",
              node: "node-a",
              podIp: "10.244.1.5",
              ready: false,
              terminating: true,
              workload: { kind: "Deployment", name: "gw" },
            },
          },
        ],
      },
    );
  });
});

describe("two standings", () => {
  const a = aBackend({ uid: "a" });
  const b = aBackend({ uid: "b", node: "node-b" });

  test.for([
    { name: "are one though readiness differs", one: serving(a), other: serving({ ...a, ready: false }), same: true },
    { name: "are one though one pod is terminating", one: serving(a), other: serving({ ...a, terminating: true }), same: true },
    {
      name: "are one though a node without a backend came",
      one: serving(a),
      other: { ...serving(a), nodes: [...serving(a).nodes, { node: "node-b", backend: null }] },
      same: true,
    },
    { name: "differ by the UID of the pod", one: serving(a), other: serving({ ...a, uid: "z" }), same: false },
    { name: "differ by the address of the pod", one: serving(a), other: serving({ ...a, podIp: "10.244.1.9" }), same: false },
    { name: "differ by the node", one: serving(a), other: serving({ ...a, node: "node-z" }), same: false },
    { name: "differ by the state", one: UNSERVED, other: { state: "disabled" as const, nodes: [] }, same: false },
    { name: "differ by the members of a split", one: split(a, b), other: split(a, { ...b, uid: "z" }), same: false },
  ])("$name", ({ one, other, same }) => {
    expect(sameStanding(one, other)).toBe(same);
  });
});
