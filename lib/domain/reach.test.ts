import { describe, expect, test } from "vitest";
import type { NodeElection } from "./assessment.ts";
import { describeInstallation } from "./installation.ts";
import { addressIndexOf } from "./pool.ts";
import { clientsOf, reachOf } from "./reach.ts";
import {
  aClaim,
  aConfigMap,
  aDaemonSet,
  aFelixConfiguration,
  aNode,
  anIPAMBlock,
  anIPPool,
  aSnapshot,
  aSource,
} from "./testing/builders.ts";

type Snapshot = Parameters<typeof aSnapshot>[0];

const viewOf = (fields: Snapshot) => {
  const snapshot = aSnapshot(fields);
  return { snapshot, installation: describeInstallation(snapshot), addresses: addressIndexOf(snapshot) };
};
const electing = (node: string): NodeElection => ({
  node,
  felixGate: "Enabled",
  backend: aClaim({ node, podIp: `10.244.9.${node.charCodeAt(5)}` }),
  standbys: [],
  reason: null,
  programs: "yes",
});
const version = (calicoVersion: string) => [{ name: "default", calicoVersion, clusterType: null, datastoreReady: true }];
const pool = anIPPool();
const own = anIPAMBlock({ cidr: "10.244.1.0/26", node: "node-a" });
const OWN = "10.244.1.7";
const ELSEWHERE = "10.244.200.7";
const noBird = [aDaemonSet({}, { CALICO_NETWORKING_BACKEND: "vxlan" })];

describe("from where an address is reached (the matrix of where it lies and how the pool travels)", () => {
  const ipip = anIPPool({ ipipMode: "Always" });
  const vxlan = anIPPool({ vxlanMode: "CrossSubnet" });
  test.for([
    {
      name: "own block, no encapsulation",
      snapshot: { ipPools: [pool], ipamBlocks: [own] },
      ip: OWN,
      scope: "cluster",
      code: "reach-own-block",
    },
    { name: "own block, IPIP", snapshot: { ipPools: [ipip], ipamBlocks: [own] }, ip: OWN, scope: "cluster", code: "reach-own-block" },
    { name: "own block, VXLAN", snapshot: { ipPools: [vxlan], ipamBlocks: [own] }, ip: OWN, scope: "cluster", code: "reach-own-block" },
    {
      name: "own block, without BIRD",
      snapshot: { ipPools: [pool], ipamBlocks: [own], daemonSets: noBird },
      ip: OWN,
      scope: "cluster",
      code: "reach-own-block",
    },
    { name: "elsewhere, no encapsulation", snapshot: { ipPools: [pool] }, ip: ELSEWHERE, scope: "cluster", code: "reach-host-route" },
    {
      name: "another node's block, no encapsulation",
      snapshot: { ipPools: [pool], ipamBlocks: [anIPAMBlock({ cidr: "10.244.200.0/26", node: "node-b" })] },
      ip: ELSEWHERE,
      scope: "cluster",
      code: "reach-host-route",
    },
    { name: "elsewhere, IPIP up to 3.32", snapshot: { ipPools: [ipip] }, ip: ELSEWHERE, scope: "cluster", code: "reach-host-route" },
    {
      name: "elsewhere, IPIP since 3.33",
      snapshot: { ipPools: [ipip], clusterInformations: version("v3.33.0") },
      ip: ELSEWHERE,
      scope: "node",
      code: "reach-ipip-not-programmed",
    },
    {
      name: "elsewhere, IPIP since 3.33 with BIRD told to go on",
      snapshot: {
        ipPools: [ipip],
        clusterInformations: version("v3.33.0"),
        bgpConfigurations: [
          { name: "default", programClusterRoutes: "Enabled", nodeToNodeMeshEnabled: null, ipv4NormalRoutePriority: null },
        ],
        felixConfigurations: [aFelixConfiguration({ programClusterRoutes: "Disabled" })],
      },
      ip: ELSEWHERE,
      scope: "cluster",
      code: "reach-host-route",
    },
    {
      name: "elsewhere, IPIP of an unknown version",
      snapshot: { ipPools: [ipip], clusterInformations: [], daemonSets: [aDaemonSet({ containers: [] }, {})] },
      ip: ELSEWHERE,
      scope: "unknown",
      code: "reach-unknown-routing",
    },
    { name: "elsewhere, VXLAN", snapshot: { ipPools: [vxlan] }, ip: ELSEWHERE, scope: "node", code: "reach-vxlan" },
    {
      name: "elsewhere, without BIRD",
      snapshot: { ipPools: [pool], daemonSets: noBird },
      ip: ELSEWHERE,
      scope: "node",
      code: "reach-no-bgp",
    },
    {
      name: "elsewhere, not exported",
      snapshot: { ipPools: [anIPPool({ disableBGPExport: true })] },
      ip: ELSEWHERE,
      scope: "node",
      code: "reach-export-disabled",
    },
    {
      name: "elsewhere, in a disabled pool, which BIRD exports all the same",
      snapshot: { ipPools: [anIPPool({ disabled: true })] },
      ip: ELSEWHERE,
      scope: "cluster",
      code: "reach-host-route",
    },
    { name: "outside all pools", snapshot: { ipPools: [pool] }, ip: "192.0.2.1", scope: "node", code: "reach-outside-pools" },
    {
      name: "the pools may not be read",
      snapshot: { ipPools: [pool], sources: [aSource({ source: "ippools", state: "forbidden" })] },
      ip: OWN,
      scope: "unknown",
      code: "reach-unknown-source",
    },
    {
      name: "Canal, in the node's PodCIDR",
      snapshot: {
        nodes: [aNode({ podCidrs: ["10.16.0.0/24"] })],
        daemonSets: [aDaemonSet({ name: "canal" }, { CALICO_NETWORKING_BACKEND: "none" })],
        configMaps: [
          aConfigMap({
            name: "canal-config",
            data: { cni_network_config: '{"plugins":[{"type":"calico","ipam":{"type":"host-local"}}]}' },
          }),
        ],
      },
      ip: "10.16.0.9",
      scope: "cluster",
      code: "reach-own-pod-cidr",
    },
  ])("$name: $code", ({ snapshot, ip, scope, code }) => {
    expect(reachOf(viewOf(snapshot), ip, [electing("node-a")])).toMatchObject({ scope, reason: { code } });
  });

  test("nobody serves: from nowhere", () => {
    const off: NodeElection = { ...electing("node-a"), backend: null, programs: "no" };

    expect(reachOf(viewOf({ ipPools: [pool] }), OWN, [off])).toMatchObject({ scope: "none", reason: { code: "reach-nobody" } });
  });
});

