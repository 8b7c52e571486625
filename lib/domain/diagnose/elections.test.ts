import { describe, expect, test } from "vitest";
import { aFelixConfiguration, aNode, aPod, aSnapshot } from "../testing/builders.ts";
import { aClaimOf, aDeployment, aFailedStart, aLostNode, find, IP } from "./testing/find.ts";

const POD = { kind: "Pod", namespace: "payments", name: "gw-0" };
const backend = aPod({ floatingIps: [IP], podIp: "10.244.1.5", ready: false });
const standby = aPod({ name: "gw-1", floatingIps: [IP], podIp: "10.244.1.6" });
const remote = aPod({ name: "gw-2", node: "node-b", floatingIps: [IP] });
const LEAVING = { deletionTimestamp: "2026-08-29T03:05:00.000Z" };

describe("unserved", () => {
  test.each([
    ["cannot be read", { value: IP }, "malformed"],
    ["has no address yet", { statusPodIps: [] }, "starting"],
    ["is not scheduled", { node: null, statusPodIps: [] }, "unscheduled"],
    ["uses the host’s network", { hostNetwork: true }, "host"],
    ["lists it in a form that is dropped", { floatingIps: [`${IP}/32`] }, "dropped"],
    ["was evicted", { phase: "Failed" }, "finished"],
  ])("says that nobody answers because the pod %s", (_name, pod, cause) => {
    expect(find("unserved", aClaimOf(pod))).toMatchObject([{ severity: "critical", subject: POD, ips: [IP], facts: { cause } }]);
  });

  test("quotes the CNI plugin where it refused the pod", () => {
    const pod = aPod({ floatingIps: [IP], statusPodIps: [] });
    const events = [aFailedStart(pod, "requested feature is not enabled: floating_ips")];
    expect(find("unserved", aSnapshot({ pods: [pod], events }))).toMatchObject([
      { facts: { cause: "refused", node: "node-a", pod: "payments/gw-0", error: "requested feature is not enabled: floating_ips" } },
    ]);
  });

  test("is about the floating IP where several pods tried", () => {
    const pods = ["a", "b"].map((name) => aPod({ name, floatingIps: [IP], statusPodIps: [] }));
    expect(find("unserved", aSnapshot({ pods }))).toMatchObject([{ subject: { kind: "FloatingIP", name: IP }, facts: { count: 2 } }]);
  });

  test("is a note about a Job that is done", () => {
    expect(find("unserved", aClaimOf({ phase: "Succeeded" }))).toMatchObject([{ severity: "info" }]);
  });

  test("is silent where somebody serves", () => {
    expect(find("unserved", aClaimOf())).toEqual([]);
  });
});

