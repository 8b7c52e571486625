import { describe, expect, test } from "vitest";
import { felixViewOf } from "./felix-gate.ts";
import { aConfigMap, aContainer, aDaemonSet, aFelixConfiguration, aNode, aSnapshot, aSource } from "./testing/builders.ts";

const NODE = "node-a";
const variable = (value: string) => [aDaemonSet({}, { FELIX_FLOATINGIPS: value })];
const version = (calicoVersion: string | null) => [{ name: "default", calicoVersion, clusterType: null, datastoreReady: true }];
const scoped = (name: string, floatingIPs: string, createdAt: string) =>
  aFelixConfiguration({ name, floatingIPs, createdAt, nodeSelector: "kubernetes.io/hostname == 'node-a'" });

describe("who decides the Felix gate, highest first", () => {
  const off = aFelixConfiguration({ floatingIPs: "Disabled" });
  const on = aFelixConfiguration();
  const nodeOff = aFelixConfiguration({ name: "node.node-a", floatingIPs: "Disabled" });
  test.for([
    { name: "nothing is set: built-in, and off", snapshot: { felixConfigurations: [] }, value: "Disabled", by: "built-in" },
    { name: "default alone", snapshot: { felixConfigurations: [on] }, value: "Enabled", by: "FelixConfiguration/default" },
    {
      name: "the node's own object over default",
      snapshot: { felixConfigurations: [on, nodeOff] },
      value: "Disabled",
      by: "FelixConfiguration/node.node-a",
    },
    {
      name: "an object of the node that does not name it changes nothing",
      snapshot: { felixConfigurations: [on, aFelixConfiguration({ name: "node.node-a", floatingIPs: null })] },
      value: "Enabled",
      by: "FelixConfiguration/default",
    },
    {
      name: "another node's object changes nothing",
      snapshot: { felixConfigurations: [on, aFelixConfiguration({ name: "node.node-b", floatingIPs: "Disabled" })] },
      value: "Enabled",
      by: "FelixConfiguration/default",
    },
    {
      name: "the variable over all",
      snapshot: { felixConfigurations: [off, nodeOff], daemonSets: variable("Enabled") },
      value: "Enabled",
      by: "env/FELIX_FLOATINGIPS",
    },
    {
      name: "the variable in any case of its value",
      snapshot: { felixConfigurations: [], daemonSets: variable("ENABLED") },
      value: "Enabled",
      by: "env/FELIX_FLOATINGIPS",
    },
    {
      name: "an empty variable is none",
      snapshot: { felixConfigurations: [on], daemonSets: variable("") },
      value: "Enabled",
      by: "FelixConfiguration/default",
    },
    {
      name: "none turns it off and keeps its place",
      snapshot: { felixConfigurations: [on], daemonSets: variable("none") },
      value: "Disabled",
      by: "env/FELIX_FLOATINGIPS",
    },
    {
      name: "an invalid value becomes the built-in one and keeps its place",
      snapshot: { felixConfigurations: [on], daemonSets: variable("yes") },
      value: "Disabled",
      by: "env/FELIX_FLOATINGIPS",
    },
    {
      name: "the annotation on an object over its own spec",
      snapshot: { felixConfigurations: [aFelixConfiguration({ overrides: { FloatingIPs: "Disabled" } })] },
      value: "Disabled",
      by: "FelixConfiguration/default",
    },
    {
      name: "since 3.32 a selector's object over default",
      snapshot: { nodes: [aNode()], felixConfigurations: [off, scoped("edge", "Enabled", "2026-01-01T00:00:00Z")] },
      value: "Enabled",
      by: "FelixConfiguration/edge",
    },
    {
      name: "of several that match, the oldest",
      snapshot: {
        nodes: [aNode()],
        felixConfigurations: [off, scoped("a", "Disabled", "2026-02-01T00:00:00Z"), scoped("b", "Enabled", "2026-01-01T00:00:00Z")],
      },
      value: "Enabled",
      by: "FelixConfiguration/b",
    },
    {
      name: "before 3.32 nobody reads a selector",
      snapshot: {
        nodes: [aNode()],
        clusterInformations: version("v3.31.4"),
        felixConfigurations: [on, scoped("a", "Disabled", "2026-01-01T00:00:00Z")],
      },
      value: "Enabled",
      by: "FelixConfiguration/default",
    },
  ])("$name", ({ snapshot, value, by }) => {
    expect(felixViewOf(aSnapshot(snapshot)).gateOn(NODE)).toMatchObject({ value, decidedBy: by, reason: null });
  });

  test("what is overridden is told", () => {
    expect(felixViewOf(aSnapshot({ felixConfigurations: [on, nodeOff], daemonSets: variable("Enabled") })).gateOn(NODE).overrides).toEqual([
      "FelixConfiguration/node.node-a",
      "FelixConfiguration/default",
    ]);
  });
});

