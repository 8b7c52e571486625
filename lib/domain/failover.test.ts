import { describe, expect, test } from "vitest";
import { createAssessor } from "./assessor.ts";
import { assessFailover } from "./failover.ts";
import type { ClusterSnapshot } from "./snapshot.ts";
import { aCalicoNodePod, aConfigMap, aFelixConfiguration, aNode, aPod, aSnapshot, aSource, aWorkload } from "./testing/builders.ts";

const IP = "10.99.0.10";
const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };

const deployment = aWorkload({ name: "gateway", templateFloatingIps: `["${IP}"]` });
const replicaSet = aWorkload({
  kind: "ReplicaSet",
  name: "gateway-7c9",
  controller: { kind: "Deployment", name: "gateway", uid: deployment.uid },
  templateFloatingIps: `["${IP}"]`,
});
const controller = { kind: "ReplicaSet", name: "gateway-7c9", uid: replicaSet.uid };
const backend = aPod({ name: "x2k4q", podIp: "10.244.1.10", floatingIps: [IP], controller });
const standby = aPod({ name: "m8wzd", podIp: "10.244.1.9", floatingIps: [IP], controller });
const remote = aPod({ name: "canary", node: "node-e", podIp: "10.244.5.21", floatingIps: [IP], controller });

function aCluster(fields: Parameters<typeof aSnapshot>[0] = {}): ClusterSnapshot {
  return aSnapshot({
    nodes: [aNode(), aNode({ name: "node-e" })],
    calicoNodePods: [aCalicoNodePod(), aCalicoNodePod({ node: "node-e" })],
    workloads: [deployment, replicaSet],
    pods: [backend, standby],
    ...fields,
  });
}

function checksOf(snapshot: ClusterSnapshot): readonly string[] {
  const { view } = createAssessor(snapshot, NO_RULES);
  const assessment = view.assessments.get(IP);
  if (!assessment) throw new Error("nothing has to do with the address");
  return assessFailover(view, assessment).map(({ verdict, reason }) => `${verdict} ${reason.code}`);
}

function factsOf(snapshot: ClusterSnapshot, code: string) {
  const { view } = createAssessor(snapshot, NO_RULES);
  const assessment = view.assessments.get(IP);
  return assessment && assessFailover(view, assessment).find(({ reason }) => reason.code === code)?.reason.facts;
}

test("with a ready standby beside it, it survives the pod and not the node", () => {
  expect(checksOf(aCluster())).toEqual([
    "at-risk survives-the-pod-not-the-node",
    "yes standby-ready",
    "note node-loss-takes",
    "no no-remote-claimant",
    "yes template-claims",
    "yes cni-gate-installed",
    "note readiness-does-not-protect",
  ]);
});

