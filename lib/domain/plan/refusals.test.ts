import { describe, expect, test } from "vitest";
import type { Family } from "../assessment.ts";
import { aNode, anIPAMBlock, anIPPool, aPod, aPodAddress, aService, aSource } from "../testing/builders.ts";
import { checkAddress, doubtsAboutAddresses } from "./refusals.ts";
import { aView } from "./testing/view.ts";

const pools = [anIPPool({ cidr: "10.99.0.0/24", disabled: true }), anIPPool({ name: "v6", cidr: "fd00:99::/64" })];
const both = new Set<Family>([4, 6]);

describe("an address is refused", () => {
  test.for([
    { name: "that is none", ip: "10.99.0", code: "address-invalid", why: "address-unparsable" },
    { name: "that is a host name", ip: "gw.example", code: "address-invalid", why: "address-unparsable" },
    { name: "with nothing in it", ip: "", code: "address-invalid", why: "address-unparsable" },
    { name: "of the node itself", ip: "127.0.0.1", code: "address-invalid", why: "address-special" },
    { name: "of everybody", ip: "ff02::1", code: "address-invalid", why: "address-special" },
    { name: "of nobody", ip: "::", code: "address-invalid", why: "address-special" },
    { name: "with a leading zero", ip: "010.99.0.41", code: "address-not-canonical", why: "address-leading-zero" },
    { name: "with a mask", ip: "10.99.0.41/32", code: "address-not-canonical", why: "address-mask" },
    { name: "with a blank", ip: "10.99.0.41 ", code: "address-not-canonical", why: "address-blank" },
    { name: "of IPv4 in the form of IPv6", ip: "::ffff:10.99.0.41", code: "address-not-canonical", why: "address-v4-mapped" },
    { name: "of a family that the pods lack", ip: "fd00:99::5", families: [4], code: "address-family", why: "address-family-missing" },
    { name: "outside every pool", ip: "10.98.0.41", code: "address-outside-pools", why: "address-outside-pools" },
    { name: "that a pod has", ip: "10.99.0.50", code: "address-in-use", why: "address-of-pod" },
    { name: "that a claimant has", ip: "10.99.0.51", code: "address-in-use", why: "address-of-pod" },
    { name: "that a node has", ip: "10.99.0.52", code: "address-in-use", why: "address-of-node" },
    { name: "that a tunnel has", ip: "10.99.0.53", code: "address-in-use", why: "address-of-tunnel" },
    { name: "that a service has, outside every pool", ip: "10.96.0.10", code: "address-in-use", why: "address-of-service" },
    { name: "that IPAM gave to somebody", ip: "10.99.0.65", code: "address-in-use", why: "address-allocated" },
  ])("$name", ({ ip, families = [4, 6], code, why }) => {
    const view = aView({
      ipPools: pools,
      podAddresses: [aPodAddress({ ips: ["10.99.0.50"] })],
      pods: [aPod({ podIp: "10.99.0.51", floatingIps: ["10.99.0.1"] })],
      nodes: [aNode({ addresses: [{ type: "InternalIP", address: "10.99.0.52" }], calico: { IPv4IPIPTunnelAddr: "10.99.0.53" } })],
      services: [aService({ clusterIps: ["10.96.0.10"] })],
      ipamBlocks: [anIPAMBlock({ cidr: "10.99.0.64/26", held: { 1: { handleId: "k8s-pod-network.abc" } } })],
    });

    expect(checkAddress(view, ip, new Set(families as Family[]), "/ips/0")).toMatchObject({
      ok: false,
      refusal: { code, pointer: "/ips/0", reason: { code: why } },
    });
  });
});

describe("an address is taken", () => {
  test.for([
    { name: "as it is written", ip: "10.99.0.41", is: "10.99.0.41" },
    { name: "in any spelling of IPv6", ip: "FD00:99:0::5", is: "fd00:99::5" },
    { name: "though pods claim it: that is a warning", ip: "10.99.0.1", is: "10.99.0.1" },
  ])("$name", ({ ip, is }) => {
    const view = aView({ ipPools: pools, pods: [aPod({ floatingIps: ["10.99.0.1"] })] });

    expect(checkAddress(view, ip, both, "/ip")).toEqual({ ok: true, ip: is });
  });

  test("while the pools are not known, and what is not known is told", () => {
    const view = aView({ sources: [aSource({ source: "ippools", state: "forbidden" })] });

    expect(checkAddress(view, "10.99.0.41", null, "/ip").ok).toBe(true);
    expect(doubtsAboutAddresses(view)).toMatchObject([{ code: "addresses-unchecked", facts: { source: "ippools" } }]);
  });
});
