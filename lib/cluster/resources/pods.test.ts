import { describe, expect, test } from "vitest";
import { pods } from "./pods.ts";

const FLOATING_IPS = "cni.projectcalico.org/floatingIPs";

type Parts = { metadata?: object; spec?: object; status?: object };

/** A raw Pod as the API serves it; a test states only what it is about. */
function aRawPod({ metadata, spec, status }: Parts = {}) {
  return {
    metadata: { uid: "uid-a", name: "pg-0", namespace: "db", resourceVersion: "7", managedFields: [{ manager: "kubelet" }], ...metadata },
    spec: { nodeName: "node-a", containers: [{ name: "c" }], ...spec },
    status: { phase: "Running", podIP: "10.244.1.5", podIPs: [{ ip: "10.244.1.5" }], ...status },
  };
}

const claiming = { annotations: { [FLOATING_IPS]: '["172.16.0.10"]', "cni.projectcalico.org/podIP": "10.244.1.5/32", other: "x" } };
const ready = { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" };

describe("a pod that carries the annotation", () => {
  test("is kept with what Calico reads of it, and with nothing else", () => {
    const pod = aRawPod({
      metadata: {
        ...claiming,
        creationTimestamp: "2026-01-01T00:00:00Z",
        ownerReferences: [
          { kind: "Node", name: "n", uid: "u1" },
          { kind: "ReplicaSet", name: "pg-7", uid: "u2", controller: true },
        ],
      },
      status: { conditions: [{ type: "PodScheduled", status: "True" }, ready] },
    });
    expect(pods.decode(pod)).toEqual({
      pods: {
        uid: "uid-a",
        namespace: "db",
        name: "pg-0",
        resourceVersion: "7",
        node: "node-a",
        hostNetwork: false,
        phase: "Running",
        createdAt: "2026-01-01T00:00:00Z",
        deletionTimestamp: null,
        statusPodIps: ["10.244.1.5"],
        annotations: { [FLOATING_IPS]: '["172.16.0.10"]', "cni.projectcalico.org/podIP": "10.244.1.5/32" },
        ready: true,
        readySince: "2026-01-01T00:00:00Z",
        controller: { kind: "ReplicaSet", name: "pg-7", uid: "u2" },
        unreachableTolerationSeconds: 0,
        disruption: null,
        statusReason: null,
        templateHash: null,
        claimManager: null,
        claimManagedAt: null,
      },
    });
  });

  test("says who is about to end it, and no more once that came to nothing", () => {
    const target = {
      type: "DisruptionTarget",
      status: "True",
      reason: "EvictionByEvictionAPI",
      message: "Eviction API: evicting",
      lastTransitionTime: "2026-01-01T00:00:01Z",
    };
    const disruptionOf = (status: string) =>
      pods.decode(aRawPod({ metadata: claiming, status: { conditions: [ready, { ...target, status }] } })).pods?.disruption;

    expect(disruptionOf("True")).toEqual({
      reason: "EvictionByEvictionAPI",
      message: "Eviction API: evicting",
      at: "2026-01-01T00:00:01Z",
    });
    expect(disruptionOf("False")).toBeNull();
  });

  test.for([
    { name: "of a ReplicaSet", labels: { "pod-template-hash": "5d4f" } },
    { name: "of a StatefulSet", labels: { "controller-revision-hash": "5d4f" } },
  ])("keeps which revision of its template it was made from, as a pod $name", ({ labels }) => {
    const { templateHash, statusReason } =
      pods.decode(aRawPod({ metadata: { ...claiming, labels }, status: { reason: "Evicted" } })).pods ?? {};

    expect({ templateHash, statusReason }).toEqual({ templateHash: "5d4f", statusReason: "Evicted" });
  });

  test("names the manager that wrote the annotation last, not the one that wrote another field later", () => {
    const claims = { "f:metadata": { "f:annotations": { ".": {}, [`f:${FLOATING_IPS}`]: {} } } };
    const managedFields = [
      { manager: "kube-controller-manager", time: "2026-01-01T00:00:00Z", fieldsV1: claims },
      { manager: "kubectl-annotate", time: "2026-01-01T00:00:05Z", fieldsV1: claims },
      { manager: "kubelet", time: "2026-01-01T00:00:09Z", fieldsV1: { "f:status": {} } },
    ];

    expect(pods.decode(aRawPod({ metadata: { ...claiming, managedFields } })).pods).toMatchObject({
      claimManager: "kubectl-annotate",
      claimManagedAt: "2026-01-01T00:00:05Z",
    });
  });

  test("counts with an empty value too, which takes a running pod off the network", () => {
    expect(pods.decode(aRawPod({ metadata: { annotations: { [FLOATING_IPS]: "" } } })).pods?.annotations).toEqual({ [FLOATING_IPS]: "" });
  });

  test("keeps podIP where podIPs is missing", () => {
    expect(pods.decode(aRawPod({ metadata: claiming, status: { podIPs: undefined } })).pods?.statusPodIps).toEqual(["10.244.1.5"]);
  });

  test.for([
    { name: "tolerates nothing", tolerations: [], seconds: 0 },
    { name: "tolerates another taint only", tolerations: [{ key: "dedicated", operator: "Exists" }], seconds: 0 },
    {
      name: "the 300 seconds that admission adds",
      tolerations: [{ key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }],
      seconds: 300,
    },
    {
      name: "the shortest of several",
      tolerations: [
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { operator: "Exists", tolerationSeconds: 30 },
      ],
      seconds: 30,
    },
    { name: "everything, for ever", tolerations: [{ operator: "Exists" }], seconds: null },
    { name: "a toleration of NoSchedule does not help", tolerations: [{ operator: "Exists", effect: "NoSchedule" }], seconds: 0 },
  ])("on a node that is gone: $name", ({ tolerations, seconds }) => {
    expect(pods.decode(aRawPod({ metadata: claiming, spec: { tolerations } })).pods?.unreachableTolerationSeconds).toBe(seconds);
  });
});

describe("any other pod keeps only whose its addresses are", () => {
  test.for([
    { name: "its addresses", parts: {}, ips: ["10.244.1.5"] },
    {
      name: "both of a dual-stack pod",
      parts: { status: { podIPs: [{ ip: "10.244.1.5" }, { ip: "fd00::5" }] } },
      ips: ["10.244.1.5", "fd00::5"],
    },
    { name: "none on the host's network: the address is the node's", parts: { spec: { hostNetwork: true } }, ips: [] },
    { name: "none when it has finished: the address is free again", parts: { status: { phase: "Succeeded" } }, ips: [] },
    { name: "none when it failed", parts: { status: { phase: "Failed" } }, ips: [] },
    { name: "none before it has one", parts: { status: { podIP: undefined, podIPs: undefined } }, ips: [] },
  ])("$name", ({ parts, ips }) => {
    expect(pods.decode(aRawPod(parts))).toEqual({
      podAddresses: { uid: "uid-a", namespace: "db", name: "pg-0", node: "node-a", ips },
    });
  });
});

describe("a pod of calico-node", () => {
  const installCni = (state: object, lastState?: object) =>
    pods.decode(
      aRawPod({
        metadata: { namespace: "kube-system", labels: { "k8s-app": "calico-node" } },
        status: { conditions: [ready], initContainerStatuses: [{ name: "install-cni", state, lastState }] },
      }),
    ).calicoNodePods?.installCni;

  test.for([
    {
      name: "installed",
      state: { terminated: { exitCode: 0, finishedAt: "t", reason: "Completed" } },
      expected: { state: "finished", finishedAt: "t", message: null },
    },
    {
      name: "failed",
      state: { terminated: { exitCode: 1, finishedAt: "t", reason: "Error" } },
      expected: { state: "failed", finishedAt: "t", message: "Error" },
    },
    { name: "at work", state: { running: { startedAt: "t" } }, expected: { state: "running", finishedAt: null, message: null } },
    {
      name: "not begun",
      state: { waiting: { reason: "PodInitializing" } },
      expected: { state: "waiting", finishedAt: null, message: "PodInitializing" },
    },
  ] as const)("whose CNI installer has $name", ({ state, expected }) => {
    expect(installCni(state)).toEqual(expected);
  });

  test("that waits between two crashes has failed, and says how", () => {
    const last = { terminated: { exitCode: 1, finishedAt: "t", message: "not valid JSON" } };
    expect(installCni({ waiting: { reason: "CrashLoopBackOff" } }, last)).toEqual({
      state: "failed",
      finishedAt: "t",
      message: "not valid JSON",
    });
  });

  test("without such a container says nothing", () => {
    const pod = aRawPod({ metadata: { namespace: "kube-system", labels: { "k8s-app": "canal" } } });
    expect(pods.decode(pod)).toMatchObject({ calicoNodePods: { ready: false, installCni: null }, podAddresses: { uid: "uid-a" } });
  });

  test("in a namespace that is not Calico's is a pod like any other", () => {
    expect(pods.decode(aRawPod({ metadata: { labels: { "k8s-app": "calico-node" } } })).calicoNodePods).toBeUndefined();
  });
});

describe("an odd object", () => {
  test.for([
    { name: "a status of another shape", odd: aRawPod({ status: { podIPs: "none", podIP: 5 } }) },
    { name: "a spec of another shape", odd: { ...aRawPod(), spec: [], status: null } },
    { name: "labels that are numbers", odd: aRawPod({ metadata: { labels: { "k8s-app": 1 } } }) },
  ])("loses no more than the odd field: $name", ({ odd }) => {
    expect(pods.decode(odd).podAddresses).toMatchObject({ uid: "uid-a", name: "pg-0" });
  });

  test("without a UID cannot be told from others, and is refused", () => {
    expect(() => pods.decode({ metadata: { name: "pg-0" } })).toThrow();
  });
});
