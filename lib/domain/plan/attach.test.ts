import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import {
  aCalicoNodePod,
  aConfigMap,
  aDaemonSet,
  anIPAMBlock,
  anIPPool,
  anIPReservation,
  aPod,
  aPodAddress,
  aSource,
  aWorkload,
} from "../testing/builders.ts";
import { type AttachIntent, planAttach } from "./attach.ts";
import type { TargetKind } from "./plan.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const ip = "10.99.0.10";
const gw = aWorkload({ name: "gw", desired: 2, current: 2 });
const rs = aWorkload({ kind: "ReplicaSet", name: "gw-1", controller: { kind: "Deployment", name: "gw", uid: gw.uid } });
const ofGw = { controller: { kind: "ReplicaSet", name: "gw-1", uid: rs.uid } };
const gw1 = aPod({ name: "gw-1-a", podIp: "10.244.1.7", ...ofGw });
const gw2 = aPod({ name: "gw-1-b", podIp: "10.244.2.7", node: "node-b", ...ofGw });

/** Attaches to the Deployment and its two pods, unless the test says otherwise. */
function attach(
  intent: Partial<AttachIntent> = {},
  snapshot: Snapshot = {},
  objects: { workload?: WorkloadRecord | null; pods?: PodRecord[] } = {},
) {
  const workload = objects.workload === undefined ? gw : objects.workload;
  const pods = objects.pods ?? [gw1, gw2];
  const target = intent.target ?? {
    kind: (workload?.kind ?? "Pod") as TargetKind,
    namespace: "payments",
    name: workload?.name ?? "gw-1-a",
  };
  const view = aView({ workloads: [...(workload ? [workload] : []), rs], ...snapshot });
  return planAttach(view, { ips: [ip], scope: "template", ...intent, target }, { workload, pods });
}

function plan(...given: Parameters<typeof attach>) {
  const answer = attach(...given);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

describe("the template of", () => {
  const at = { [FLOATING_IPS_ANNOTATION]: '["10.99.0.10"]' };
  const usual = { spec: { template: { metadata: { annotations: at } } } };
  test.for([
    { kind: "Deployment", apiVersion: "apps/v1", patch: usual },
    { kind: "StatefulSet", apiVersion: "apps/v1", patch: usual },
    { kind: "DaemonSet", apiVersion: "apps/v1", patch: usual },
    { kind: "ReplicaSet", apiVersion: "apps/v1", patch: usual },
    { kind: "CronJob", apiVersion: "batch/v1", patch: { spec: { jobTemplate: usual } } },
  ])("a $kind is patched, against the version that was looked at", ({ kind, apiVersion, patch }) => {
    const { steps, blockers } = plan({}, {}, { workload: aWorkload({ kind, name: "gw", resourceVersion: "7" }) });

    expect(steps).toMatchObject([
      {
        verb: "patch",
        object: { apiVersion, kind, namespace: "payments", name: "gw", uid: `uid-${kind}-gw`, resourceVersion: "7" },
        patch,
      },
    ]);
    expect(blockers).toEqual([]);
  });
});

describe("running pods", () => {
  test("get the address at once, each with what it had", () => {
    const had = aPod({ ...gw1, annotations: {}, name: "gw-1-a", floatingIps: ["10.99.0.20"], podIp: "10.244.1.7" });
    const { steps } = plan({ scope: "running" }, { pods: [had] }, { pods: [had, gw2] });

    expect(steps).toMatchObject([
      {
        object: { kind: "Pod", name: "gw-1-a" },
        patch: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.20","10.99.0.10"]' } } },
        was: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.20"]' } } },
      },
      { object: { kind: "Pod", name: "gw-1-b" }, was: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: null } } } },
    ]);
  });

  test("on two nodes are a split, and that is told before", () => {
    const { consequences } = plan({ scope: "running" });

    expect(consequences).toMatchObject([
      { ip, before: { state: "unserved" }, after: { state: "split" }, note: { code: "consequence-split", facts: { count: 2 } } },
    ]);
  });

  test("are told to lose it when they are made anew", () => {
    expect(codes(plan({ scope: "running" }).warnings)).toContain("lost-when-recreated");
  });

  test("that are over, on their way out or on the host's network are left alone", () => {
    const pods = [
      gw1,
      aPod({ name: "over", phase: "Succeeded" }),
      aPod({ name: "going", deletionTimestamp: "2026-08-29T03:00:00Z" }),
      aPod({ name: "host", hostNetwork: true }),
    ];

    expect(plan({ scope: "running" }, {}, { pods }).steps).toMatchObject([{ object: { name: "gw-1-a" } }]);
  });

  test("and the template, in this order", () => {
    expect(plan({ scope: "both" }).steps.map(({ object }) => object.kind)).toEqual(["Pod", "Pod", "Deployment"]);
  });
});

