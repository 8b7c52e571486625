import { describe, expect, test } from "vitest";
import { blockOf, holderOf, readHolder } from "./block.ts";
import { addressIndexOf, poolOf } from "./pool.ts";
import { aNode, anIPAMBlock, anIPPool, anIPReservation, aPod, aPodAddress, aService, aSnapshot } from "./testing/builders.ts";
import { createHolderIndex, ipamMayAllocate, whoseAddress } from "./whose-address.ts";

const snapshot = aSnapshot({
  pods: [aPod({ podIp: "10.244.1.5" })],
  podAddresses: [aPodAddress({ ips: ["10.244.3.77", "fd00:10::4d"] })],
  nodes: [
    aNode({
      addresses: [{ type: "InternalIP", address: "192.168.0.1" }],
      calico: { IPv4IPIPTunnelAddr: "10.244.1.1", IPv4Address: "192.168.0.1/24" },
    }),
  ],
  services: [
    aService({ clusterIps: ["10.96.0.10"], externalIps: ["203.0.113.9"], loadBalancerIps: ["198.51.100.1"] }),
    aService({ name: "headless", clusterIps: ["None"] }),
  ],
  ipPools: [anIPPool(), anIPPool({ name: "inner", cidr: "10.244.9.0/24", disabled: true })],
  ipamBlocks: [
    anIPAMBlock({
      cidr: "10.244.1.0/26",
      held: {
        5: { owner: { pod: "gw-0", namespace: "payments", node: "node-a" } },
        1: { handleId: "ipip-tunnel-addr-node-a" },
        9: { handleId: "windows-reserved-ipam-handle" },
        11: { releasedAt: "2026-08-29T03:00:00Z" },
      },
    }),
  ],
  ipReservations: [anIPReservation({ reservedCIDRs: [" 10.244.8.0/28 ", "10.244.1.20"] })],
});
const view = { holders: createHolderIndex(snapshot), addresses: addressIndexOf(snapshot) };

describe("whose an address is", () => {
  test.for([
    {
      ip: "10.244.1.5",
      answers: [
        { is: "pod", name: "gw-0" },
        { is: "allocated", to: "payments/gw-0" },
      ],
    },
    { ip: "10.244.3.77", answers: [{ is: "pod", name: "batch-3" }] },
    { ip: "fd00:10::4d", answers: [{ is: "pod", name: "batch-3" }] },
    { ip: "192.168.0.1", answers: [{ is: "node", node: "node-a", type: "InternalIP" }] },
    { ip: "10.244.1.1", answers: [{ is: "tunnel", type: "IPIP" }, { is: "allocated" }] },
    { ip: "10.96.0.10", answers: [{ is: "service", type: "cluster" }] },
    { ip: "203.0.113.9", answers: [{ is: "service", type: "external" }] },
    { ip: "198.51.100.1", answers: [{ is: "service", type: "load-balancer" }] },
    {
      ip: "10.244.8.3",
      answers: [
        { is: "reserved", by: "floating" },
        { is: "free", pool: "default-ipv4-ippool", block: null },
      ],
    },
    { ip: "10.244.1.30", answers: [{ is: "free", block: "10.244.1.0/26" }] },
    { ip: "10.1.2.3", answers: [{ is: "outside" }] },
  ])("$ip", ({ ip, answers }) => {
    expect(whoseAddress(view, ip)).toMatchObject(answers);
    expect(whoseAddress(view, ip)).toHaveLength(answers.length);
  });

  test("where pools overlap, the smaller one counts", () => expect(poolOf(view.addresses, "10.244.9.9")?.name).toBe("inner"));

  test("an index that took the changes in knows what a new one knows", () => {
    const index = createHolderIndex();
    const [before, after] = [aPodAddress({ ips: ["10.0.0.1"] }), aPodAddress({ ips: ["10.0.0.2"] })];
    index.apply({ collection: "podAddresses", key: before.uid, before: undefined, after: before });
    index.apply({ collection: "podAddresses", key: before.uid, before, after });

    expect(index.holdersOf("10.0.0.1")).toEqual([]);
    expect(index.holdersOf("10.0.0.2")).toMatchObject([{ is: "pod", name: "batch-3" }]);
  });
});

describe("who holds an address in IPAM", () => {
  const block = blockOf(view.addresses, "10.244.1.5");
  test.for([
    { ip: "10.244.1.5", kind: "pod" },
    { ip: "10.244.1.1", kind: "tunnel" },
    { ip: "10.244.1.9", kind: "windows-reserved" },
    { ip: "10.244.1.11", kind: "cooldown" },
  ])("$ip: $kind", ({ ip, kind }) => expect(block && readHolder(block, ip)?.kind).toBe(kind));

  test("a free ordinal has nobody", () => expect(block && holderOf(block, "10.244.1.30")).toBeNull());
  test("an address outside the block is refused", () => expect(() => block && readHolder(block, "10.244.2.1")).toThrow(RangeError));
});

describe("whether IPAM may give an address away by itself", () => {
  test.for([
    { name: "free in a block", ip: "10.244.1.30", may: { pool: "default-ipv4-ippool", block: "10.244.1.0/26", node: "node-a" } },
    { name: "free outside the blocks", ip: "10.244.77.1", may: { pool: "default-ipv4-ippool", block: null, node: null } },
    { name: "reserved by a range", ip: "10.244.8.3", may: null },
    { name: "reserved alone", ip: "10.244.1.20", may: null },
    { name: "in a disabled pool", ip: "10.244.9.9", may: null },
    { name: "allocated already", ip: "10.244.1.5", may: null },
    { name: "outside the pools", ip: "192.0.2.1", may: null },
  ])("$name", ({ ip, may }) => expect(ipamMayAllocate(view.addresses, ip)).toEqual(may));
});
