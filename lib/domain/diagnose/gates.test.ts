import { describe, expect, test } from "vitest";
import { aCalicoNodePod, aConfigMap, aDaemonSet, aFelixConfiguration, aNode, aPod, aSnapshot, aWorkload } from "../testing/builders.ts";
import { aClaimOf, find, IP } from "./testing/find.ts";
import { aCniConfig, aConflist, OPERATOR } from "./testing/samples.ts";

const CONFIG_MAP = { kind: "ConfigMap", namespace: "kube-system", name: "calico-config" };
const closed = { configMaps: [aCniConfig(aConflist({}))] };
const text = (value: string) => aSnapshot({ configMaps: [aCniConfig(value)] });

describe("cni-gate-closed", () => {
  test("counts the claimants that run on and do not start again", () => {
    expect(find("cni-gate-closed", aClaimOf({}, closed))).toMatchObject([
      {
        severity: "warning",
        subject: CONFIG_MAP,
        facts: { configMap: "kube-system/calico-config", key: "cni_network_config", claimants: 1 },
      },
    ]);
  });

  test("is a warning for a template alone, and a note where nobody claims", () => {
    const workloads = [aWorkload({ templateFloatingIps: `["${IP}"]` })];
    expect(find("cni-gate-closed", aSnapshot({ ...closed, workloads }))).toMatchObject([{ severity: "warning" }]);
    expect(find("cni-gate-closed", aSnapshot(closed))).toMatchObject([{ severity: "info" }]);
  });

  test("is silent where the gate is open, and where the operator would take the edit back", () => {
    expect(find("cni-gate-closed", aClaimOf())).toEqual([]);
    const configMaps = [aConfigMap({ namespace: "calico-system", name: "cni-config", data: { config: aConflist({}) } })];
    expect(find("cni-gate-closed", aClaimOf({}, { configMaps, installations: [OPERATOR] }))).toEqual([]);
  });
});

describe("cni-gate-not-installed", () => {
  const edited = aConfigMap({ lastModifiedAt: "2026-08-29T03:05:30.000Z" });
  const ran = (finishedAt: string) => ({ state: "finished" as const, finishedAt, message: null });
  const calicoNodePods = [
    aCalicoNodePod({ node: "node-a", installCni: ran("2026-08-29T03:06:00.000Z") }),
    aCalicoNodePod({ node: "node-e", installCni: ran("2026-08-29T03:01:00.000Z") }),
  ];

  test("names the nodes that run the old file, and how far the rollout is", () => {
    expect(find("cni-gate-not-installed", aSnapshot({ configMaps: [edited], calicoNodePods }))).toMatchObject([
      { severity: "warning", facts: { nodes: ["node-e"], done: 1, total: 2, editedAt: "2026-08-29T03:05:30.000Z" } },
    ]);
  });

  test("is silent once all have read it", () => {
    expect(find("cni-gate-not-installed", aSnapshot({ configMaps: [aConfigMap()], calicoNodePods }))).toEqual([]);
  });

  test("is silent about a text whose gate is closed", () => {
    const configMaps = [aCniConfig(aConflist({}), "2026-08-29T03:05:30.000Z")];
    expect(find("cni-gate-not-installed", aSnapshot({ configMaps, calicoNodePods }))).toEqual([]);
  });
});

describe("cni-config-invalid", () => {
  test.each([
    ["no JSON", '{ "plugins": [ }', "json"],
    ["a flag that is a string", aConflist({ feature_control: { floating_ips: "true" } }), "boolean"],
    ["no calico plugin", JSON.stringify({ plugins: [{ type: "portmap" }] }), "none"],
  ])("tells of %s before any node runs it", (_name, value, why) => {
    expect(find("cni-config-invalid", text(value))).toMatchObject([{ severity: "critical", subject: CONFIG_MAP, facts: { why } }]);
  });

  test("is silent about a flag in the wrong place, which breaks nothing", () => {
    expect(find("cni-config-invalid", text(aConflist({}, { feature_control: { floating_ips: true } })))).toEqual([]);
  });

  test("is silent about bare placeholders, which install-cni fills in", () => {
    expect(find("cni-config-invalid", aSnapshot())).toEqual([]);
  });
});

describe("cni-flag-misplaced", () => {
  const flag = { feature_control: { floating_ips: true } };

  test("names where the flag stands and where it belongs", () => {
    expect(find("cni-flag-misplaced", text(aConflist({}, flag)))).toMatchObject([
      {
        severity: "warning",
        subject: CONFIG_MAP,
        facts: { places: ["feature_control"], right: "plugins.0.feature_control.floating_ips", delegate: "no" },
      },
    ]);
  });

  test("sends a flag beside the delegate of a flannel chain into it", () => {
    const chain = JSON.stringify({ plugins: [{ type: "flannel", delegate: { type: "calico" }, ...flag }] });
    expect(find("cni-flag-misplaced", text(chain))).toMatchObject([
      { facts: { places: ["plugins.0.feature_control"], right: "plugins.0.delegate.feature_control.floating_ips", delegate: "yes" } },
    ]);
  });

  test("is silent about a flag in its place", () => {
    expect(find("cni-flag-misplaced", text(aConflist(flag)))).toEqual([]);
  });
});