describe("a rollout", () => {
  test("is told with the count of pods, and what it comes to is not made up", () => {
    const { warnings, consequences } = plan();

    expect(warnings).toContainEqual(expect.objectContaining({ code: "rollout-now", facts: expect.objectContaining({ count: 2 }) }));
    expect(warnings).toContainEqual(expect.objectContaining({ code: "several-pods-claim" }));
    expect(consequences).toMatchObject([{ ip, after: null, note: { code: "consequence-rollout", facts: { count: 2 } } }]);
  });

  test.for([
    { name: "a StatefulSet that waits for deletions", workload: aWorkload({ kind: "StatefulSet", updateStrategy: "OnDelete" }) },
    { name: "a Deployment that is paused", workload: aWorkload({ paused: true }) },
    { name: "a CronJob", workload: aWorkload({ kind: "CronJob", desired: null, current: null }) },
  ])("waits, of $name, and then nothing changes now", ({ workload }) => {
    const { warnings, consequences } = plan({}, {}, { workload });

    expect(codes(warnings)).toContain("rollout-later");
    expect(consequences).toMatchObject([{ ip, after: { state: "unserved" } }]);
  });

  test("that may take the address from its present backend names that pod", () => {
    const holder = aPod({ name: "old", podIp: "10.244.1.30", floatingIps: [ip] });
    const ipamBlocks = [anIPAMBlock({ cidr: "10.244.1.0/26" })];

    expect(plan({}, { pods: [holder], ipamBlocks }).warnings).toContainEqual({
      code: "new-pod-may-preempt",
      facts: expect.objectContaining({ pod: "payments/old", node: "node-a", earliest: "10.244.1.0" }),
    });
  });

  test("by a tool that keeps a repository is told to be taken back", () => {
    const workload = aWorkload({ deployer: { tool: "Argo CD", name: "gateway" } });

    expect(plan({}, {}, { workload }).warnings).toContainEqual({
      code: "deployed-by",
      facts: { target: "Deployment payments/gw", tool: "Argo CD", name: "gateway" },
    });
  });
});

describe("an address that others claim", () => {
  const other = aPod({ namespace: "payments", name: "old", podIp: "10.244.1.9", floatingIps: [ip] });
  const foreign = aPod({ namespace: "legacy", name: "proxy-0", podIp: "10.244.1.9", floatingIps: [ip] });

  test("in the same namespace is a warning, and what becomes of it is told", () => {
    const { warnings, blockers, consequences } = plan({ scope: "running" }, { pods: [other] }, { pods: [gw1] });

    expect(warnings).toContainEqual({ code: "claimed-by-other", facts: expect.objectContaining({ pods: ["payments/old"] }) });
    expect(blockers).toEqual([]);
    expect(consequences[0]?.note).toEqual({ code: "consequence-moves", facts: { from: ["payments/old"], to: ["payments/gw-1-a"] } });
  });

  test("in another namespace is not given before that namespace is confirmed by name", () => {
    expect(plan({}, { pods: [foreign] }).blockers).toMatchObject([{ code: "take-over-unconfirmed", facts: { namespace: "legacy" } }]);
    expect(plan({ takeOver: ["legacy"] }, { pods: [foreign] }).blockers).toEqual([]);
  });

  test("by a template whose pods are still to come counts too", () => {
    const waiting = aWorkload({ kind: "CronJob", namespace: "legacy", name: "nightly", templateFloatingIps: '["10.99.0.10"]' });

    expect(plan({}, { workloads: [gw, rs, waiting] }).blockers).toMatchObject([{ code: "take-over-unconfirmed" }]);
  });

  test("is no other's where the target's own pods claim it", () => {
    const mine = aPod({ ...gw1, annotations: {}, floatingIps: [ip] });

    expect(codes(plan({}, { pods: [mine] }, { pods: [mine, gw2] }).warnings)).not.toContain("claimed-by-other");
  });
});