describe("which client reaches which pod, when two nodes serve", () => {
  const both = [electing("node-a"), electing("node-b")];
  test.for([
    {
      name: "equal routes: either",
      snapshot: { ipPools: [pool] },
      ip: ELSEWHERE,
      others: ["node-a", "node-b"],
      code: "clients-equal-routes",
    },
    {
      name: "in one claimant's own block: all to the other one",
      snapshot: { ipPools: [pool], ipamBlocks: [own] },
      ip: OWN,
      others: ["node-b"],
      code: "clients-longest-prefix",
    },
    {
      name: "VXLAN: to the owner of the block",
      snapshot: { ipPools: [anIPPool({ vxlanMode: "Always" })], ipamBlocks: [own] },
      ip: OWN,
      others: ["node-a"],
      code: "clients-block-owner",
    },
    {
      name: "VXLAN, in nobody's block: to nobody",
      snapshot: { ipPools: [anIPPool({ vxlanMode: "Always" })] },
      ip: ELSEWHERE,
      others: [],
      code: "clients-none",
    },
  ])("$name", ({ snapshot, ip, others, code }) => {
    const clients = clientsOf(viewOf(snapshot), ip, both);

    expect(clients.slice(0, 2)).toMatchObject([
      { from: "node", node: "node-a", backends: [{ node: "node-a" }] },
      { from: "node", node: "node-b", backends: [{ node: "node-b" }] },
    ]);
    expect(clients[2]).toMatchObject({ from: "other-nodes", reason: { code } });
    expect(clients[2]?.backends.map(({ node }) => node)).toEqual(others);
  });
});
