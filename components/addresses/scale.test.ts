import { describe, expect, test } from "vitest";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { parseAddress, parseCidr } from "#lib/domain/address.ts";
import { rowsOf } from "./rows.ts";
import { scaleOf } from "./scale.ts";
import { spaceAt, spacesOf } from "./spaces.ts";
import { aBlock } from "./testing.ts";

const addressValue = (ip: string) => parseAddress(ip)?.value ?? 0n;

describe("a ruler", () => {
  test("of IPv4 is true to size", () => {
    const range = parseCidr("10.244.0.0/16");
    const scale = scaleOf(range?.first ?? 0n, range?.last ?? 0n, [], true);
    expect([scale.at(addressValue("10.244.0.0")), scale.at(addressValue("10.244.128.0"))]).toEqual([0, 0.5]);
  });

  test.each([
    ["10.244.0.0/16", ["10.244.0.64/26", "10.244.1.0/26"], 26, true],
    ["fd00::/48", ["fd00::40/122", "fd00:0:0:1::/122"], 122, false],
  ])("of %s says of a row what it says of its ends", (cidr, blocks, blockSize, isLinear) => {
    const { first, last } = parseCidr(cidr) ?? { first: 0n, last: 0n };
    const rows = rowsOf(
      cidr,
      blocks.map((text) => aBlock(text)),
      blockSize,
    );
    const scale = scaleOf(first, last, rows, isLinear);
    for (const [index, row] of rows.entries()) {
      const [from, to] = scale.spanOf(index);
      expect(from).toBeCloseTo(scale.at(row.first), 5);
      expect(to).toBeCloseTo(scale.at(rows[index + 1]?.first ?? last + 1n), 5);
    }
  });

  test("of IPv6 gives every block room, in order", () => {
    const range = parseCidr("fd00::/48");
    const rows = rowsOf("fd00::/48", [aBlock("fd00::40/122"), aBlock("fd00:0:0:1::/122")], 122);
    const scale = scaleOf(range?.first ?? 0n, range?.last ?? 0n, rows, false);
    const places = ["fd00::", "fd00::40", "fd00::80", "fd00:0:0:1::", "fd00:0:0:1::40"].map((ip) => scale.at(addressValue(ip)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect((places[2] ?? 0) - (places[1] ?? 0)).toBeGreaterThan(0.004);
  });
});

describe("with host-local", () => {
  const nodes = ["10.244.0.0/24", "10.244.3.0/24"].map((cidr, index) => ({
    name: `node-${index}`,
    podCidrs: [cidr],
    ranges: [{ cidr, inUse: 2, floating: 0, cells: null }],
  }));
  const space: AddressSpace = {
    ...{ observedAt: "2026-08-29T03:12:40.000Z", version: 1, ipam: "host-local", ipamObeys: "podCIDR", pools: [], strays: [], nodes },
    ...{ reservations: [], floating: [], leaks: null, doubts: [] },
  };

  test("the ranges of the nodes are drawn as one space", () => {
    expect(spacesOf(space)).toMatchObject([
      {
        cidr: "10.244.0.0/22",
        blockSize: 24,
        counts: { capacity: "512", inUse: 4, available: 502 },
        blocks: [{ node: "node-0" }, { node: "node-1" }],
      },
    ]);
  });

  test("an address is found in it", () => {
    const spaces = spacesOf(space);
    expect(spaceAt(spaces, 4, addressValue("10.244.2.1"))?.key).toBe("ranges-4");
    expect(spaceAt(spaces, 4, addressValue("10.245.2.1"))).toBeNull();
  });
});
