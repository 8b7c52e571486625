import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readKept } from "../../scripts/go-json/answers.ts";
import { canonicalAddress, cidrContains, compareAddresses, formatAddress, isV4Mapped, parseAddress, parseCidr } from "./address.ts";

const addresses = fc
  .tuple(fc.constantFrom<4 | 6>(4, 6), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }))
  .map(([family, value]) => ({ family, value: family === 4 ? value & 0xffffffffn : value }));

describe("addresses", () => {
  test.for([
    { text: "10.0.0.1", canonical: "10.0.0.1" },
    { text: "2001:DB8:0:0::1", canonical: "2001:db8::1" },
    { text: "0:0:1::", canonical: "0:0:1::" },
    { text: "fd00:0:0:1:0:0:0:1", canonical: "fd00:0:0:1::1" },
    { text: "::10.1.2.3", canonical: "::a01:203" },
    { text: "::FFFF:10.1.2.3", canonical: "10.1.2.3" },
    { text: "::ffff:a01:203", canonical: "10.1.2.3" },
    { text: "::", canonical: "::" },
    { text: "1:2:3:4:5:6:7::", canonical: "1:2:3:4:5:6:7:0" },
    { text: "1:2:3:4::5:6:7:8", canonical: null },
    { text: "1:2:3:4:5:6::1.2.3.4", canonical: null },
    { text: "010.0.0.1", canonical: null },
    { text: "10.0.0.1/32", canonical: null },
    { text: "fe80::1%eth0", canonical: null },
    { text: " 10.0.0.1", canonical: null },
    { text: "0x0a.0.0.1", canonical: null },
    { text: "167772161", canonical: null },
    { text: "10.1", canonical: null },
    { text: "", canonical: null },
  ])("$text is $canonical", ({ text, canonical }) => expect(canonicalAddress(text)).toBe(canonical));

  test("a value becomes text and the same value again", () => {
    fc.assert(
      fc.property(addresses, ({ family, value }) => {
        fc.pre(family === 4 || value >> 32n !== 0xffffn);
        expect(parseAddress(formatAddress(value, family))).toEqual({ text: formatAddress(value, family), family, value });
      }),
    );
  });

  test.for([
    { value: 1n << 32n, family: 4 as const },
    { value: 1n << 128n, family: 6 as const },
    { value: -1n, family: 4 as const },
  ])("$value is no IPv$family address", ({ value, family }) => {
    expect(() => formatAddress(value, family)).toThrow(RangeError);
  });

  test("are ordered by value, IPv4 first", () => {
    const texts = ["fd00::10", "10.0.0.10", "fd00::9", "10.0.0.9", "::", "9.0.0.0"];

    expect(texts.toSorted(compareAddresses)).toEqual(["9.0.0.0", "10.0.0.9", "10.0.0.10", "::", "fd00::9", "fd00::10"]);
  });

  test.for([
    { text: "::ffff:10.0.0.1", mapped: true },
    { text: "10.0.0.1", mapped: false },
    { text: "::10.0.0.1", mapped: false },
    { text: "::ffff:10.0.0", mapped: false },
  ])("$text is v4-mapped: $mapped", ({ text, mapped }) => expect(isV4Mapped(text)).toBe(mapped));
});

describe("ranges", () => {
  test("are read as Go reads them", () => {
    const asked = readKept().answers.flatMap(({ items = [], cidrs = [] }) =>
      cidrs.flatMap((go, index) => (items[index]?.includes("/") ? [{ item: items[index], go }] : [])),
    );
    const differing = asked.flatMap(({ item, go }) => {
      const ours = parseCidr(item)?.text ?? null;
      return ours === go ? [] : [{ item, go, ours }];
    });

    expect(differing.slice(0, 10)).toEqual([]);
    expect(asked.filter(({ go }) => go !== null).length).toBeGreaterThan(150);
  });

  test.for([
    { text: "10.0.0.7/024", read: "10.0.0.0/24" },
    { text: "10.0.0.7", read: "10.0.0.7/32" },
    { text: "::ffff:10.1.2.3/128", read: "10.1.2.3/32" },
    { text: "::ffff:10.1.2.3/97", read: "0.0.0.0/1" },
    { text: "::ffff:10.1.2.3/96", read: "0.0.0.0/0" },
    { text: "::ffff:10.1.2.3/95", read: "::fffe:0:0/95" },
    { text: "10.0.0.7/33", read: undefined },
    { text: "10.0.0.7/", read: undefined },
  ])("$text is read as $read", ({ text, read }) => expect(parseCidr(text)?.text).toBe(read));

  test.for([
    { cidr: "10.0.0.0/24", address: "10.0.0.255", contains: true },
    { cidr: "10.0.0.0/24", address: "10.0.1.0", contains: false },
    { cidr: "10.0.0.7/24", address: "10.0.0.0", contains: true },
    { cidr: "10.0.0.7", address: "10.0.0.7", contains: true },
    { cidr: "::/0", address: "10.0.0.1", contains: false },
    { cidr: "fd00::/8", address: "fdff::1", contains: true },
    { cidr: "nonsense", address: "10.0.0.1", contains: false },
    { cidr: "10.0.0.0/24", address: "nonsense", contains: false },
  ])("$cidr contains $address: $contains", ({ cidr, address, contains }) => expect(cidrContains(cidr, address)).toBe(contains));

  test("hold their first and last address", () => {
    fc.assert(
      fc.property(addresses, fc.integer({ min: 0, max: 128 }), ({ family, value }, length) => {
        fc.pre(family === 4 || value >> 32n !== 0xffffn);
        const prefix = Math.min(length, family === 4 ? 32 : 128);
        const text = formatAddress(value, family);
        const range = parseCidr(`${text}/${prefix}`);
        expect(range).toMatchObject({ family, prefix });
        expect(range && range.last - range.first + 1n).toBe(1n << BigInt((family === 4 ? 32 : 128) - prefix));
        expect(range && cidrContains(range, text)).toBe(true);
      }),
    );
  });
});
