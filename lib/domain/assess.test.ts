import { describe, expect, test } from "vitest";
import { type AssessContext, assessFloatingIp } from "./assess.ts";
import { podClaimsOf } from "./pod-claims.ts";
import { podKnowledgeOf } from "./pod-knowledge.ts";
import { reason } from "./reason.ts";
import type { PodRecord, SourceState } from "./snapshot.ts";
import { aPod, aSource } from "./testing/builders.ts";

const IP = "10.99.0.1";

type Facts = {
  pods?: readonly PodRecord[];
  /** By node; the rest programs everything. */
  programs?: Readonly<Record<string, "no" | "unknown">>;
  crashing?: readonly string[];
  sources?: Readonly<Record<string, SourceState>>;
  ip?: string;
};

function assess({ pods = [], programs = {}, crashing = [], sources = { pods: "synced" }, ip = IP }: Facts) {
  const context: AssessContext = {
    programsOn(node) {
      const answer = programs[node];
      if (answer === "no") return { programs: "no", felixGate: "Disabled", reason: reason("felix-gate-off", { node }) };
      if (answer === "unknown") return { programs: "unknown", felixGate: "Unknown", reason: reason("felix-gate-unknown", { node }) };
      return { programs: "yes", felixGate: "Enabled", reason: null };
    },
    crashersOn: (node) => (crashing.includes(node) ? [aPod({ name: "crasher", node })] : []),
    podKnowledge: podKnowledgeOf(new Map(Object.entries(sources).map(([source, state]) => [source, aSource({ source, state })]))),
    placeOf: () => ({ pool: null, block: null, allocatedTo: null, reserved: false }),
    reachOf: () => ({ scope: "cluster", reason: reason("reach") }),
  };
  const entries = pods.map(podClaimsOf);
  return assessFloatingIp(
    context,
    ip,
    entries.flatMap(({ claims }) => claims.filter(({ floatingIp }) => floatingIp === ip)),
    entries.flatMap(({ rejected }) => rejected.filter(({ floatingIp }) => floatingIp === ip)),
  );
}

function aClaimant(name: string, podIp: string, fields: Parameters<typeof aPod>[0] = {}): PodRecord {
  return aPod({ namespace: "edge", name, podIp, floatingIps: [IP], ...fields });
}

const one = aClaimant("one", "10.244.1.9");
const older = aClaimant("older", "10.244.1.10");
const remote = aClaimant("remote", "10.244.2.5", { node: "node-b" });
const elsewhere = aClaimant("elsewhere", "10.244.3.5", { node: "node-c" });