describe("what cannot be known", () => {
  const opaque = { name: "FELIX_FLOATINGIPS", value: null, configMapKey: null, opaque: true };
  test.for([
    {
      name: "a FelixConfiguration that may not be read",
      snapshot: { sources: [aSource({ source: "felixconfigurations", state: "forbidden" })] },
      code: "source-forbidden",
    },
    {
      name: "a DaemonSet that went stale",
      snapshot: { sources: [aSource({ source: "daemonsets", state: "stale" })] },
      code: "source-stale",
    },
    { name: "no calico-node anywhere", snapshot: { daemonSets: [] }, code: "calico-node-not-found" },
    {
      name: "a variable from a Secret",
      snapshot: { daemonSets: [aDaemonSet({ containers: [{ ...aContainer(), env: [opaque] }] })] },
      code: "variable-unreadable",
    },
    {
      name: "a selector while the version is not known",
      snapshot: {
        nodes: [aNode()],
        clusterInformations: version(null),
        daemonSets: [aDaemonSet({ containers: [aContainer({ image: "calico/node:master" })] })],
        felixConfigurations: [scoped("a", "Enabled", "2026-01-01T00:00:00Z")],
      },
      code: "version-unknown",
    },
  ])("$name", ({ snapshot, code }) => {
    const view = felixViewOf(aSnapshot(snapshot));

    expect(view.gateOn(NODE)).toMatchObject({ value: "Unknown", reason: { code } });
    expect(view.programsOn(NODE, 4).programs).toBe("unknown");
  });

  test("what a variable decides is known, though the objects are not", () => {
    const snapshot = aSnapshot({
      daemonSets: variable("Enabled"),
      sources: [aSource({ source: "felixconfigurations", state: "forbidden" })],
    });

    expect(felixViewOf(snapshot).gateOn(NODE)).toMatchObject({ value: "Enabled", decidedBy: "env/FELIX_FLOATINGIPS" });
  });

  test("a cluster without FelixConfigurations has the built-in value", () => {
    expect(
      felixViewOf(aSnapshot({ felixConfigurations: [], sources: [aSource({ source: "felixconfigurations", state: "absent" })] })).gateOn(
        NODE,
      ),
    ).toMatchObject({ value: "Disabled", decidedBy: "built-in" });
  });
});

describe("variables from a ConfigMap", () => {
  const endpoint = aConfigMap({ name: "kubernetes-services-endpoint", data: { FELIX_FLOATINGIPS: "Enabled" } });
  const from = (optional: boolean) => [
    aDaemonSet({ containers: [{ ...aContainer(), envFromConfigMaps: [{ name: "kubernetes-services-endpoint", prefix: "", optional }] }] }),
  ];

  test("count, as calico-node takes them", () => {
    expect(felixViewOf(aSnapshot({ felixConfigurations: [], daemonSets: from(true), configMaps: [endpoint] })).gateOn(NODE)).toMatchObject({
      value: "Enabled",
      decidedBy: "env/FELIX_FLOATINGIPS",
    });
  });

  test("are none where the ConfigMap may be missing and is", () => {
    expect(felixViewOf(aSnapshot({ felixConfigurations: [], daemonSets: from(true) })).gateOn(NODE)).toMatchObject({
      value: "Disabled",
      decidedBy: "built-in",
    });
  });
});

describe("whether claims of a family are programmed", () => {
  test.for([
    { name: "IPv4 with the gate open", snapshot: {}, family: 4 as const, programs: "yes", code: undefined },
    { name: "IPv6 with support on", snapshot: {}, family: 6 as const, programs: "yes", code: undefined },
    {
      name: "IPv6 as upstream ships it",
      snapshot: { daemonSets: [aDaemonSet({}, { FELIX_IPV6SUPPORT: "false" })] },
      family: 6 as const,
      programs: "no",
      code: "ipv6-off",
    },
    {
      name: "IPv4 does not care",
      snapshot: { daemonSets: [aDaemonSet({}, { FELIX_IPV6SUPPORT: "false" })] },
      family: 4 as const,
      programs: "yes",
      code: undefined,
    },
    { name: "with the gate closed", snapshot: { felixConfigurations: [] }, family: 4 as const, programs: "no", code: "felix-gate-off" },
    {
      name: "with eBPF by the object",
      snapshot: { felixConfigurations: [aFelixConfiguration({ bpfEnabled: true })] },
      family: 4 as const,
      programs: "no",
      code: "dataplane-ebpf",
    },
    {
      name: "with eBPF by the variable",
      snapshot: { daemonSets: [aDaemonSet({}, { FELIX_BPFENABLED: "true" })] },
      family: 4 as const,
      programs: "no",
      code: "dataplane-ebpf",
    },
    { name: "on Windows", snapshot: { nodes: [aNode({ os: "windows" })] }, family: 4 as const, programs: "no", code: "dataplane-windows" },
    {
      name: "with nftables",
      snapshot: { felixConfigurations: [aFelixConfiguration({ nftablesMode: "Enabled" })] },
      family: 4 as const,
      programs: "yes",
      code: undefined,
    },
    {
      name: "whichever of the two Felix chooses itself",
      snapshot: { felixConfigurations: [aFelixConfiguration({ nftablesMode: "Auto" })] },
      family: 4 as const,
      programs: "yes",
      code: undefined,
    },
  ])("$name: $programs", ({ snapshot, family, programs, code }) => {
    const answer = felixViewOf(aSnapshot(snapshot)).programsOn(NODE, family);

    expect(answer.programs).toBe(programs);
    expect(answer.reason?.code).toBe(code);
  });
});
