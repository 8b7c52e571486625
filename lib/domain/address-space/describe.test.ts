import { describe, expect, test } from "vitest";
import { createAssessor } from "../assessor.ts";
import { diagnosticRules } from "../diagnose/diagnose.ts";
import type { ClusterSnapshot } from "../snapshot.ts";
import { aConfigMap, aNode, anIPAMBlock, anIPPool, anIPReservation, aPod, aPodAddress, aSnapshot, aSource } from "../testing/builders.ts";
import { describeAddressSpace } from "./describe.ts";

const spaceOf = (snapshot: ClusterSnapshot) => describeAddressSpace(createAssessor(snapshot, diagnosticRules).view);
const podAt = (name: string, node = "node-a") => ({ owner: { namespace: "default", pod: name, node } });

describe("counts", () => {
  test("are of all blocks, and of the space outside them", () => {
    const ipamBlocks = [
      anIPAMBlock({ cidr: "10.244.1.0/26", held: { 3: podAt("a"), 9: podAt("b") } }),
      anIPAMBlock({ cidr: "10.244.9.64/26" }),
    ];
    const { pools } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks }));
    expect(pools[0]?.counts).toEqual({ capacity: 65_536n, inUse: 2n, reserved: 0n, available: 65_534n, floating: 0n });
  });

  test("of what is reserved hold what is in use too, and what is available excludes both", () => {
    const ipamBlocks = [anIPAMBlock({ cidr: "10.244.1.0/26", held: { 3: podAt("a"), 40: podAt("b") } })];
    const reservedCIDRs = ["10.244.1.0/29", " 10.244.1.6/31", "10.244.1.48/28", "10.244.1.60/25", "192.0.2.0/24"];
    const { pools } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks, ipReservations: [anIPReservation({ reservedCIDRs })] }));
    // 10.244.1.60/25 is 10.244.1.0/25: all of the block and 64 behind it.
    expect(pools[0]?.counts).toMatchObject({ inUse: 2n, reserved: 128n, available: 65_536n - 128n });
    expect(pools[0]?.blocks[0]).toMatchObject({ reserved: 64, available: 0, cells: "r3lr36lr23" });
  });

  test("leave deleted blocks out, and name those of no pool", () => {
    const ipamBlocks = [
      anIPAMBlock({ cidr: "10.244.1.0/26", held: { 3: podAt("a") }, deleted: true }),
      anIPAMBlock({ cidr: "172.16.0.0/26", held: { 3: podAt("b") } }),
    ];
    const { pools, strays } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks }));
    expect(pools[0]?.counts.inUse).toBe(0n);
    expect(strays.map(({ range }) => range.text)).toEqual(["172.16.0.0/26"]);
  });

  test("of an IPv6 /48 do not lose an address", () => {
    const ipPools = [anIPPool({ cidr: "fd00:10:244::/48", blockSize: 122 })];
    const ipamBlocks = [anIPAMBlock({ cidr: "fd00:10:244:1::40/122", held: { 1: podAt("a") } })];
    const ipReservations = [anIPReservation({ reservedCIDRs: ["fd00:10:244:2::/64"] })];
    expect(spaceOf(aSnapshot({ ipPools, ipamBlocks, ipReservations })).pools[0]?.counts).toEqual({
      capacity: 2n ** 80n,
      inUse: 1n,
      reserved: 2n ** 64n,
      available: 2n ** 80n - 2n ** 64n - 1n,
      floating: 0n,
    });
  });
});

