import { describe, expect, test } from "vitest";
import { events } from "./events.ts";
import { nodes } from "./nodes.ts";
import { services } from "./services.ts";

const metadata = { uid: "uid-a", name: "node-a", namespace: "shop", resourceVersion: "7" };

describe("Node", () => {
  test("keeps readiness, addresses and what Calico wrote on it", () => {
    const object = {
      metadata: { ...metadata, labels: { edge: "" }, annotations: { "projectcalico.org/IPv4IPIPTunnelAddr": "10.0.0.1", other: "x" } },
      spec: {
        podCIDR: "10.1.0.0/24",
        podCIDRs: ["10.1.0.0/24", "fd00::/64"],
        unschedulable: true,
        taints: [
          { key: "node.kubernetes.io/unreachable", effect: "NoSchedule" },
          { key: "node.kubernetes.io/unreachable", effect: "NoExecute", timeAdded: "t2" },
        ],
      },
      status: {
        addresses: [{ type: "InternalIP", address: "192.0.2.1" }],
        conditions: [{ type: "Ready", status: "Unknown", lastTransitionTime: "t" }],
        nodeInfo: { operatingSystem: "linux" },
      },
    };
    expect(nodes.decode(object).nodes).toEqual({
      name: "node-a",
      uid: "uid-a",
      resourceVersion: "7",
      labels: { edge: "" },
      addresses: [{ type: "InternalIP", address: "192.0.2.1" }],
      podCidrs: ["10.1.0.0/24", "fd00::/64"],
      ready: "Unknown",
      readySince: "t",
      unreachable: true,
      unreachableSince: "t2",
      unschedulable: true,
      os: "linux",
      calico: { IPv4IPIPTunnelAddr: "10.0.0.1" },
    });
  });

  test("that has just registered says nothing about itself yet", () => {
    expect(nodes.decode({ metadata }).nodes).toMatchObject({ ready: "Unknown", podCidrs: [], unreachable: false, os: "" });
  });
});

describe("Service", () => {
  test.for([
    { name: "headless: no address", spec: { clusterIP: "None", clusterIPs: ["None"] }, clusterIps: [] },
    { name: "dual-stack: both", spec: { clusterIPs: ["10.96.0.1", "fd00::1"] }, clusterIps: ["10.96.0.1", "fd00::1"] },
    { name: "an external name: none", spec: {}, clusterIps: [] },
  ])("$name", ({ spec, clusterIps }) => {
    expect(services.decode({ metadata, spec }).services?.clusterIps).toEqual(clusterIps);
  });

  test("keeps external and load balancer addresses, not host names", () => {
    const object = {
      metadata,
      spec: { externalIPs: ["192.0.2.9"] },
      status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }, { hostname: "lb" }] } },
    };
    expect(services.decode(object).services).toMatchObject({ externalIps: ["192.0.2.9"], loadBalancerIps: ["192.0.2.10"] });
  });
});

describe("Event", () => {
  const about = { kind: "Pod", namespace: "shop", name: "web-1", uid: "u" };

  test("about a pod's network is kept, with when it was last seen", () => {
    const object = { metadata, reason: "FailedCreatePodSandBox", message: "no", count: 3, lastTimestamp: "t2", involvedObject: about };
    expect(events.decode(object).events).toEqual({
      uid: "uid-a",
      reason: "FailedCreatePodSandBox",
      message: "no",
      pod: { namespace: "shop", name: "web-1", uid: "u" },
      count: 3,
      lastAt: "t2",
    });
  });

  test("of the newer form counts in its series", () => {
    const object = {
      metadata,
      reason: "FailedKillPod",
      eventTime: "t1",
      series: { count: 9, lastObservedTime: "t9" },
      involvedObject: about,
    };
    expect(events.decode(object).events).toMatchObject({ count: 9, lastAt: "t9" });
  });

  test.for([
    { name: "another reason", reason: "BackOff", involvedObject: about },
    { name: "another kind", reason: "FailedKillPod", involvedObject: { ...about, kind: "Node" } },
  ])("with $name is not kept", (object) => {
    expect(events.decode({ metadata, ...object })).toEqual({});
  });
});
