import { describe, expect, test } from "vitest";
import type { PodRef } from "./common.ts";
import { compareByUrgency, isAtRisk, matchesFilter, sortByUrgency } from "./floating-ip-filter.ts";
import type { FloatingIp } from "./floating-ips.ts";
import type { FloatingIpFilter } from "./questions.ts";

function aPodRef(fields: Partial<PodRef> = {}): PodRef {
  return {
    namespace: "payments",
    name: "gateway-7c9f6d5b8-x2k4q",
    uid: "uid-1",
    node: "node-a",
    podIp: "10.244.1.10",
    ready: true,
    terminating: false,
    workload: { kind: "Deployment", name: "gateway" },
    ...fields,
  };
}

function anItem(fields: Partial<FloatingIp> = {}): FloatingIp {
  const backend = aPodRef();
  const why = { reason: null, code: null, facts: {} };
  return {
    ip: "10.99.0.10",
    family: 4,
    state: "serving",
    stateReason: why,
    nodes: [{ node: "node-a", felixGate: "Enabled", backend, standbys: [], ...why }],
    backends: [backend],
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
    ...fields,
  };
}

const notes = {
  owner: "Card-Team",
  text: "Terminals point here.",
  runbook: "https://wiki.example.org/fip",
  version: 1,
  updatedAt: "2026-08-29T03:00:00.000Z",
  updatedBy: "alice",
};

describe("a floating IP is found", () => {
  test.for<{ name: string; filter: FloatingIpFilter; item?: Partial<FloatingIp>; found: boolean }>([
    { name: "by nothing at all", filter: {}, found: true },
    { name: "by blanks", filter: { q: "  " }, found: true },
    { name: "by its address", filter: { q: "10.99.0.10" }, found: true },
    { name: "by the beginning of its address", filter: { q: "10.99" }, found: true },
    { name: "not by another address", filter: { q: "10.99.0.11" }, found: false },
    { name: "by another spelling of its address", filter: { q: "FD00:0:0::0005" }, item: { ip: "fd00::5" }, found: true },
    { name: "by the address of its backend", filter: { q: "10.244.1.10" }, found: true },
    { name: "by a pod, in any case", filter: { q: "GATEWAY-7c9f" }, found: true },
    { name: "by namespace and pod", filter: { q: "payments/gateway" }, found: true },
    { name: "by a node", filter: { q: "node-a" }, found: true },
    { name: "by its state", filter: { q: "serving" }, found: true },
    { name: "by the beginning of its state only", filter: { q: "erving" }, found: false },
    { name: "by words that are all there", filter: { q: "payments node-a" }, found: true },
    { name: "not when one word is missing", filter: { q: "payments node-b" }, found: false },
    { name: "by who owns it, as the notes say", filter: { q: "card-team" }, item: { notes }, found: true },
    { name: "by words of its notes", filter: { q: "terminals wiki.example.org" }, item: { notes }, found: true },
    { name: "by one of several states", filter: { state: ["split", "serving"] }, found: true },
    { name: "not by another state", filter: { state: ["split"] }, found: false },
    { name: "by the whole name of the namespace", filter: { namespace: "payments" }, found: true },
    { name: "not by a part of it", filter: { namespace: "pay" }, found: false },
    { name: "by the whole name of a node", filter: { node: "node-a" }, found: true },
    { name: "not by another node", filter: { node: "node" }, found: false },
    {
      name: "by the namespace of a pod whose claim does not count",
      filter: { namespace: "edge", node: "node-f", q: "mqtt-0" },
      item: {
        state: "unserved",
        nodes: [],
        backends: [],
        stateReason: { reason: "", code: "unserved", facts: { pods: ["edge/mqtt-0"], nodes: ["node-f"] } },
      },
      found: true,
    },
  ])("$name", ({ filter, item, found }) => {
    expect(matchesFilter(anItem(item), filter)).toBe(found);
  });
});

describe("the worst comes first", () => {
  const items = [
    anItem({ ip: "10.99.0.9" }),
    anItem({ ip: "10.99.0.10" }),
    anItem({ ip: "10.99.0.30", findings: ["no-standby"] }),
    anItem({ ip: "10.99.0.20", findings: ["claim-dropped", "backend-not-ready"] }),
    anItem({ ip: "10.99.0.40", state: "disabled" }),
    anItem({ ip: "10.99.0.50", state: "unknown" }),
    anItem({ ip: "10.99.0.11", state: "split" }),
    anItem({ ip: "fd00::1", state: "unserved" }),
    anItem({ ip: "10.99.0.12", state: "unserved" }),
  ];
  const order = ["10.99.0.12", "fd00::1", "10.99.0.11", "10.99.0.50", "10.99.0.40", "10.99.0.20", "10.99.0.30", "10.99.0.9", "10.99.0.10"];

  test("state, then risk, then the address by value", () => {
    expect(items.toSorted(compareByUrgency).map(({ ip }) => ip)).toEqual(order);
  });

  test("sorting many gives the same order", () => {
    expect(sortByUrgency(items.toReversed()).map(({ ip }) => ip)).toEqual(order);
  });
});

test("only what serves now can be at risk", () => {
  expect(isAtRisk(anItem({ findings: ["no-standby"] }))).toBe(true);
  expect(isAtRisk(anItem({ findings: ["claim-dropped"] }))).toBe(false);
  expect(isAtRisk(anItem({ state: "split", findings: ["no-standby"] }))).toBe(false);
});
