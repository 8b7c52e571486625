import type { Row } from "./rows.ts";

/** Where an address stands on the ruler: 0 is the first of its range, 1 behind the last. */
export type Scale = {
  at(value: bigint): number;
  /** From where to where a row goes; there are thousands. @param index Of the rows that the scale was made from. */
  spanOf(index: number): readonly [number, number];
  isLinear: boolean;
};

const STEPS = 1_000_000n;

/**
 * A ruler of IPv4 is true to size. In IPv6 all blocks of a cluster would be one dot: there a block has one width, and a free gap
 * grows with the number of digits of what it holds.
 */
export function scaleOf(first: bigint, last: bigint, rows: readonly Row[], isLinear: boolean): Scale {
  const size = last - first + 1n;
  if (isLinear) {
    // All of IPv4 can be counted in a number.
    const [from, length] = [Number(first), Number(size)];
    const at = (value: bigint) => (Number(value) - from) / length;
    return { isLinear, at, spanOf: (index) => [at(rows[index]?.first ?? first), at(rows[index + 1]?.first ?? last + 1n)] };
  }
  const starts: bigint[] = [];
  const offsets: number[] = [];
  let total = 0;
  for (const row of rows) {
    starts.push(row.first);
    offsets.push(total);
    total += row.kind === "block" ? 1 : 1 + Math.log2(Number(row.blocks) + 1);
  }
  offsets.push(total);
  return {
    isLinear,
    spanOf: (index) => (total === 0 ? [0, 0] : [(offsets[index] ?? 0) / total, (offsets[index + 1] ?? total) / total]),
    at(value) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if ((starts[middle] ?? 0n) <= value) low = middle;
        else high = middle - 1;
      }
      const [from = first, to = last + 1n] = [starts[low], starts[low + 1]];
      const [begin = 0, end = total] = [offsets[low], offsets[low + 1]];
      const share = Number(((value - from) * STEPS) / (to > from ? to - from : 1n)) / Number(STEPS);
      return total === 0 ? 0 : (begin + Math.min(1, Math.max(0, share)) * (end - begin)) / total;
    },
  };
}
