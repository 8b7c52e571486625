import type { Block } from "#lib/contract/pools.ts";

/** A free block of a node. */
export function aBlock(cidr: string, parts: Partial<Block> = {}): Block {
  return {
    cidr,
    affinity: "node",
    node: "node-a",
    inUse: 0,
    reserved: 0,
    available: 64,
    floating: 0,
    conflicts: 0,
    borrowed: 0,
    leaked: 0,
    cells: "f64",
    ...parts,
  };
}
