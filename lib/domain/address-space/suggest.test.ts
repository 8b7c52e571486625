import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cidrContains, formatAddress } from "../address.ts";
import { createAssessor } from "../assessor.ts";
import { diagnosticRules } from "../diagnose/diagnose.ts";
import type { ClusterSnapshot } from "../snapshot.ts";
import {
  aConfigMap,
  aNode,
  anIPAMBlock,
  anIPPool,
  anIPReservation,
  aPod,
  aPodAddress,
  aService,
  aSnapshot,
  aSource,
  aWorkload,
} from "../testing/builders.ts";
import { type SuggestionQuestion, suggestAddresses } from "./suggest.ts";

const suggest = (snapshot: ClusterSnapshot, question: Partial<SuggestionQuestion> = {}) =>
  suggestAddresses(createAssessor(snapshot, diagnosticRules).view, { count: 3, ...question });
const FLOATING = anIPPool({ name: "floating", cidr: "10.99.0.0/24", disabled: true });

describe("suggestions", () => {
  test("of a disabled pool come before what IPAM may give away, lowest first, without network and broadcast", () => {
    const { items } = suggest(aSnapshot({ ipPools: [anIPPool({ cidr: "10.1.0.0/24" }), FLOATING] }));
    expect(items).toMatchObject([
      {
        ip: "10.99.0.1",
        pool: "floating",
        isSafe: true,
        reason: { code: "free-closed-pool", facts: { closed: "disabled", reach: "cluster" } },
      },
      { ip: "10.99.0.2" },
      { ip: "10.99.0.3" },
    ]);
  });

  test.each([
    ["a reservation that is for floating IPs", [anIPReservation({ reservedCIDRs: ["10.244.9.0/28"] })], [], "10.244.9.0", "free-reserved"],
    ["space outside every block", [], [anIPAMBlock({ cidr: "10.244.0.0/26" })], "10.244.0.64", "free-outside-blocks"],
  ])("begin with %s", (_name, ipReservations, ipamBlocks, ip, code) => {
    expect(suggest(aSnapshot({ ipPools: [anIPPool()], ipReservations, ipamBlocks })).items[0]).toMatchObject({ ip, reason: { code } });
  });

  test("prefer a block of no node to one of a node", () => {
    const ipamBlocks = [anIPAMBlock({ cidr: "10.244.0.0/26" }), anIPAMBlock({ cidr: "10.244.0.64/26", affinity: null })];
    const { items } = suggest(aSnapshot({ ipPools: [anIPPool({ cidr: "10.244.0.0/25" })], ipamBlocks }), { count: 100 });
    expect(items[0]).toMatchObject({ ip: "10.244.0.64", reason: { code: "free-nobodys-block" } });
    expect(items.at(-1)).toMatchObject({ isSafe: false, reason: { code: "free-nodes-block", facts: { node: "node-a" } } });
  });

  test("prefer, of two safe pools, the one that every node reaches", () => {
    const vxlan = anIPPool({ name: "overlay", cidr: "10.98.0.0/24", disabled: true, vxlanMode: "Always" });
    expect(suggest(aSnapshot({ ipPools: [vxlan, FLOATING] })).items.map(({ pool }) => pool)).toEqual(["floating", "floating", "floating"]);
  });

  test("with host-local stay outside the ranges of the nodes", () => {
    const configMaps = [
      aConfigMap({ data: { cni_network_config: JSON.stringify({ plugins: [{ type: "calico", ipam: { type: "host-local" } }] }) } }),
    ];
    const nodes = [aNode({ podCidrs: ["10.99.0.0/25"] })];
    expect(suggest(aSnapshot({ configMaps, nodes, ipPools: [FLOATING] })).items[0]).toMatchObject({
      ip: "10.99.0.128",
      reason: { code: "free-outside-ranges" },
    });
  });

  test("leave out what somebody wrote down, and what a template claims though nothing runs", () => {
    const workloads = [aWorkload({ desired: 0, templateFloatingIps: '["10.99.0.2", "10.99.0.3 "' })];
    const { items } = suggest(aSnapshot({ ipPools: [FLOATING], workloads }), { isTaken: (ip) => ip === "10.99.0.1", count: 1 });
    expect(items.map(({ ip }) => ip)).toEqual(["10.99.0.4"]);
  });

  test("say when none is left", () => {
    const pods = ["10.99.0.0", "10.99.0.1"].map((ip, index) => aPod({ name: `p${index}`, floatingIps: [ip] }));
    const ipPools = [anIPPool({ name: "floating", cidr: "10.99.0.0/31", disabled: true })];
    expect(suggest(aSnapshot({ ipPools, pods }))).toEqual({ items: [], none: { code: "free-none-left", facts: { pools: ["floating"] } } });
  });

  test.each([
    ["a pool that does not exist", {}, { pool: "nope" }, "free-no-such-pool"],
    ["a cluster without pools", { ipPools: [] }, {}, "free-no-pools"],
    ["services that are not known", { sources: [aSource({ source: "services", state: "forbidden" as const })] }, {}, "free-unknown"],
  ])("say why there is none of %s", (_name, records, question, code) => {
    expect(suggest(aSnapshot({ ipPools: [FLOATING], ...records }), question)).toMatchObject({ items: [], none: { code } });
  });

  test("of an IPv6 pool are found at once", () => {
    const ipPools = [anIPPool({ cidr: "fd00::/48", disabled: true })];
    expect(suggest(aSnapshot({ ipPools })).items.map(({ ip }) => ip)).toEqual(["fd00::", "fd00::1", "fd00::2"]);
  });
});