describe("the state", () => {
  const cases: readonly (Facts & { name: string; state: string; code: string | null })[] = [
    { name: "one node that elects is serving", pods: [one, older], state: "serving", code: null },
    { name: "two nodes that elect are a split", pods: [one, remote], state: "split", code: "split" },
    { name: "no claim at all is unserved", pods: [], state: "unserved", code: "unserved" },
    {
      name: "a claim that does not count is unserved",
      pods: [aClaimant("done", "10.244.1.9", { phase: "Succeeded" })],
      state: "unserved",
      code: "unserved",
    },
    {
      name: "a node whose gate is off programs nothing: disabled",
      pods: [one],
      programs: { "node-a": "no" },
      state: "disabled",
      code: "felix-gate-off",
    },
    {
      name: "all nodes of several that program nothing are named together",
      pods: [one, remote],
      programs: { "node-a": "no", "node-b": "no" },
      state: "disabled",
      code: "disabled-on-nodes",
    },
    {
      name: "a second node whose gate is off makes no split",
      pods: [one, remote],
      programs: { "node-b": "no" },
      state: "serving",
      code: null,
    },
    {
      name: "a second node whose gate is not known may make a split: unknown",
      pods: [one, remote],
      programs: { "node-b": "unknown" },
      state: "unknown",
      code: "felix-gate-unknown",
    },
    {
      name: "a single node whose gate is not known is unknown",
      pods: [one],
      programs: { "node-a": "unknown" },
      state: "unknown",
      code: "felix-gate-unknown",
    },
    {
      name: "two nodes that surely elect are a split, whatever a third does",
      pods: [one, remote, elsewhere],
      programs: { "node-c": "unknown" },
      state: "split",
      code: "split",
    },
    { name: "a node whose Felix keeps crashing is unknown", pods: [one], crashing: ["node-a"], state: "unknown", code: "felix-crash-loop" },
    {
      name: "a crashing Felix elsewhere than the claims changes nothing",
      pods: [one],
      crashing: ["node-b"],
      state: "serving",
      code: null,
    },
    {
      name: "two that surely elect are a split, though a third crashes",
      pods: [one, remote, elsewhere],
      crashing: ["node-c"],
      state: "split",
      code: "split",
    },
    ...(["stale", "syncing", "forbidden", "absent"] as const).flatMap((state) => [
      {
        name: `while the pods are ${state}, a claim is not known to stand`,
        pods: [one],
        sources: { pods: state },
        state: "unknown",
        code: `source-${state}`,
      },
      {
        name: `while the pods are ${state}, two claims are no sure split`,
        pods: [one, remote],
        sources: { pods: state },
        state: "unknown",
        code: `source-${state}`,
      },
      {
        name: `while the pods are ${state}, nobody is surely unserved`,
        sources: { pods: state },
        state: "unknown",
        code: `source-${state}`,
      },
    ]),
    { name: "before any source of pods is there, all is unknown", pods: [one], sources: {}, state: "unknown", code: "source-syncing" },
    {
      name: "a stale namespace makes the addresses claimed from it unknown",
      pods: [aClaimant("one", "10.244.1.9", { namespace: "legacy" })],
      sources: { "pods/legacy": "stale", "pods/edge": "synced" },
      state: "unknown",
      code: "source-stale",
    },
    {
      name: "a stale namespace leaves the addresses of others alone",
      pods: [aClaimant("one", "10.244.1.9", { namespace: "edge" })],
      sources: { "pods/legacy": "stale", "pods/edge": "synced" },
      state: "serving",
      code: null,
    },
    {
      name: "a namespace that may not be read leaves the addresses of others alone",
      pods: [aClaimant("one", "10.244.1.9", { namespace: "edge" })],
      sources: { "pods/legacy": "forbidden", "pods/edge": "synced" },
      state: "serving",
      code: null,
    },
    {
      name: "a namespace whose first listing has not ended makes all unknown",
      pods: [aClaimant("one", "10.244.1.9", { namespace: "edge" })],
      sources: { "pods/legacy": "syncing", "pods/edge": "synced" },
      state: "unknown",
      code: "source-syncing",
    },
    {
      name: "when no namespace may be read, all is unknown",
      sources: { "pods/legacy": "forbidden", "pods/edge": "forbidden" },
      state: "unknown",
      code: "source-forbidden",
    },
    {
      name: "two fresh claims are a split though a stale namespace claims it as well",
      pods: [
        aClaimant("one", "10.244.1.9", { namespace: "edge" }),
        aClaimant("remote", "10.244.2.5", { namespace: "edge", node: "node-b" }),
        aClaimant("old", "10.244.3.5", { namespace: "legacy", node: "node-c" }),
      ],
      sources: { "pods/legacy": "stale", "pods/edge": "synced" },
      state: "split",
      code: "split",
    },
  ];
  test.for(cases)("$name", ({ state, code, ...facts }) => {
    const found = assess(facts);

    expect([found.state, found.stateReason?.code ?? null]).toEqual([state, code]);
  });
});

describe("what a node does with its claims", () => {
  const namesOn = (facts: Facts, node = "node-a") => {
    const election = assess(facts).nodes.find((found) => found.node === node);
    return { backend: election?.backend?.pod.name ?? null, standbys: election?.standbys.map(({ pod }) => pod.name) };
  };

  test("the pod address that sorts first as text is the backend, the others stand by", () => {
    expect(namesOn({ pods: [one, older] })).toEqual({ backend: "older", standbys: ["one"] });
  });

  test("a gate that is off programs nobody, and the claims stay in order", () => {
    expect(namesOn({ pods: [one, older], programs: { "node-a": "no" } })).toEqual({ backend: null, standbys: ["older", "one"] });
  });

  test("who was last seen stays visible while the pods are stale", () => {
    const { nodes } = assess({ pods: [one], sources: { pods: "stale" } });

    expect(nodes.map((node) => [node.backend, node.standbys.map(({ pod }) => pod.name), node.reason?.code])).toEqual([
      [null, ["one"], "source-stale"],
    ]);
  });

  test("readiness and a deletion under way do not enter", () => {
    const leaving = aClaimant("older", "10.244.1.10", { ready: false, deletionTimestamp: "2026-08-29T03:12:40Z" });

    expect(namesOn({ pods: [one, leaving] })).toEqual({ backend: "older", standbys: ["one"] });
  });

  test("nodes come in text order of name", () => {
    expect(assess({ pods: [elsewhere, remote, one] }).nodes.map(({ node }) => node)).toEqual(["node-a", "node-b", "node-c"]);
  });
});

test("an address that stands in a value Calico cannot read is unserved, and the pod is named", () => {
  const found = assess({ pods: [aClaimant("gw-1", "10.244.1.9", { value: IP })] });

  expect(found.stateReason).toMatchObject({ code: "unserved", facts: { cause: "malformed", pods: ["edge/gw-1"], nodes: ["node-a"] } });
  expect(found.rejected).toMatchObject([{ floatingIp: IP, dropsPod: true }]);
});
