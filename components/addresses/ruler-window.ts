import type { Row } from "./rows.ts";
import { rowAt } from "./rows.ts";

/** The part of a range that the lower level of the ruler shows. */
export type Part = { readonly first: bigint; readonly last: bigint };

/** Fewer blocks than this are told apart on the upper level. */
const FEWEST = 4n;
/** Where all is true to size one step halves the part; else this many rows stand around the one in the middle. */
export const ZOOMS = { first: 3, usual: 5, last: 12 } as const;
const ROWS_AROUND = 16;

/**
 * The part around an address: cut at powers of two where the ruler is true to size, so many rows where it is not.
 *
 * @param blockSize Addresses in a block.
 * @returns `null` where the whole range is small enough.
 */
export function partAround(
  range: Part,
  rows: readonly Row[],
  focus: bigint,
  blockSize: bigint,
  zoom: number,
  isLinear: boolean,
): Part | null {
  if (!isLinear) {
    if (rows.length <= 2 * ROWS_AROUND + 1) return null;
    const middle = Math.min(Math.max(rowAt(rows, focus), ROWS_AROUND), rows.length - 1 - ROWS_AROUND);
    const from = rows[middle - ROWS_AROUND];
    const to = rows[middle + ROWS_AROUND];
    return from && to ? { first: from.first, last: lastOf(to) } : null;
  }
  const size = range.last - range.first + 1n;
  const widest = blockSize * FEWEST;
  if (size >> BigInt(ZOOMS.first) < widest) return null;
  const wanted = size >> BigInt(zoom);
  const length = wanted < widest ? widest : wanted;
  const first = range.first + ((clamp(focus, range) - range.first) / length) * length;
  return { first, last: first + length - 1n };
}

/** The address in the middle of the part before or behind. */
export function beside(part: Part, range: Part, by: -1 | 1): bigint {
  const length = part.last - part.first + 1n;
  return clamp(part.first + length / 2n + BigInt(by) * length, range);
}

/** The rows of a part; a free gap that goes beyond it is cut. */
export function rowsWithin(rows: readonly Row[], part: Part): readonly Row[] {
  const from = Math.max(0, rowAt(rows, part.first));
  const found: Row[] = [];
  for (let at = from; at < rows.length; at += 1) {
    const row = rows[at];
    if (!row || row.first > part.last) break;
    if (row.kind === "block") found.push(row);
    else found.push({ ...row, first: clamp(row.first, part), last: clamp(row.last, part) });
  }
  return found;
}

/** The address at a place of the upper level, from 0 to 1. */
export function addressAt(share: number, range: Part, rows: readonly Row[], isLinear: boolean): bigint {
  const place = Math.min(1, Math.max(0, share));
  if (isLinear) return clamp(range.first + BigInt(Math.floor(place * Number(range.last - range.first + 1n))), range);
  return rows[Math.min(rows.length - 1, Math.floor(place * rows.length))]?.first ?? range.first;
}

function clamp(value: bigint, { first, last }: Part): bigint {
  return value < first ? first : value > last ? last : value;
}

function lastOf(row: Row): bigint {
  return row.kind === "gap" ? row.last : row.first + BigInt(row.size) - 1n;
}
