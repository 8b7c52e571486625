import { describe, expect, test } from "vitest";
import {
  aConfigMap,
  aDaemonSet,
  aNode,
  anIPAMBlock,
  anIPPool,
  anIPReservation,
  aPod,
  aPodAddress,
  aService,
  aSnapshot,
  aSource,
} from "../testing/builders.ts";
import { aClaimOf, find, IP } from "./testing/find.ts";
import { aConflist } from "./testing/samples.ts";

describe("address-collision", () => {
  const OTHERS = "10.244.3.77";

  test("names the pod whose own address it is, and who takes its traffic", () => {
    expect(find("address-collision", aClaimOf({ floatingIps: [OTHERS] }, { podAddresses: [aPodAddress()] }))).toMatchObject([
      { severity: "critical", ips: [OTHERS], facts: { holders: ["legacy/batch-3"], pods: ["payments/gw-0"], nodes: ["node-a"] } },
    ]);
  });

  test("names the tunnel whose address it is", () => {
    const nodes = [aNode({ name: "node-b", calico: { IPv4IPIPTunnelAddr: OTHERS } })];
    expect(find("address-collision", aClaimOf({ floatingIps: [OTHERS] }, { nodes }))).toMatchObject([
      { facts: { holders: ["IPIP tunnel of node-b"] } },
    ]);
  });

  test("names whom IPAM holds it for, though no such object is seen", () => {
    const ipamBlocks = [anIPAMBlock({ cidr: "10.244.3.64/26", held: { 13: { owner: { namespace: "legacy", pod: "gone" } } } })];
    expect(find("address-collision", aClaimOf({ floatingIps: [OTHERS] }, { ipamBlocks }))).toMatchObject([
      { facts: { holders: ["legacy/gone"] } },
    ]);
  });

  test.each([
    ["a pod that claims its own address", aClaimOf({ floatingIps: [OTHERS], podIp: OTHERS })],
    [
      "an address in cooldown",
      aClaimOf(
        { floatingIps: [OTHERS] },
        { ipamBlocks: [anIPAMBlock({ cidr: "10.244.3.64/26", held: { 13: { releasedAt: "2026-08-29T03:00:00Z" } } })] },
      ),
    ],
    ["an address that nobody has", aClaimOf()],
    ["a claim that does not count", aClaimOf({ floatingIps: [OTHERS], phase: "Failed" }, { podAddresses: [aPodAddress()] })],
  ])("is silent about %s", (_name, snapshot) => {
    expect(find("address-collision", snapshot)).toEqual([]);
  });
});

describe("address-leaked", () => {
  const held = { 3: { owner: { namespace: "legacy", pod: "gone", node: "node-a" } }, 4: { handleId: "vxlan-tunnel-addr-node-a" } };

  test("names the block, the addresses and the pods that are gone", () => {
    expect(find("address-leaked", aSnapshot({ ipamBlocks: [anIPAMBlock({ held })] }))).toMatchObject([
      { severity: "info", subject: { name: "10.244.1.0/26" }, facts: { count: 1, ips: ["10.244.1.3"], pods: ["legacy/gone"] } },
    ]);
  });

  test("is silent while pods are not all known", () => {
    const sources = [aSource({ source: "pods", state: "stale" })];
    expect(find("address-leaked", aSnapshot({ ipamBlocks: [anIPAMBlock({ held })], sources }))).toEqual([]);
  });
});

describe("address-hijack", () => {
  test.each([
    ["a node", "192.168.0.1", { nodes: [aNode({ name: "node-b" })] }, "node node-b"],
    ["a Service", "10.96.0.10", { services: [aService()] }, "service edge/web"],
    ["a load balancer", "203.0.113.7", { services: [aService({ loadBalancerIps: ["203.0.113.7"] })] }, "service edge/web"],
  ])("names %s whose address it is", (_name, ip, records, victim) => {
    expect(find("address-hijack", aClaimOf({ floatingIps: [ip] }, records))).toMatchObject([
      { severity: "critical", ips: [ip], facts: { victims: [victim], pods: ["payments/gw-0"] } },
    ]);
  });

  test("is silent about a claim that does not count, which hijacks nothing", () => {
    expect(find("address-hijack", aClaimOf({ floatingIps: ["10.96.0.10"], phase: "Failed" }, { services: [aService()] }))).toEqual([]);
  });

  test("is silent about an address that no node or Service has", () => {
    expect(find("address-hijack", aClaimOf({}, { nodes: [aNode()], services: [aService()] }))).toEqual([]);
  });
});

