import "server-only";
import type { AddressSpace, Block } from "#lib/contract/pools.ts";
import { type Cell, lineOf } from "./csv.ts";

const COLUMNS = [
  "pool",
  "poolDisabled",
  "block",
  "affinity",
  "node",
  "inUse",
  "reserved",
  "available",
  "floating",
  "conflicts",
  "borrowed",
  "leaked",
] as const;

/** The blocks as a table; a pool without blocks has one line of its own, with its own counts. @see https://www.rfc-editor.org/rfc/rfc4180 */
export function csvOfPools({ pools, strays }: AddressSpace): string {
  const lines: (readonly Cell[])[] = [COLUMNS];
  for (const { name, disabled, blocks, counts } of pools) {
    if (blocks.length === 0) {
      const { inUse, reserved, available, floating } = counts;
      lines.push([name, String(disabled), null, null, null, inUse, reserved, available, floating, null, null, null]);
    }
    for (const block of blocks) lines.push([name, String(disabled), ...cellsOf(block)]);
  }
  for (const block of strays) lines.push([null, null, ...cellsOf(block)]);
  return lines.map(lineOf).join("");
}

function cellsOf({ cidr, affinity, node, inUse, reserved, available, floating, conflicts, borrowed, leaked }: Block): readonly Cell[] {
  return [cidr, affinity, node, inUse, reserved, available, floating, conflicts, borrowed, leaked];
}