describe("felix-gate-off", () => {
  const on = aFelixConfiguration();
  const off = (name: string) => aFelixConfiguration({ name, floatingIPs: "Disabled" });

  test.each([
    ["default", { felixConfigurations: [off("default")] }, "default", "FelixConfiguration/default"],
    ["the object of the node", { felixConfigurations: [on, off("node.node-a")] }, "object", "FelixConfiguration/node.node-a"],
    ["nothing at all", { felixConfigurations: [] }, "builtin", "built-in"],
    ["a variable", { daemonSets: [aDaemonSet({}, { FELIX_FLOATINGIPS: "Disabled" })] }, "variable", "env/FELIX_FLOATINGIPS"],
  ])("says that %s decides", (_name, records, level, decidedBy) => {
    expect(find("felix-gate-off", aClaimOf({}, records))).toMatchObject([
      { severity: "warning", subject: { kind: "Node", name: "node-a" }, ips: [IP], facts: { level, decidedBy, count: 1 } },
    ]);
  });

  test("is one finding per node, with all floating IPs by value", () => {
    const pods = [aPod({ floatingIps: ["10.99.0.40", "10.99.0.9"] })];
    expect(find("felix-gate-off", aSnapshot({ pods, felixConfigurations: [off("default")] })).map(({ ips }) => ips)).toEqual([
      ["10.99.0.9", "10.99.0.40"],
    ]);
  });

  test("is silent about an open gate, and about a node without a claim", () => {
    expect(find("felix-gate-off", aClaimOf())).toEqual([]);
    expect(find("felix-gate-off", aSnapshot({ nodes: [aNode()], felixConfigurations: [off("default")] }))).toEqual([]);
  });

  test("is silent where opening it would not help, because the dataplane knows no floating IPs", () => {
    const snapshot = aClaimOf({}, { felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled", bpfEnabled: true })] });
    expect(find("felix-gate-off", snapshot)).toEqual([]);
    expect(find("dataplane-unsupported", snapshot)).toHaveLength(1);
  });
});

describe("felix-gate-pinned", () => {
  const pinned = [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-e", floatingIPs: "Disabled" })];
  const nodes = [aNode(), aNode({ name: "node-e" })];

  test("warns of the node before a claim lands there", () => {
    expect(find("felix-gate-pinned", aSnapshot({ nodes, felixConfigurations: pinned }))).toMatchObject([
      {
        severity: "info",
        subject: { kind: "Node", name: "node-e" },
        facts: { decidedBy: "FelixConfiguration/node.node-e", overrides: ["FelixConfiguration/default"] },
      },
    ]);
  });

  test("is silent once a claim is there, which is then dead", () => {
    const snapshot = aClaimOf({ node: "node-e" }, { nodes, felixConfigurations: pinned });
    expect(find("felix-gate-pinned", snapshot)).toEqual([]);
    expect(find("felix-gate-off", snapshot)).toHaveLength(1);
  });

  test("is silent about an object that opens the gate", () => {
    const felixConfigurations = [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-e" })];
    expect(find("felix-gate-pinned", aSnapshot({ nodes, felixConfigurations }))).toEqual([]);
  });

  test("is silent about a gate that is closed everywhere", () => {
    expect(
      find("felix-gate-pinned", aSnapshot({ nodes, felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled" })] })),
    ).toEqual([]);
  });
});

describe("ipv6-off", () => {
  const off = { daemonSets: [aDaemonSet({}, { FELIX_IPV6SUPPORT: "false" })] };
  const IPV6 = { floatingIps: ["fd00:99::40"], podIp: "fd00:244::5" };

  test("names the variable that keeps IPv6 off", () => {
    expect(find("ipv6-off", aClaimOf(IPV6, off))).toMatchObject([
      {
        severity: "warning",
        subject: { kind: "Node", name: "node-a" },
        ips: ["fd00:99::40"],
        facts: { decidedBy: "env/FELIX_IPV6SUPPORT" },
      },
    ]);
  });

  test("is silent about IPv4, and where IPv6 is on", () => {
    expect(find("ipv6-off", aClaimOf({}, off))).toEqual([]);
    expect(find("ipv6-off", aClaimOf(IPV6))).toEqual([]);
  });
});

describe("dataplane-unsupported", () => {
  test.each([
    ["eBPF", { felixConfigurations: [aFelixConfiguration({ bpfEnabled: true })] }],
    ["Windows", { nodes: [aNode({ os: "windows" })] }],
  ])("tells of %s", (dataplane, records) => {
    expect(find("dataplane-unsupported", aClaimOf({}, records))).toMatchObject([
      { severity: "critical", subject: { kind: "Node", name: "node-a" }, ips: [IP], facts: { dataplane, count: 1 } },
    ]);
  });

  test("is silent about iptables and nftables", () => {
    expect(find("dataplane-unsupported", aClaimOf())).toEqual([]);
    expect(
      find("dataplane-unsupported", aClaimOf({}, { felixConfigurations: [aFelixConfiguration({ nftablesMode: "Enabled" })] })),
    ).toEqual([]);
  });
});

describe("how Calico is installed", () => {
  test("operator-managed is a warning once somebody claims, a note before, and silent about a manifest", () => {
    expect(find("operator-managed", aClaimOf({}, { installations: [OPERATOR] }))).toMatchObject([
      { severity: "warning", facts: { claimants: 1 } },
    ]);
    expect(find("operator-managed", aSnapshot({ installations: [OPERATOR] }))).toMatchObject([{ severity: "info" }]);
    expect(find("operator-managed", aClaimOf())).toEqual([]);
  });

  test("etcd-datastore tells of etcd, and is silent about Kubernetes", () => {
    expect(find("etcd-datastore", aClaimOf({}, { daemonSets: [aDaemonSet({}, { DATASTORE_TYPE: "etcdv3" })] }))).toMatchObject([
      { severity: "warning", subject: { kind: "DaemonSet", namespace: "kube-system", name: "calico-node" } },
    ]);
    expect(find("etcd-datastore", aClaimOf())).toEqual([]);
  });
});