describe("address-not-reserved", () => {
  const FREE = "10.244.4.61";
  const ipam = { ipPools: [anIPPool()], ipamBlocks: [anIPAMBlock({ cidr: "10.244.4.0/26", node: "node-d" })] };
  const claim = (records = {}) => find("address-not-reserved", aClaimOf({ floatingIps: [FREE] }, { ...ipam, ...records }));

  test("tells whose block it is in, how many addresses are left, and what to reserve", () => {
    expect(claim()).toMatchObject([
      {
        severity: "warning",
        subject: { kind: "Pod", name: "gw-0" },
        ips: [FREE],
        facts: { where: "node", block: "10.244.4.0/26", node: "node-d", free: 64, cidr: "10.244.4.61/32" },
      },
    ]);
  });

  test("tells of a pool in which no block is made yet", () => {
    expect(claim({ ipamBlocks: [] })).toMatchObject([{ facts: { where: "pool", pool: "default-ipv4-ippool" } }]);
  });

  test("tells of the range of a node where host-local gives addresses out", () => {
    const configMaps = [aConfigMap({ data: { cni_network_config: aConflist({ ipam: { type: "host-local" } }) } })];
    const nodes = [aNode({ name: "node-d", addresses: [], podCidrs: ["10.244.4.0/24"] })];
    expect(claim({ configMaps, nodes })).toMatchObject([{ facts: { where: "range", block: "10.244.4.0/24", node: "node-d" } }]);
  });

  test.each([
    ["a reserved address", { ipReservations: [anIPReservation({ reservedCIDRs: ["10.244.4.60/30"] })] }],
    ["an address that a pod has already, which is worse", { podAddresses: [aPodAddress({ ips: [FREE] })] }],
    ["a disabled pool", { ipPools: [anIPPool({ disabled: true })] }],
    ["a pool that gives nothing out by itself", { ipPools: [anIPPool({ assignmentMode: "Manual" })] }],
    ["an address outside the pools", { ipPools: [anIPPool({ cidr: "10.50.0.0/16" })] }],
  ])("is silent about %s", (_name, records) => {
    expect(claim(records)).toEqual([]);
  });

  test.each(["ippools", "ipamblocks", "ipreservations"])("does not guess while %s may not be read", (source) => {
    expect(claim({ sources: [aSource({ source, state: "forbidden" })] })).toEqual([]);
  });

  test("takes a cluster without IPReservations for one without reservations", () => {
    expect(claim({ sources: [aSource({ source: "ipreservations", state: "absent" })] })).toHaveLength(1);
  });
});

describe("what only its own node reaches", () => {
  const pool = (fields = {}) => ({ ipPools: [anIPPool({ name: "fip", cidr: "10.99.0.0/24", ...fields })] });
  const noBird = { daemonSets: [aDaemonSet({}, { CALICO_NETWORKING_BACKEND: "none" })] };
  const version = (calicoVersion: string) => ({
    clusterInformations: [{ name: "default", calicoVersion, clusterType: null, datastoreReady: true }],
  });

  test.each([
    ["outside-pools", "an address outside every pool", { ipPools: [anIPPool()] }, {}],
    ["export-disabled", "a pool that is not exported", pool({ disableBGPExport: true }), { pool: "fip" }],
    ["not-routed", "a VXLAN pool", pool({ vxlanMode: "Always" }), { pool: "fip", encapsulation: "VXLAN" }],
    ["not-routed", "an IPIP pool since v3.33", { ...pool({ ipipMode: "Always" }), ...version("v3.33.0") }, { encapsulation: "IPIP" }],
    ["no-bgp", "a cluster without BIRD", { ...pool(), ...noBird }, { backend: "none" }],
  ])("%s tells of %s", (code, _name, records, facts) => {
    expect(find(code, aClaimOf({}, records))).toMatchObject([{ severity: "warning", ips: [IP], facts: { ...facts, nodes: ["node-a"] } }]);
  });

  test.each(["outside-pools", "export-disabled", "not-routed", "no-bgp"])("%s is silent about a plain pool", (code) => {
    expect(find(code, aClaimOf({}, pool()))).toEqual([]);
  });

  test("not-routed is silent about an IPIP pool up to v3.32", () => {
    expect(find("not-routed", aClaimOf({}, { ...pool({ ipipMode: "Always" }), ...version("v3.32.1") }))).toEqual([]);
  });

  test("not-routed is silent about the own block of the backend’s node, whose route leads there", () => {
    const records = { ...pool({ vxlanMode: "Always" }), ipamBlocks: [anIPAMBlock({ cidr: "10.99.0.0/26", node: "node-a" })] };
    expect(find("not-routed", aClaimOf({}, records))).toEqual([]);
  });

  test("outside-pools does not guess while the pools may not be read", () => {
    expect(find("outside-pools", aClaimOf({}, { sources: [aSource({ source: "ippools", state: "forbidden" })] }))).toEqual([]);
  });

  test("outside-pools is silent about an address that nobody serves", () => {
    expect(find("outside-pools", aSnapshot({ pods: [aPod({ floatingIps: [IP], statusPodIps: [] })], ipPools: [anIPPool()] }))).toEqual([]);
  });
});