describe("who takes over", () => {
  test.for([
    { name: "nobody stands by", pods: [backend], verdict: "no survives-neither", code: "no no-standby" },
    {
      name: "a standby that is not ready takes over all the same",
      pods: [backend, { ...standby, ready: false }],
      verdict: "at-risk survives-the-pod-not-the-node",
      code: "at-risk standby-not-ready",
    },
    {
      name: "a standby that is being deleted is none",
      pods: [backend, { ...standby, deletionTimestamp: "2026-08-29T03:12:40Z" }],
      verdict: "no survives-neither",
      code: "no standby-terminating",
    },
    {
      name: "a backend that is not ready stays",
      pods: [{ ...backend, ready: false }, standby],
      verdict: "at-risk survives-the-pod-not-the-node",
      code: "at-risk backend-not-ready",
    },
    {
      name: "a backend that is being deleted is on its way out",
      pods: [{ ...backend, deletionTimestamp: "2026-08-29T03:12:40Z" }, standby],
      verdict: "at-risk survives-the-pod-not-the-node",
      code: "at-risk backend-terminating",
    },
    {
      name: "in a split the other node serves on",
      pods: [backend, remote],
      verdict: "yes other-nodes-serve",
      code: "note split-breaks-connections",
    },
  ])("$name", ({ pods, verdict, code }) => {
    const checks = checksOf(aCluster({ pods }));

    expect(checks[0]).toBe(verdict);
    expect(checks).toContain(code);
  });

  test("a remote claimant whose node programs nothing does not take over", () => {
    const felixConfigurations = [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-e", floatingIPs: "Disabled" })];

    expect(checksOf(aCluster({ pods: [backend, remote], felixConfigurations }))).toContain("no remote-not-programmed");
  });

  test("a node that is not ready is told", () => {
    expect(checksOf(aCluster({ nodes: [aNode({ ready: "Unknown" })] }))).toContain("at-risk node-not-ready");
  });
});

describe("when the node is lost", () => {
  test.for([
    { name: "50 s from Kubernetes 1.32 on", kubernetesVersion: "v1.32.0", graceSeconds: 50, totalSeconds: 350 },
    { name: "40 s before", kubernetesVersion: "v1.31.9+k3s1", graceSeconds: 40, totalSeconds: 340 },
    { name: "as a new cluster where the version is not known", kubernetesVersion: null, graceSeconds: 50, totalSeconds: 350 },
  ])("it is noticed after $name", ({ kubernetesVersion, graceSeconds, totalSeconds }) => {
    const facts = factsOf(aCluster({ identity: { kubernetesVersion } }), "node-loss-takes");

    expect(facts).toMatchObject({ graceSeconds, tolerationSeconds: 300, totalSeconds });
  });

  test.for([
    {
      name: "a StatefulSet waits for the old pod",
      fields: { controller: { ...controller, kind: "StatefulSet" } },
      code: "no node-loss-stateful",
    },
    { name: "a pod without a controller is not started again", fields: { controller: null }, code: "no node-loss-no-controller" },
    {
      name: "a pod that tolerates it for ever is never evicted",
      fields: { unreachableTolerationSeconds: null },
      code: "no node-loss-never-evicts",
    },
  ])("$name", ({ fields, code }) => {
    expect(checksOf(aCluster({ pods: [{ ...backend, ...fields }] }))).toContain(code);
  });
});

describe("the replacement", () => {
  test.for([
    { name: "does not claim it when only the running pod does", template: null, code: "no template-does-not-claim" },
    { name: "does not claim it when the template names others", template: '["10.99.0.11"]', code: "no template-does-not-claim" },
    { name: "does not start on a value that a running pod bears", template: `["${IP}","foo"]`, code: "no replacement-fails" },
    { name: "starts and claims it again", template: `["${IP}"]`, code: "yes template-claims" },
  ])("$name", ({ template, code }) => {
    const workloads = [{ ...deployment, templateFloatingIps: template }, replicaSet];

    expect(checksOf(aCluster({ workloads }))).toContain(code);
  });

  test("is not known when the workload cannot be read", () => {
    expect(checksOf(aCluster({ workloads: [] }))).toContain("unknown template-unknown");
  });

  test("does not start while the CNI gate is closed", () => {
    const configMaps = [aConfigMap({ data: { cni_network_config: '{"plugins":[{"type":"calico"}]}' } })];
    const checks = checksOf(aCluster({ configMaps }));

    expect(checks).toContain("no cni-gate-closed");
    expect(checks).toContain("no replacement-fails");
  });

  test("does not start on a node that still runs the file from before the edit", () => {
    const stale = { state: "finished", finishedAt: "2026-08-29T02:55:40.000Z", message: null } as const;
    const calicoNodePods = [aCalicoNodePod(), aCalicoNodePod({ node: "node-e", installCni: stale })];

    expect(factsOf(aCluster({ calicoNodePods }), "cni-gate-partly")).toEqual({ total: 2, installed: 1, nodes: ["node-e"] });
  });
});

test("while the state is unknown, so is this", () => {
  expect(checksOf(aCluster({ sources: [aSource({ source: "pods", state: "stale" })] }))).toEqual(["unknown cannot-know"]);
});

test("what nobody serves cannot fail over", () => {
  expect(checksOf(aCluster({ pods: [aPod({ floatingIps: [IP], phase: "Failed", controller })] }))[0]).toBe("no nobody-serves");
});
