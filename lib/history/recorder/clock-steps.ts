import type { BlindSpan } from "#lib/domain/history/transition.ts";

/** Less is the slewing of a time service, and the noise of a machine that is busy. */
const TOLERANCE_MS = 2_000;

/**
 * Finds when the clock was set, or the machine slept: the wall clock and a clock that only runs then disagree.
 *
 * @param wall Milliseconds since the epoch.
 * @param steady Milliseconds of a clock that nobody sets, from any beginning.
 * @returns A function to call again and again: the span whose times are not to be trusted, or `null`.
 */
export function createClockSteps(wall: () => number, steady: () => number): () => BlindSpan | null {
  let last = { wall: wall(), steady: steady() };
  return () => {
    const before = last;
    last = { wall: wall(), steady: steady() };
    const expected = before.wall + (last.steady - before.steady);
    if (Math.abs(last.wall - expected) <= TOLERANCE_MS) return null;
    // Set forward, these times never were; set back, they are there twice.
    const [from, to] = last.wall > expected ? [before.wall, last.wall] : [last.wall, expected];
    return { source: "clock", from: Math.round(from), to: Math.round(to), reason: "clock-step" };
  };
}