describe("split", () => {
  test("names the nodes and their pods", () => {
    expect(find("split", aSnapshot({ pods: [backend, standby, remote] }))).toMatchObject([
      { severity: "critical", ips: [IP], facts: { nodes: ["node-a", "node-b"], pods: ["payments/gw-0", "payments/gw-2"] } },
    ]);
  });

  test("is silent about a standby on the same node", () => {
    expect(find("split", aSnapshot({ pods: [backend, standby] }))).toEqual([]);
  });

  test("is silent about a claimant on a node whose Felix gate is closed", () => {
    const felixConfigurations = [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-b", floatingIPs: "Disabled" })];
    expect(find("split", aSnapshot({ pods: [backend, remote], felixConfigurations }))).toEqual([]);
  });
});

describe("claimed-by-strangers", () => {
  const { workloads, run } = aDeployment();
  const stranger = aPod({ name: "canary", floatingIps: [IP], podIp: "10.244.1.7" });

  test("names the workloads that compete", () => {
    const pods = [aPod({ floatingIps: [IP], controller: run }), stranger];
    expect(find("claimed-by-strangers", aSnapshot({ pods, workloads }))).toMatchObject([
      { severity: "info", ips: [IP], facts: { workloads: ["payments/canary", "payments/checkout"], spread: "one" } },
    ]);
  });

  test("is a warning across namespaces", () => {
    const pods = [backend, aPod({ namespace: "legacy", name: "proxy-0", podIp: "10.244.1.8", floatingIps: [IP] })];
    expect(find("claimed-by-strangers", aSnapshot({ pods }))).toMatchObject([
      { severity: "warning", facts: { namespaces: ["legacy", "payments"] } },
    ]);
  });

  test("is silent about two pods of one workload, which is what a standby is", () => {
    const pods = ["a", "b"].map((name, index) => aPod({ name, floatingIps: [IP], podIp: `10.244.1.${index + 5}`, controller: run }));
    expect(find("claimed-by-strangers", aSnapshot({ pods, workloads }))).toEqual([]);
  });
});

describe("backend-not-ready", () => {
  test("names the ready standby that does not take over", () => {
    expect(find("backend-not-ready", aSnapshot({ pods: [backend, standby] }))).toMatchObject([
      { severity: "warning", subject: POD, facts: { standby: "payments/gw-1", hasStandby: "yes", since: backend.readySince } },
    ]);
  });

  test.each([
    ["is not ready either", { ready: false }],
    ["is on its way out", LEAVING],
  ])("promises nothing of a standby that %s", (_name, fields) => {
    const pods = [backend, aPod({ name: "gw-1", floatingIps: [IP], podIp: "10.244.1.6", ...fields })];
    expect(find("backend-not-ready", aSnapshot({ pods }))).toMatchObject([{ facts: { hasStandby: "no", standby: null } }]);
  });

  test.each([
    ["a ready backend", aClaimOf()],
    ["a backend that is to go", aClaimOf({ ready: false, ...LEAVING })],
    [
      "a standby that is not ready",
      aSnapshot({ pods: [aPod({ floatingIps: [IP] }), aPod({ name: "gw-1", floatingIps: [IP], podIp: "10.244.1.6", ready: false })] }),
    ],
    ["a backend whose node is lost, which is told of the node", aClaimOf({ ready: false }, { nodes: [aLostNode()] })],
  ])("is silent about %s", (_name, snapshot) => {
    expect(find("backend-not-ready", snapshot)).toEqual([]);
  });
});

describe("node-not-ready", () => {
  test.each([
    ["does not answer", { ready: "Unknown" as const }],
    ["says that it is not ready", { ready: "False" as const }],
    ["is tainted as unreachable", { ready: "True" as const, unreachable: true }],
  ])("tells that Calico counts the backend of a node that %s", (_name, node) => {
    expect(find("node-not-ready", aClaimOf({}, { nodes: [aLostNode(node)] }))).toMatchObject([
      { severity: "critical", subject: { kind: "Node", name: "node-a" }, ips: [IP], facts: { pod: "payments/gw-0", dated: "yes" } },
    ]);
  });

  test.each([
    ["a ready node", aClaimOf({}, { nodes: [aNode()] })],
    ["a node that is not known", aClaimOf()],
    ["a pod that is to go, which has its own finding", aClaimOf(LEAVING, { nodes: [aLostNode()] })],
  ])("is silent about %s", (_name, snapshot) => {
    expect(find("node-not-ready", snapshot)).toEqual([]);
  });
});

describe("dead-node-claim", () => {
  test("tells how to remove the pod by force", () => {
    expect(find("dead-node-claim", aClaimOf(LEAVING, { nodes: [aLostNode()] }))).toMatchObject([
      { severity: "warning", subject: POD, ips: [IP], facts: { namespace: "payments", name: "gw-0", node: "node-a" } },
    ]);
  });

  test.each([
    ["a node that can let it go", aClaimOf(LEAVING, { nodes: [aNode()] })],
    ["a pod that may stay", aClaimOf({}, { nodes: [aLostNode()] })],
    [
      "a pod whose network is down already",
      aClaimOf({ ...LEAVING, annotations: { "cni.projectcalico.org/podIP": "" } }, { nodes: [aLostNode()] }),
    ],
  ])("is silent about %s", (_name, snapshot) => {
    expect(find("dead-node-claim", snapshot)).toEqual([]);
  });
});

describe("no-standby", () => {
  test("tells of the only claimant", () => {
    expect(find("no-standby", aClaimOf())).toMatchObject([{ severity: "warning", subject: POD, ips: [IP], facts: { node: "node-a" } }]);
  });

  test.each([
    ["a standby", aSnapshot({ pods: [backend, standby] })],
    ["a split, which is worse", aSnapshot({ pods: [backend, remote] })],
    ["an address that nobody serves", aClaimOf({ statusPodIps: [] })],
    ["a claim on a node that programs none", aClaimOf({}, { felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled" })] })],
  ])("is silent where there is %s", (_name, snapshot) => {
    expect(find("no-standby", snapshot)).toEqual([]);
  });
});