/** A small world, so that things meet. */
const ips = fc
  .uniqueArray(fc.integer({ min: 0, max: 127 }), { maxLength: 60 })
  .map((list) => list.map((at) => formatAddress(0x0a630000n + BigInt(at), 4)));

test("no suggestion is ever held by anything in the snapshot", () => {
  fc.assert(
    fc.property(ips, ips, ips, ips, ips, fc.boolean(), fc.boolean(), (pods, floating, services, nodes, tunnels, disabled, hasBlocks) => {
      const inIpam = hasBlocks ? pods : [];
      const blockOf = (cidr: string, base: number) => {
        const own = inIpam.filter((ip) => cidrContains(cidr, ip)).map((ip) => Number(ip.split(".")[3]) - base);
        return anIPAMBlock({ cidr, held: Object.fromEntries(own.map((at) => [at, { owner: { namespace: "a", pod: `p${at}` } }])) });
      };
      const snapshot = aSnapshot({
        ipPools: [anIPPool({ cidr: "10.99.0.0/25", disabled })],
        ipamBlocks: hasBlocks ? [blockOf("10.99.0.0/26", 0), blockOf("10.99.0.64/26", 64)] : [],
        ipReservations: [anIPReservation({ reservedCIDRs: ["10.99.0.16/28", "10.99.0.16/30"] })],
        podAddresses: hasBlocks ? [] : pods.map((ip, index) => aPodAddress({ uid: `a${index}`, name: `a${index}`, ips: [ip] })),
        pods: floating.map((ip, index) => aPod({ name: `f${index}`, floatingIps: [ip] })),
        services: services.map((ip, index) => aService({ name: `s${index}`, clusterIps: [], externalIps: [ip] })),
        nodes: [...nodes, ...tunnels].map((ip, index) =>
          aNode({
            name: `n${index}`,
            ...(index < nodes.length ? { addresses: [{ type: "InternalIP", address: ip }] } : { calico: { IPv4VXLANTunnelAddr: ip } }),
          }),
        ),
      });
      const held = new Set([...pods, ...floating, ...services, ...nodes, ...tunnels]);
      const { items, none } = suggest(snapshot, { count: 200 });
      const named = items.map(({ ip }) => ip);
      expect(named.filter((ip) => held.has(ip))).toEqual([]);
      expect(new Set(named).size).toBe(named.length);
      expect(none === null).toBe(named.length > 0);
    }),
    { numRuns: 60 },
  );
});
