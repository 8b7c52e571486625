import { type Cidr, parseAddress } from "../address.ts";
import { type Cell, packCells, replaceCells } from "./cells.ts";
import type { DecodedBlock } from "./decode-block.ts";
import { firstValueFrom, type Interval, within } from "./interval.ts";
import type { Leak } from "./leaks.ts";

/** A block as it is drawn: whose it is, its counts, and a letter for each address (see `cells.ts`), runs shortened. */
export type BlockPicture = {
  readonly range: Cidr;
  readonly node: string | null;
  readonly affinity: DecodedBlock["affinity"];
  readonly inUse: number;
  readonly reserved: number;
  readonly available: number;
  readonly floating: number;
  readonly conflicts: number;
  readonly borrowed: number;
  readonly leaked: number;
  readonly cells: string;
};

type Marks = {
  /** In order and without overlap. */
  readonly reserved: readonly Interval[];
  readonly floating: readonly { readonly ip: string; readonly standing: string }[];
  readonly leaks: readonly Leak[];
};

const FLOATING: Readonly<Record<string, Cell>> = { conflict: "x", "at-risk": "R", safe: "F", unknown: "F" };

const plain = new WeakMap<DecodedBlock, BlockPicture>();

/** The picture of a block on which nothing lies, as on most: kept as long as the block. */
export function plainPictureOf(block: DecodedBlock): BlockPicture {
  const known = plain.get(block);
  if (known) return known;
  const { range, node, affinity, inUse, unallocated, borrowed, packed } = block;
  const nothing = { reserved: 0, floating: 0, conflicts: 0, leaked: 0 };
  const fresh = { range, node, affinity, inUse, available: unallocated.length, borrowed, ...nothing, cells: packed };
  plain.set(block, fresh);
  return fresh;
}

/** Lays reservations, floating IPs and leaks over decoded blocks. */
export function createPainter({ reserved, floating, leaks }: Marks): (block: DecodedBlock) => BlockPicture {
  const leaksByBlock = Map.groupBy(leaks, ({ block }) => block);
  const pins = floating
    .flatMap(({ ip, standing }) => {
      const address = parseAddress(ip);
      return address ? [{ family: address.family, value: address.value, cell: FLOATING[standing] ?? "F" }] : [];
    })
    .toSorted((a, b) => a.family - b.family || (a.value < b.value ? -1 : 1));

  return (block) => {
    const { range, letters } = block;
    const edits = new Map<number, Cell>();
    let reservedCount = 0;
    let available = block.unallocated.length;
    for (const part of within(range, reserved)) {
      const from = Number(part.first - range.first);
      const to = Number(part.last - range.first);
      reservedCount += to - from + 1;
      for (let at = from; at <= to; at += 1) if (letters[at] === "f") edits.set(at, "r");
      available -= block.unallocated.filter((ordinal) => from <= ordinal && ordinal <= to).length;
    }
    const gone = leaksByBlock.get(range.text) ?? [];
    for (const { ordinal } of gone) edits.set(ordinal, "l");
    let floatingCount = 0;
    let conflicts = 0;
    for (let at = firstValueFrom(pins, range); at < pins.length; at += 1) {
      const pin = pins[at];
      if (!pin || pin.family !== range.family || pin.value > range.last) break;
      floatingCount += 1;
      if (pin.cell === "x") conflicts += 1;
      edits.set(Number(pin.value - range.first), pin.cell);
    }
    if (edits.size === 0 && reservedCount === 0) return plainPictureOf(block);
    return {
      ...plainPictureOf(block),
      reserved: reservedCount,
      available,
      floating: floatingCount,
      conflicts,
      leaked: gone.length,
      cells: packCells(replaceCells(letters, edits)),
    };
  };
}
