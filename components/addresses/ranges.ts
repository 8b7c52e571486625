import type { Block } from "#lib/contract/pools.ts";
import { parseCidr } from "#lib/domain/address.ts";
import type { Interval } from "#lib/domain/address-space/interval.ts";

const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/;
const IPV6 = /^[\da-f:]+\/(\d+)$/;

const known = new WeakMap<readonly Block[], readonly (Interval | null)[]>();

/** The ranges of blocks, in their order; `null` where one cannot be read. Rows and map ask for them, and there are thousands. */
export function rangesOf(blocks: readonly Block[]): readonly (Interval | null)[] {
  const found = known.get(blocks);
  if (found) return found;
  const fresh = blocks.map(({ cidr }) => readCanonical(cidr) ?? parseCidr(cidr));
  known.set(blocks, fresh);
  return fresh;
}

/** The console writes ranges in one way only, which is read in a tenth of the time that any spelling takes. */
function readCanonical(text: string): Interval | null {
  const four = IPV4.exec(text);
  if (four) {
    const [, a, b, c, d, prefix] = four;
    const first = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
    return { family: 4, first: BigInt(first), last: BigInt(first + 2 ** (32 - Number(prefix)) - 1) };
  }
  const six = IPV6.exec(text);
  if (!six) return null;
  const first = numberOf(groupsOf(text));
  return { family: 6, first, last: first + (1n << BigInt(128 - Number(six[1]))) - 1n };
}

const [SLASH, COLON, LETTERS] = [47, 58, 87];

/** All eight groups of an address of IPv6, `::` filled up; read up to the slash. */
function groupsOf(text: string): readonly number[] {
  const groups: number[] = [];
  let gap = -1;
  let group = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== COLON && code !== SLASH) {
      group = Math.max(0, group) * 16 + code - (code < COLON ? 48 : LETTERS);
      continue;
    }
    if (group >= 0) groups.push(group);
    group = -1;
    if (code === SLASH) break;
    if (text.charCodeAt(at + 1) === COLON) gap = groups.length;
  }
  if (gap === -1) return groups;
  return [...groups.slice(0, gap), ...Array.from({ length: 8 - groups.length }, () => 0), ...groups.slice(gap)];
}

/** Three numbers, of three, three and two groups, are the fewest that lose no bit. */
function numberOf([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: readonly number[]): bigint {
  const upper = BigInt((a * 65_536 + b) * 65_536 + c);
  const middle = BigInt((d * 65_536 + e) * 65_536 + f);
  return (upper << 80n) | (middle << 32n) | BigInt(g * 65_536 + h);
}
