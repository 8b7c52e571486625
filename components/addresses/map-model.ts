import type { AddressSpace, Block } from "#lib/contract/pools.ts";
import { type Cidr, parseAddress, parseCidr } from "#lib/domain/address.ts";
import { rectangleOf, toPlace, toPoint } from "./hilbert.ts";
import { rangesOf } from "./ranges.ts";
import type { Space } from "./spaces.ts";

/** At most 2^18 cells: all blocks of /26 in a /8. Where there are more blocks a cell is several. */
const MAX_BITS = 18;

export type Fill = "none" | "low" | "high" | "full" | "conflict";
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A picture of a range: a cell is one block, or an aligned run of them. Positions are in cells. */
export type MapModel = {
  readonly range: Cidr;
  readonly order: number;
  readonly width: number;
  readonly height: number;
  /** Addresses of a cell, as a power of two. */
  readonly cellBits: number;
  readonly cells: ReadonlyMap<number, { readonly fill: Fill; readonly blocks: readonly Block[] }>;
  readonly pins: readonly { readonly x: number; readonly y: number; readonly ip: string; readonly standing: string }[];
  readonly reserved: readonly Rectangle[];
  readonly ranges: readonly (Rectangle & { readonly name: string })[];
};

/** Whether a map tells more than rows: always rows for IPv6, whose blocks would be dots in a desert. */
export function hasMap({ family, cidr, blockSize }: Space): boolean {
  const range = parseCidr(cidr);
  return family === 4 && range !== null && blockSize - range.prefix >= 4;
}

export function mapOf(space: Space, answer: AddressSpace): MapModel | null {
  const range = parseCidr(space.cidr);
  if (!range || !hasMap(space)) return null;
  const bits = Math.min(MAX_BITS, space.blockSize - range.prefix);
  const cellBits = 32 - range.prefix - bits;
  const order = Math.ceil(bits / 2);
  const { width, height } = rectangleOf(order, 0, 2 ** bits);
  const first = Number(range.first);
  const cellOf = (value: bigint) => Math.floor((Number(value) - first) / 2 ** cellBits);

  const blocksAt = new Map<number, Block[]>();
  const ranges = rangesOf(space.blocks);
  for (const [index, block] of space.blocks.entries()) {
    const own = ranges[index];
    if (own?.family !== 4) continue;
    const until = cellOf(own.last);
    for (let cell = cellOf(own.first); cell <= until; cell += 1) {
      const held = blocksAt.get(cell);
      if (held) held.push(block);
      else blocksAt.set(cell, [block]);
    }
  }
  const cells = new Map([...blocksAt].map(([cell, blocks]) => [cell, { fill: fillOf(blocks, 2 ** cellBits), blocks }] as const));
  const rectanglesOf = (texts: readonly string[]) =>
    texts.flatMap((text): readonly Rectangle[] => {
      const part = parseCidr(text);
      if (part?.family !== 4 || part.last < range.first || part.first > range.last) return [];
      const from = Math.max(0, cellOf(part.first));
      const length = Math.min(2 ** bits, Math.max(1, 2 ** (32 - part.prefix - cellBits)));
      return [rectangleOf(order, from, length)];
    });
  return {
    range,
    order,
    width,
    height,
    cellBits,
    cells,
    pins: answer.floating.flatMap(({ ip, standing }) => {
      const address = parseAddress(ip);
      if (address?.family !== 4 || address.value < range.first || address.value > range.last) return [];
      return [{ ...toPoint(order, cellOf(address.value)), ip, standing }];
    }),
    reserved: rectanglesOf(answer.reservations.map(({ cidr }) => cidr)),
    ranges: answer.nodes.flatMap(({ name, podCidrs }) => rectanglesOf(podCidrs).map((rectangle) => ({ ...rectangle, name }))),
  };
}

/** The first address of a cell, and how many it has; `null` outside the picture. */
export function cellAt(
  model: MapModel,
  x: number,
  y: number,
): { readonly cell: number; readonly first: bigint; readonly last: bigint } | null {
  if (x < 0 || y < 0 || x >= model.width || y >= model.height) return null;
  const cell = toPlace(model.order, { x, y });
  const first = model.range.first + (BigInt(cell) << BigInt(model.cellBits));
  return { cell, first, last: first + (1n << BigInt(model.cellBits)) - 1n };
}

/** Where an address is drawn. */
export function pointOf(model: MapModel, value: bigint): { readonly x: number; readonly y: number } | null {
  if (value < model.range.first || value > model.range.last) return null;
  return toPoint(model.order, Number((value - model.range.first) >> BigInt(model.cellBits)));
}

function fillOf(blocks: readonly Block[], addresses: number): Fill {
  if (blocks.some(({ conflicts }) => conflicts > 0)) return "conflict";
  const [first] = blocks;
  const whole = first && blocks.length === 1 ? Math.max(addresses, first.inUse + first.available + first.reserved) : addresses;
  const share = blocks.reduce((sum, { inUse }) => sum + inUse, 0) / whole;
  return share >= 1 ? "full" : share >= 0.7 ? "high" : "low";
}
