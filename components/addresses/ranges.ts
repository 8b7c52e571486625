import type { Block } from "#lib/contract/pools.ts";
import { parseCidr } from "#lib/domain/address.ts";
import type { Interval } from "#lib/domain/address-space/interval.ts";

const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/;
const IPV6 = /^([\da-f:]+)\/(\d+)$/;

const known = new WeakMap<Block, Interval | null>();

/** The range of a block; `null` where it cannot be read. Rows, ruler and map ask for it, and there are thousands. */
export function rangeOf(block: Block): Interval | null {
  const found = known.get(block);
  if (found !== undefined) return found;
  const fresh = readCanonical(block.cidr) ?? parseCidr(block.cidr);
  known.set(block, fresh);
  return fresh;
}

/** The console writes ranges in one way only, which is read in a tenth of the time that any spelling takes. */
function readCanonical(text: string): Interval | null {
  const four = IPV4.exec(text);
  if (four) {
    const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = four.slice(1).map(Number);
    const first = ((a * 256 + b) * 256 + c) * 256 + d;
    return { family: 4, first: BigInt(first), last: BigInt(first + 2 ** (32 - prefix) - 1) };
  }
  const [, address, prefix] = IPV6.exec(text) ?? [];
  if (address === undefined) return null;
  const [head = "", tail] = address.split("::");
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  const first = BigInt(`0x${groups.map((group) => group.padStart(4, "0")).join("")}`);
  return { family: 6, first, last: first + (1n << BigInt(128 - Number(prefix))) - 1n };
}

function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}
