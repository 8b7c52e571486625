const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How much of the past the band shows, from near to far. */
export const RANGES = ["1h", "6h", "24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];

const LENGTH_MS: Record<Range, number> = { "1h": HOUR_MS, "6h": 6 * HOUR_MS, "24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS };

/** The past does not need to be asked for again at every second. */
const STEPS = 400;

/** `to` is a step ahead where the window follows the clock (`end` null), so that what happens meanwhile is in it. */
export type Window = { readonly range: Range; readonly from: number; readonly to: number; readonly end: number | null };

/**
 * The window that the band shows.
 *
 * @param end Milliseconds; null follows the clock.
 * @param now Milliseconds by the server's clock. A window never ends later.
 */
export function windowOf(range: Range, end: number | null, now: number): Window {
  const length = LENGTH_MS[range];
  if (end !== null && end < now) return { range, from: end - length, to: end, end };
  const step = length / STEPS;
  const to = Math.ceil(now / step) * step;
  return { range, from: to - length, to, end: null };
}

/** @param steps 1 shows more, -1 shows less. The middle stays where it is, unless the window follows the clock. */
export function zoomed(window: Window, steps: 1 | -1, now: number): Pick<Window, "range" | "end"> {
  const range = RANGES[RANGES.indexOf(window.range) + steps] ?? window.range;
  return { range, end: window.end === null ? null : withinPast((window.from + window.to + LENGTH_MS[range]) / 2, now) };
}

/** Half a window to the earlier (-1) or the later (1) side; at the end of time it follows the clock again. */
export function moved(window: Window, side: 1 | -1, now: number): number | null {
  return withinPast(window.to + (side * LENGTH_MS[window.range]) / 2, now);
}

/** The end of a window of the same length that has the moment in it; as it is where it has it already. */
export function endShowing(window: Window, at: number, now: number): number | null {
  if (at >= window.from && at <= window.to) return window.end;
  return withinPast(at + LENGTH_MS[window.range] / 2, now);
}

type Moment = { readonly id: number; readonly notAfter: string };

/**
 * What comes before and after the transition that is open, or after the end of the window where none is.
 *
 * @param items Newest first.
 */
export function neighbours<T extends Moment>(
  items: readonly T[],
  open: number | null,
  { to }: Pick<Window, "to">,
): { previous?: T | undefined; next?: T | undefined } {
  const at = items.findIndex(({ id }) => id === open);
  if (at >= 0) return { previous: items[at + 1], next: items[at - 1] };
  return {
    previous: items.find(({ notAfter }) => Date.parse(notAfter) <= to),
    next: items.findLast(({ notAfter }) => Date.parse(notAfter) > to),
  };
}

function withinPast(end: number, now: number): number | null {
  return end >= now ? null : Math.round(end);
}