describe("refused", () => {
  const closed = { configMaps: [aConfigMap({ data: { cni_network_config: '{"type":"calico"}' } })] };
  const hostPod = aPod({ name: "gw-1-a", hostNetwork: true });
  const donePod = aPod({ name: "gw-1-a", phase: "Succeeded" });
  const pod = { kind: "Pod" as const, namespace: "payments", name: "gw-1-a" };
  test.for([
    { name: "an address with a leading zero", intent: { ips: ["010.99.0.41"] }, code: "address-not-canonical", pointer: "/ips/0" },
    { name: "an address of a pod", intent: { ips: [ip, "10.244.3.77"] }, code: "address-in-use", pointer: "/ips/1" },
    { name: "a family that its pods lack", intent: { ips: ["fd00::5"] }, code: "address-family", pointer: "/ips/0" },
    { name: "a closed CNI gate, of a template", snapshot: closed, code: "gate-closed", pointer: "/scope" },
    { name: "a closed CNI gate, of both", intent: { scope: "both" as const }, snapshot: closed, code: "gate-closed", pointer: "/scope" },
    {
      name: "a CNI gate that is open in the text and on no node",
      snapshot: { calicoNodePods: [aCalicoNodePod({ installCni: { state: "running", finishedAt: null, message: null } })] },
      code: "gate-closed",
      pointer: "/scope",
    },
    { name: "a Job's template", objects: { workload: aWorkload({ kind: "Job" }) }, code: "target-unsupported", pointer: "/scope" },
    { name: "a ReplicaSet that a Deployment writes", objects: { workload: rs }, code: "target-unsupported", pointer: "/target" },
    { name: "pods on the host's network", objects: { workload: aWorkload({ templateHostNetwork: true }) }, code: "target-unsupported" },
    {
      name: "a pod on the host's network",
      objects: { workload: null, pods: [hostPod] },
      intent: { scope: "running" as const, target: pod },
      code: "target-unsupported",
    },
    {
      name: "a pod that is over",
      objects: { workload: null, pods: [donePod] },
      intent: { scope: "running" as const, target: pod },
      code: "target-unsupported",
    },
    {
      name: "the template of a pod",
      objects: { workload: null, pods: [gw1] },
      intent: { target: pod },
      code: "target-unsupported",
      pointer: "/scope",
    },
    {
      name: "what is not there",
      objects: { workload: null, pods: [] },
      intent: { scope: "running" as const, target: pod },
      code: "target-unsupported",
    },
    {
      name: "running pods where there is none",
      objects: { pods: [] },
      intent: { scope: "running" as const },
      code: "target-unsupported",
      pointer: "/scope",
    },
    {
      name: "running pods where Calico reads annotations once only",
      snapshot: { daemonSets: [aDaemonSet({}, { DATASTORE_TYPE: "etcdv3" })] },
      intent: { scope: "running" as const },
      code: "cluster-unsupported",
    },
  ])("$name", ({ intent = {}, snapshot = {}, objects = {}, code, pointer }) => {
    const answer = attach(intent, { podAddresses: [aPodAddress({ ips: ["10.244.3.77"] })], ...snapshot }, objects);

    expect(answer.ok ? [] : answer.refusals).toContainEqual(expect.objectContaining(pointer === undefined ? { code } : { code, pointer }));
  });

  test("every bad address at once, each at its field", () => {
    const answer = attach({ ips: ["x", ip, "10.99.0.1/32"] });

    expect(answer.ok ? [] : answer.refusals.map(({ pointer }) => pointer)).toEqual(["/ips/0", "/ips/2"]);
  });
});

describe("warned of", () => {
  const some = {
    calicoNodePods: [aCalicoNodePod(), aCalicoNodePod({ node: "node-b", installCni: { state: "failed", finishedAt: null, message: "" } })],
  };
  test.for([
    { name: "nodes on which the CNI gate is closed", snapshot: some, code: "gate-closed-on-some" },
    {
      name: "a closed CNI gate while only running pods get it",
      intent: { scope: "running" as const },
      snapshot: some,
      code: "gate-closed-running",
    },
    { name: "an address that IPAM may give to a pod", snapshot: { ipPools: [anIPPool({ cidr: "10.99.0.0/16" })] }, code: "not-reserved" },
  ])("$name", ({ intent = {}, snapshot, code }) => expect(codes(plan(intent, snapshot).warnings)).toContain(code));

  test("no address that is held against IPAM", () => {
    const snapshot = {
      ipPools: [anIPPool({ cidr: "10.99.0.0/16" })],
      ipReservations: [anIPReservation({ reservedCIDRs: ["10.99.0.0/28"] })],
    };

    expect(codes(plan({}, snapshot).warnings)).not.toContain("not-reserved");
  });
});

describe("looked at, and not applied", () => {
  test("where it says so already", () => {
    expect(codes(plan({}, {}, { workload: aWorkload({ templateFloatingIps: '["10.99.0.10"]' }) }).blockers)).toEqual(["nothing-to-change"]);
  });

  test("where the present value cannot be read: it must be mended", () => {
    expect(plan({}, {}, { workload: aWorkload({ templateFloatingIps: "{}" }) }).blockers).toMatchObject([
      { code: "value-unreadable", facts: { object: "Deployment payments/gw", value: "{}" } },
    ]);
  });

  test("while nobody can tell whose the address is", () => {
    const sources = [aSource({ source: "services", state: "stale" })];

    expect(plan({}, { sources }).blockers).toMatchObject([{ code: "addresses-unchecked", facts: { source: "services" } }]);
  });
});

test("a pod that the first claim would take off the network gets none, and it is said why", () => {
  const masked = aPod({ name: "gw-1-a", podIp: "10.244.1.7/24", ...ofGw });
  expect(codes(plan({ scope: "running" }, {}, { pods: [masked, gw2] }).blockers)).toEqual(["pod-address-masked"]);
  expect(codes(plan({ scope: "running" }, {}, { pods: [gw1, gw2] }).blockers)).toEqual([]);
});
