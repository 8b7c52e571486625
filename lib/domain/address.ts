import ipaddr from "ipaddr.js";
import type { Family } from "./assessment.ts";

export type Address = { readonly text: string; readonly family: Family; readonly value: bigint };
export type Cidr = {
  readonly text: string;
  readonly family: Family;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
};

const BITS = { 4: 32, 6: 128 } as const;
/** The range `::ffff:0:0/96`. */
const V4_MAPPED = 0xffffn << 32n;
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

/**
 * Reads an address in any spelling that Calico reads.
 *
 * Go refuses what other parsers take: leading zeros in IPv4, zones, blanks, masks, groups of more than four digits, a
 * `::` that stands for nothing. A v4-mapped address becomes its IPv4 form, as Go prints it.
 *
 * @param text e.g. `10.0.0.1`, `FD00::0:5`.
 * @returns Canonical text (RFC 5952), family and value as an unsigned integer; `null` when Go's `net.ParseIP` refuses.
 * @see golang/go go1.26 src/net/netip/netip.go, `ParseAddr`; src/net/ip.go, `IP.String`
 */
export function parseAddress(text: string): Address | null {
  if (text.includes(":")) {
    if (!isGoIPv6(text)) return null;
    const parsed = ipaddr.IPv6.parse(withoutDots(text));
    if (parsed.isIPv4MappedAddress()) return fromIPv4(parsed.toIPv4Address().octets);
    const value = parsed.parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
    return { text: parsed.toRFC5952String(), family: 6, value };
  }
  const octets = goIPv4(text);
  return octets && fromIPv4(octets);
}

/** The one spelling that is compared and shown; `null` when Calico would not read the text as an address. */
export function canonicalAddress(text: string): string | null {
  return parseAddress(text)?.text ?? null;
}

/**
 * Whether a text is an IPv4 address in IPv6 clothes, e.g. `::ffff:10.0.0.1`, `::FFFF:a00:1`.
 *
 * @returns `false` for anything that is no address.
 */
export function isV4Mapped(text: string): boolean {
  return text.includes(":") && parseAddress(text)?.family === 4;
}

/** Orders canonical addresses by value, IPv4 first. For the order of an election see `orderClaims`: that one is textual. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [parseAddress(a), parseAddress(b)];
  if (!left || !right) return a < b ? -1 : a > b ? 1 : 0;
  if (left.family !== right.family) return left.family - right.family;
  return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
}

/**
 * The canonical text of a value.
 *
 * @param value Unsigned integer: `10.0.0.1` is `167772161n`.
 * @throws {RangeError} When the value does not fit the family.
 */
export function formatAddress(value: bigint, family: Family): string {
  if (value < 0n || value >= 1n << BigInt(BITS[family])) throw new RangeError(`${value} is no IPv${family} address`);
  if (family === 4) {
    // Tens of thousands are written at once, and big integers are slow.
    const bits = Number(value);
    return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
  }
  const parts = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}

/**
 * Reads a range; bits behind the prefix are dropped, as Calico's own reader does.
 *
 * Go takes leading zeros in the prefix, though not in the address, and counts the prefix of a v4-mapped address from 128.
 *
 * @param text e.g. `10.244.0.0/16`; a bare address is a range of one.
 * @returns `null` when it is neither.
 * @see golang/go go1.26 src/net/ip.go, `ParseCIDR`, `IPNet.String`
 */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf("/");
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (!address) return null;
  if (slash === -1) return rangeOf(address.value, address.family, BITS[address.family]);
  const prefixText = text.slice(slash + 1);
  const bits = text.includes(":") ? 128 : 32;
  if (!/^\d+$/.test(prefixText) || Number(prefixText) > bits) return null;
  const prefix = Number(prefixText);
  if (bits === BITS[address.family]) return rangeOf(address.value, address.family, prefix);
  return prefix >= 96 ? rangeOf(address.value, 4, prefix - 96) : rangeOf(V4_MAPPED | address.value, 6, prefix);
}

/** @returns `false` when either is not readable, or the families differ. */
export function cidrContains(cidr: Cidr | string, address: Address | string): boolean {
  const range = typeof cidr === "string" ? parseCidr(cidr) : cidr;
  const point = typeof address === "string" ? parseAddress(address) : address;
  if (!range || !point || range.family !== point.family) return false;
  return range.first <= point.value && point.value <= range.last;
}

function rangeOf(value: bigint, family: Family, prefix: number): Cidr {
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = (value / size) * size;
  return { text: `${formatAddress(first, family)}/${prefix}`, family, prefix, first, last: first + size - 1n };
}

/** Writes a dotted tail as two groups: the library takes `::10.1.2.3` for a v4-mapped address, which it is not. */
function withoutDots(text: string): string {
  return text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}

function fromIPv4(octets: readonly number[]): Address {
  return { text: octets.join("."), family: 4, value: BigInt(octets.reduce((sum, octet) => sum * 256 + octet, 0)) };
}

function goIPv4(text: string): readonly number[] | null {
  const match = IPV4.exec(text);
  if (!match) return null;
  const octets = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  return octets.every((octet) => octet <= 255) ? octets : null;
}

function isGoIPv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const [head = "", tail] = halves;
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...right];
  const last = groups.at(-1) ?? "";
  // Dots may stand at the very end only, where they count as two groups.
  const dotted = last.includes(".");
  if (dotted && (tail === "" || goIPv4(last) === null)) return false;
  if (!(dotted ? groups.slice(0, -1) : groups).every((group) => GROUP.test(group))) return false;
  const count = groups.length + (dotted ? 1 : 0);
  return tail === undefined ? count === 8 : count < 8;
}
