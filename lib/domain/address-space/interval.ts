import { type Cidr, parseCidr } from "../address.ts";
import type { Family } from "../assessment.ts";

/** All addresses from `first` to `last`, both included. Ranges of IPv6 are counted, never listed. */
export type Interval = { readonly family: Family; readonly first: bigint; readonly last: bigint };

/** How many addresses an interval has. */
export function sizeOf({ first, last }: Pick<Interval, "first" | "last">): bigint {
  return last - first + 1n;
}

/** Ranges as they are written, in order and without overlap; what cannot be read is left out. */
export function intervalsOf(texts: Iterable<string>): readonly Interval[] {
  const ranges: Cidr[] = [];
  for (const text of texts) {
    const range = parseCidr(text.trim());
    if (range) ranges.push(range);
  }
  return unionOf(ranges);
}

/** Sorts, and joins what overlaps or touches: an address that is in two ranges counts once. */
export function unionOf(intervals: Iterable<Interval>): readonly Interval[] {
  const sorted = [...intervals].toSorted(compareIntervals);
  const joined: Interval[] = [];
  for (const next of sorted) {
    const held = joined.at(-1);
    if (held && held.family === next.family && next.first <= held.last + 1n) {
      if (next.last > held.last) joined[joined.length - 1] = { ...held, last: next.last };
    } else joined.push({ family: next.family, first: next.first, last: next.last });
  }
  return joined;
}

/** The parts of intervals that lie within a range. @param sorted As {@link unionOf} gives them. */
export function within(range: Interval, sorted: readonly Interval[]): readonly Interval[] {
  const parts: Interval[] = [];
  for (let at = firstEndingAt(sorted, range); at < sorted.length; at += 1) {
    const part = sorted[at];
    if (!part || part.family !== range.family || part.first > range.last) break;
    parts.push({ family: range.family, first: larger(part.first, range.first), last: smaller(part.last, range.last) });
  }
  return parts;
}

/** What of a range is in none of the intervals. @param sorted As {@link unionOf} gives them. */
export function gapsIn(range: Interval, sorted: readonly Interval[]): readonly Interval[] {
  const gaps: Interval[] = [];
  let from = range.first;
  for (const { first, last } of within(range, sorted)) {
    if (first > from) gaps.push({ family: range.family, first: from, last: first - 1n });
    from = last + 1n;
  }
  if (from <= range.last) gaps.push({ family: range.family, first: from, last: range.last });
  return gaps;
}

/** How many addresses of a range are in the intervals. @param sorted As {@link unionOf} gives them. */
export function countWithin(range: Interval, sorted: readonly Interval[]): bigint {
  return within(range, sorted).reduce((sum, part) => sum + sizeOf(part), 0n);
}

/** @param sorted As {@link unionOf} gives them. */
export function isIn(family: Family, value: bigint, sorted: readonly Interval[]): boolean {
  const found = sorted[firstEndingAt(sorted, { family, first: value, last: value })];
  return found !== undefined && found.family === family && found.first <= value;
}

export function containsInterval(outer: Interval, inner: Interval): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Interval, b: Interval): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

export function compareIntervals(a: Interval, b: Interval): number {
  return a.family - b.family || compareValues(a.first, b.first) || compareValues(a.last, b.last);
}

/** The place of the first interval that does not end before the range begins. */
function firstEndingAt(sorted: readonly Interval[], { family, first }: Interval): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle];
    if (found && (found.family < family || (found.family === family && found.last < first))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareValues(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The place of the first value that is not before a range. @param sorted By family, then value. */
export function firstValueFrom(sorted: readonly { readonly family: Family; readonly value: bigint }[], range: Interval): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle];
    if (found && (found.family < range.family || (found.family === range.family && found.value < range.first))) low = middle + 1;
    else high = middle;
  }
  return low;
}
