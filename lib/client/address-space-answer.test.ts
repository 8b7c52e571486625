import { expect, test } from "vitest";
import { Block } from "#lib/contract/pools.ts";
import { isBlock } from "./address-space-answer.ts";

const block: Block = {
  ...{ cidr: "10.244.1.0/26", affinity: "node", node: "node-a", cells: "u12f52" },
  ...{ inUse: 12, reserved: 0, available: 52, floating: 0, conflicts: 0, borrowed: 0, leaked: 0 },
};
const values = ["", "node", null, undefined, 0, Number.NaN, true, []];
const changed = Object.keys(block).flatMap((key) => values.map((value) => ({ ...block, [key]: value })));
const without = Object.keys(block).map((left) => Object.fromEntries(Object.entries(block).filter(([key]) => key !== left)));

test.each([block, { ...block, more: 1 }, ...values, ...changed, ...without])(
  "%j is a block to the reader if it is one to the contract",
  (value) => {
    expect(isBlock(value)).toBe(Block.safeParse(value).success);
  },
);
