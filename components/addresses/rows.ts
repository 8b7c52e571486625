import type { Block } from "#lib/contract/pools.ts";
import { parseCidr } from "#lib/domain/address.ts";
import { rangesOf } from "./ranges.ts";

export type BlockRow = {
  readonly kind: "block";
  readonly key: string;
  readonly block: Block;
  readonly first: bigint;
  readonly size: number;
};
/** Space where no block is. `blocks` says how many would fit, as decimal text; `null` where it is less than one. */
export type GapRow = {
  readonly kind: "gap";
  readonly key: string;
  readonly first: bigint;
  readonly last: bigint;
  readonly blocks: bigint;
};
export type Row = BlockRow | GapRow;

/** The blocks of a range with the free gaps between them, in order of address: all of the range, each address once. */
export function rowsOf(cidr: string, blocks: readonly Block[], blockSize: number): readonly Row[] {
  const range = parseCidr(cidr);
  if (!range) return [];
  const blockBits = BigInt((range.family === 4 ? 32 : 128) - blockSize);
  const rows: Row[] = [];
  let from = range.first;
  let before = "";
  const ranges = rangesOf(blocks);
  for (const [index, block] of blocks.entries()) {
    const own = ranges[index];
    if (own?.family !== range.family || own.first < from) continue;
    if (own.first > from) rows.push(gapOf(before, from, own.first - 1n, blockBits));
    rows.push({ kind: "block", key: block.cidr, block, first: own.first, size: Number(own.last - own.first) + 1 });
    from = own.last + 1n;
    before = block.cidr;
  }
  if (from <= range.last) rows.push(gapOf(before, from, range.last, blockBits));
  return rows;
}

/** The row that holds an address; -1 where none does. */
export function rowAt(rows: readonly Row[], value: bigint): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (!row) return -1;
    const last = row.kind === "gap" ? row.last : row.first + BigInt(row.size) - 1n;
    if (value < row.first) high = middle - 1;
    else if (value > last) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** @param before The block that it follows: numbers of IPv6 are long, and slow to be written. */
function gapOf(before: string, first: bigint, last: bigint, blockBits: bigint): GapRow {
  return { kind: "gap", key: `gap ${before}`, first, last, blocks: (last - first + 1n) >> blockBits };
}
