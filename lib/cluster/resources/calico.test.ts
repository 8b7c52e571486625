import { describe, expect, test } from "vitest";
import { bgpConfigurations, clusterInformations, installations, ipReservations } from "./calico-others.ts";
import { configMaps } from "./config-maps.ts";
import { felixConfigurations } from "./felix-configurations.ts";
import { ipPools } from "./ip-pools.ts";
import { ipamBlocks } from "./ipam-blocks.ts";

const metadata = { uid: "uid-a", name: "default", resourceVersion: "7" };

describe("FelixConfiguration", () => {
  test("keeps the spec as written, and the annotations that win over it", () => {
    const object = {
      metadata: {
        ...metadata,
        creationTimestamp: "2026-01-02T00:00:00Z",
        annotations: { "config.projectcalico.org/FloatingIPs": "Disabled", other: "x" },
        managedFields: [
          { manager: "calico-node", time: "2026-01-02T00:00:00Z", fieldsV1: { "f:spec": {} } },
          { manager: "kubectl", time: "2026-01-03T00:00:00Z", fieldsV1: { "f:spec": {} } },
          { manager: "other", time: "2026-01-04T00:00:00Z", fieldsV1: { "f:metadata": {} } },
        ],
      },
      spec: { floatingIPs: "Enabled", bpfEnabled: false, nodeSelector: "has(edge)" },
    };
    expect(felixConfigurations.decode(object).felixConfigurations).toEqual({
      name: "default",
      uid: "uid-a",
      resourceVersion: "7",
      createdAt: "2026-01-02T00:00:00Z",
      floatingIPs: "Enabled",
      bpfEnabled: false,
      ipv6Support: null,
      nftablesMode: null,
      programClusterRoutes: null,
      ipv4NormalRoutePriority: null,
      routeSyncDisabled: null,
      interfacePrefix: null,
      nodeSelector: "has(edge)",
      overrides: { FloatingIPs: "Disabled" },
      lastModifiedAt: "2026-01-03T00:00:00Z",
      lastModifiedBy: "kubectl",
    });
  });

  test.for([
    {
      name: "the time that Calico itself stored wins",
      stored: '{"creationTimestamp":"2025-05-05T00:00:00Z"}',
      createdAt: "2025-05-05T00:00:00Z",
    },
    { name: "without one, the API server's", stored: '{"creationTimestamp":null}', createdAt: "2026-01-02T00:00:00Z" },
    { name: "unreadable, the API server's", stored: "{", createdAt: "2026-01-02T00:00:00Z" },
  ])("was created: $name", ({ stored, createdAt }) => {
    const annotations = { "projectcalico.org/metadata": stored };
    const object = { metadata: { ...metadata, creationTimestamp: "2026-01-02T00:00:00Z", annotations } };
    expect(felixConfigurations.decode(object).felixConfigurations?.createdAt).toBe(createdAt);
  });
});

describe("IPAMBlock", () => {
  const spec = {
    cidr: "10.244.1.0/30",
    affinity: "host:node-a",
    allocations: [0, null, 1, null],
    unallocated: [1, 3],
    attributes: [{ handle_id: "k8s-pod-network.abc", secondary: { pod: "pg-0", namespace: "db" } }, { releasedAt: "2026-01-01T00:00:00Z" }],
  };

  test("keeps ordinals where they stand", () => {
    expect(ipamBlocks.decode({ metadata, spec }).ipamBlocks).toEqual({
      name: "default",
      cidr: "10.244.1.0/30",
      affinity: "host:node-a",
      allocations: [0, null, 1, null],
      unallocated: [1, 3],
      attributes: [
        { handleId: "k8s-pod-network.abc", owner: { pod: "pg-0", namespace: "db" }, releasedAt: null },
        { handleId: null, owner: {}, releasedAt: "2026-01-01T00:00:00Z" },
      ],
      deleted: false,
    });
  });

  test("with an unreadable ordinal is refused whole: leaving it out would move all that follow", () => {
    expect(() => ipamBlocks.decode({ metadata, spec: { ...spec, allocations: [0, "x", 1] } })).toThrow();
  });
});

describe("IPPool", () => {
  test.for([
    { name: "no condition: an older Calico", status: undefined, allocatable: null },
    { name: "True", status: { conditions: [{ type: "Allocatable", status: "True" }] }, allocatable: true },
    { name: "False", status: { conditions: [{ type: "Allocatable", status: "False" }] }, allocatable: false },
  ])("may be allocated from: $name", ({ status, allocatable }) => {
    expect(ipPools.decode({ metadata, spec: { cidr: "10.244.0.0/16" }, status }).ipPools?.allocatable).toBe(allocatable);
  });

  test("that is going away says so", () => {
    const object = {
      metadata: { ...metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
      spec: { cidr: "10.244.0.0/16", disabled: true },
    };
    expect(ipPools.decode(object).ipPools).toMatchObject({ deleting: true, disabled: true, allowedUses: [], natOutgoing: false });
  });
});

describe("ConfigMap", () => {
  const long = "x".repeat(5_000);

  test("of Calico is kept whole, with who wrote its data last", () => {
    const object = {
      metadata: {
        ...metadata,
        namespace: "kube-system",
        name: "calico-config",
        managedFields: [{ manager: "kubectl-edit", time: "2026-01-03T00:00:00Z", fieldsV1: { "f:data": {} } }],
      },
      data: { cni_network_config: long },
    };
    expect(configMaps.decode(object).configMaps).toEqual({
      namespace: "kube-system",
      name: "calico-config",
      resourceVersion: "7",
      data: { cni_network_config: long },
      lastModifiedAt: "2026-01-03T00:00:00Z",
      lastModifiedBy: "kubectl-edit",
    });
  });

  test("of others keeps what can be a variable, and drops the rest", () => {
    const object = { metadata: { ...metadata, name: "felix-env" }, data: { FELIX_FLOATINGIPS: "Enabled", "ca.crt": long } };
    expect(configMaps.decode(object).configMaps).toMatchObject({ data: { FELIX_FLOATINGIPS: "Enabled" }, lastModifiedAt: null });
  });
});

describe("the small ones", () => {
  test.for([
    { kind: ipReservations, spec: { reservedCIDRs: ["10.0.0.1/32"] }, expected: { reservedCIDRs: ["10.0.0.1/32"] } },
    { kind: ipReservations, spec: undefined, expected: { reservedCIDRs: [] } },
    {
      kind: bgpConfigurations,
      spec: { nodeToNodeMeshEnabled: false },
      expected: { nodeToNodeMeshEnabled: false, programClusterRoutes: null },
    },
    { kind: clusterInformations, spec: { calicoVersion: "" }, expected: { calicoVersion: null, datastoreReady: null } },
    { kind: clusterInformations, spec: { calicoVersion: "v3.32.1" }, expected: { calicoVersion: "v3.32.1" } },
    { kind: installations, spec: { cni: { ipam: { type: "Calico" } } }, expected: { ipamType: "Calico", linuxDataplane: null } },
  ])("$kind.resource: $spec", ({ kind, spec, expected }) => {
    expect(Object.values(kind.decode({ metadata, spec }))[0]).toMatchObject(expected);
  });

  test("an Installation says what the operator made of its spec", () => {
    const computed = { calicoNetwork: { linuxDataplane: "BPF" } };
    const object = { metadata, spec: { calicoNetwork: { linuxDataplane: "Iptables" } }, status: { computed } };
    expect(installations.decode(object).installations?.linuxDataplane).toBe("BPF");
  });
});
