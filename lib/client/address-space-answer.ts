import * as z from "zod/mini";
import { AddressSpace, Block, Pool } from "#lib/contract/pools.ts";

const COUNTS = ["inUse", "reserved", "available", "floating", "conflicts", "borrowed", "leaked"] as const;
const AFFINITIES: ReadonlySet<unknown> = new Set(Block.shape.affinity.options);

/** Says of a block what the contract says, field by field: of ten thousand, the schema would take as long as drawing them. */
export function isBlock(value: unknown): value is Block {
  if (typeof value !== "object" || value === null) return false;
  const block: Readonly<Record<string, unknown>> = { ...value };
  return (
    typeof block["cidr"] === "string" &&
    typeof block["cells"] === "string" &&
    (block["node"] === null || typeof block["node"] === "string") &&
    AFFINITIES.has(block["affinity"]) &&
    COUNTS.every((key) => Number.isFinite(block[key]))
  );
}

const Blocks = z.custom<Block[]>((value) => Array.isArray(value) && value.every(isBlock));

/** The answer as it is read in the browser. */
export const AddressSpaceAnswer = z.extend(AddressSpace, { pools: z.array(z.extend(Pool, { blocks: Blocks })), strays: Blocks });
