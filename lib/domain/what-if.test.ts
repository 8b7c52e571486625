import { expect, test } from "vitest";
import type { FloatingIpAssessment } from "./assessment.ts";
import { createAssessor } from "./assessor.ts";
import type { PodRecord } from "./snapshot.ts";
import { aFelixConfiguration, aNode, anIPAMBlock, aPod, aSnapshot } from "./testing/builders.ts";
import { type WhatIfEdit, whatIf } from "./what-if.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };

/** Who serves an address before and after, as `node:pod`. */
function ask(pods: readonly PodRecord[], edit: Partial<WhatIfEdit>, more: Parameters<typeof aSnapshot>[0] = {}) {
  const nodes = ["node-a", "node-b", "node-c"].map((name) => aNode({ name }));
  const { view } = createAssessor(aSnapshot({ nodes, pods, ...more }), NO_RULES);
  return whatIf(view, { remove: [], add: [], felix: [], ...edit }).map(
    ({ ip, before, after }) => [ip, summaryOf(before), summaryOf(after)] as const,
  );
}

function summaryOf(assessment: FloatingIpAssessment | null): string | null {
  if (!assessment) return null;
  const backends = assessment.nodes.flatMap(({ node, backend }) => (backend ? `${node}:${backend.pod.name}` : []));
  return [assessment.state, ...backends].join(" ");
}

const x2k4q = aPod({ name: "x2k4q", podIp: "10.244.1.10", floatingIps: ["10.99.0.10"] });
const m8wzd = aPod({ name: "m8wzd", podIp: "10.244.1.9", floatingIps: ["10.99.0.10"] });
const canary = aPod({ name: "canary", node: "node-c", podIp: "10.244.5.21", floatingIps: ["10.99.0.10"] });
const single = aPod({ name: "single", node: "node-b", podIp: "10.244.2.5", floatingIps: ["10.99.0.12"] });

test("a pod dies: its standby takes over", () => {
  expect(ask([x2k4q, m8wzd, single], { remove: [{ kind: "pod", namespace: "payments", name: "x2k4q" }] })).toEqual([
    ["10.99.0.10", "serving node-a:x2k4q", "serving node-a:m8wzd"],
  ]);
});

test("the last claimant dies: nothing claims the address any more", () => {
  expect(ask([single], { remove: [{ kind: "pod", namespace: "payments", name: "single" }] })).toEqual([
    ["10.99.0.12", "serving node-b:single", null],
  ]);
});

test("a node dies: a split heals, and what had its only claimant there has nobody", () => {
  const onB = aPod({ name: "on-b", node: "node-b", podIp: "10.244.2.9", floatingIps: ["10.99.0.10"] });

  expect(ask([x2k4q, onB, single], { remove: [{ kind: "node", name: "node-b" }] })).toEqual([
    ["10.99.0.10", "split node-a:x2k4q node-b:on-b", "serving node-a:x2k4q"],
    ["10.99.0.12", "serving node-b:single", null],
  ]);
});

test("a pod starts with an address that sorts earlier: it takes the floating IP from a healthy backend", () => {
  const add = [{ namespace: "payments", name: "new", node: "node-a", podIps: ["10.244.1.1"], floatingIps: ["10.99.0.10"] }];

  expect(ask([x2k4q], { add })).toEqual([["10.99.0.10", "serving node-a:x2k4q", "serving node-a:new"]]);
});

test("a pod starts without a known address: it gets the free one that sorts first, the worst case", () => {
  const add = [{ namespace: "payments", name: "new", node: "node-b", podIps: [], floatingIps: ["10.99.0.12"] }];
  const ipamBlocks = [anIPAMBlock({ node: "node-b", cidr: "10.244.2.0/26", held: { 0: {}, 1: {}, 5: {} } })];

  // 10.244.2.10 is free, and sorts before 10.244.2.5.
  expect(ask([single], { add }, { ipamBlocks })).toEqual([["10.99.0.12", "serving node-b:single", "serving node-b:new"]]);
});

test("a pod starts on another node: the address is split", () => {
  const add = [{ namespace: "payments", name: "new", node: "node-b", podIps: ["10.244.2.9"], floatingIps: ["10.99.0.10"] }];

  expect(ask([x2k4q], { add })).toEqual([["10.99.0.10", "serving node-a:x2k4q", "split node-a:x2k4q node-b:new"]]);
});

test("a gate opens on one node: the claimant there becomes a second backend", () => {
  const felixConfigurations = [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-c", floatingIPs: "Disabled" })];

  expect(ask([x2k4q, canary], { felix: [{ node: "node-c", value: "Enabled" }] }, { felixConfigurations })).toEqual([
    ["10.99.0.10", "serving node-a:x2k4q", "split node-a:x2k4q node-c:canary"],
  ]);
});

test("the gate closes everywhere: all is disabled, whatever decides it now", () => {
  expect(ask([x2k4q, single], { felix: [{ node: null, value: "Disabled" }] })).toEqual([
    ["10.99.0.10", "serving node-a:x2k4q", "disabled"],
    ["10.99.0.12", "serving node-b:single", "disabled"],
  ]);
});

test("asking changes nothing", () => {
  const snapshot = aSnapshot({ nodes: [aNode()], pods: [x2k4q, m8wzd] });
  const { view } = createAssessor(snapshot, NO_RULES);
  const before = structuredClone([view.assessments, view.podsByIp, snapshot.pods]);

  whatIf(view, { remove: [{ kind: "node", name: "node-a" }], add: [], felix: [{ node: null, value: "Disabled" }] });

  expect([view.assessments, view.podsByIp, snapshot.pods]).toEqual(before);
});

test("what does not differ is not told", () => {
  expect(ask([x2k4q], { remove: [{ kind: "pod", namespace: "payments", name: "somebody-else" }] })).toEqual([]);
});