describe("a block", () => {
  test("shows who is at each address", () => {
    const held = {
      0: { handleId: "windows-reserved-ipam-handle" },
      1: podAt("a"),
      2: podAt("b", "node-b"),
      3: { handleId: "vxlan-tunnel-addr-node-a", owner: { node: "node-a", type: "vxlanTunnelAddress" } },
      4: { handleId: "k8s-pod-network.1", releasedAt: "2026-08-29T03:00:00Z" },
      5: { handleId: "somebody" },
      6: { owner: { service: "edge/web" } },
    };
    const podAddresses = [
      aPodAddress({ namespace: "default", name: "a", ips: ["10.244.1.1"] }),
      aPodAddress({ namespace: "default", name: "b", node: "node-b", ips: ["10.244.1.2"] }),
    ];
    const { pools } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks: [anIPAMBlock({ held })], podAddresses }));
    expect(pools[0]?.blocks[0]).toMatchObject({ node: "node-a", inUse: 7, borrowed: 1, leaked: 0, cells: "wubtcosf57" });
  });

  test("shows a pod that is gone, one that has another address by now, and none that is only starting", () => {
    const podAddresses = [
      aPodAddress({ uid: "1", namespace: "default", name: "moved", ips: ["10.244.7.7"] }),
      aPodAddress({ uid: "2", namespace: "default", name: "starting", ips: [] }),
    ];
    const ipamBlocks = [anIPAMBlock({ held: { 1: podAt("gone"), 2: podAt("moved"), 3: podAt("starting") } })];
    const { pools, leaks } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks, podAddresses }));
    expect(leaks?.map(({ ip, name }) => `${ip} ${name}`)).toEqual(["10.244.1.1 gone", "10.244.1.2 moved"]);
    expect(pools[0]?.blocks[0]?.cells).toBe("fl2uf60");
  });

  test("shows what lies on it now, whatever lay on it when it was drawn before", () => {
    const ipPools = [anIPPool()];
    const ipamBlocks = [anIPAMBlock({ held: { 1: podAt("a") } })];
    const podAddresses = [aPodAddress({ namespace: "default", name: "a", ips: ["10.244.1.1"] })];
    const ipReservations = [anIPReservation({ reservedCIDRs: ["10.244.1.8/31"] })];
    const pods = [aPod({ floatingIps: ["10.244.1.63"] })];
    const cellsOf = (parts: Parameters<typeof aSnapshot>[0]) =>
      spaceOf(aSnapshot({ ipPools, ipamBlocks, ...parts })).pools[0]?.blocks[0]?.cells;
    expect(cellsOf({ podAddresses })).toBe("fuf62");
    expect(cellsOf({ podAddresses, ipReservations })).toBe("fuf6r2f54");
    expect(cellsOf({})).toBe("flf62");
    expect(cellsOf({ podAddresses, pods })).toBe("fuf61R");
    expect(cellsOf({ podAddresses })).toBe("fuf62");
  });

  test("tells of no leak while not all pods are known", () => {
    const ipamBlocks = [anIPAMBlock({ held: { 1: podAt("gone") } })];
    const sources = [aSource({ source: "pods", state: "stale" })];
    const { leaks, doubts } = spaceOf(aSnapshot({ ipPools: [anIPPool()], ipamBlocks, sources }));
    expect(leaks).toBeNull();
    expect(doubts).toMatchObject([{ code: "source-stale", facts: { source: "pods" } }]);
  });
});

describe("a floating IP", () => {
  test.each([
    ["that a pod has", "10.244.1.9", "conflict", "x"],
    ["that IPAM may give away", "10.244.1.10", "at-risk", "R"],
    ["that is reserved", "10.244.1.11", "safe", "F"],
  ])("%s", (_name, ip, standing, cell) => {
    const { floating, pools } = spaceOf(
      aSnapshot({
        ipPools: [anIPPool()],
        ipamBlocks: [anIPAMBlock({ held: { 9: podAt("a") } })],
        ipReservations: [anIPReservation({ reservedCIDRs: ["10.244.1.11"] })],
        podAddresses: [aPodAddress({ namespace: "default", name: "a", ips: ["10.244.1.9"] })],
        pods: [aPod({ floatingIps: [ip] })],
      }),
    );
    expect(floating).toMatchObject([{ ip, standing, pool: "default-ipv4-ippool", block: "10.244.1.0/26" }]);
    expect(pools[0]?.blocks[0]?.cells).toContain(cell);
  });
});

describe("the ranges of nodes", () => {
  const nodes = [aNode({ podCidrs: ["10.244.0.0/28"] })];

  test("are told to be what they are where Calico's IPAM does not obey them", () => {
    expect(spaceOf(aSnapshot({ nodes }))).toMatchObject({ ipamObeys: "pools", nodes: [{ podCidrs: ["10.244.0.0/28"], ranges: [] }] });
  });

  test("hold the addresses of pods where host-local obeys them", () => {
    const cni_network_config = JSON.stringify({ plugins: [{ type: "calico", ipam: { type: "host-local" } }] });
    const configMaps = [aConfigMap({ data: { cni_network_config } })];
    const podAddresses = [aPodAddress({ ips: ["10.244.0.5"] })];
    const pods = [aPod({ floatingIps: ["10.244.0.7"], podIp: "10.244.0.6" })];
    expect(spaceOf(aSnapshot({ nodes, configMaps, podAddresses, pods }))).toMatchObject({
      ipamObeys: "podCIDR",
      nodes: [{ ranges: [{ inUse: 2, floating: 1, cells: "o2f3u2Rf7o" }] }],
      floating: [{ standing: "at-risk" }],
    });
  });
});
