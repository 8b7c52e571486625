import "server-only";

export type BackoffTiming = { readonly firstMs: number; readonly baseMs: number; readonly capMs: number };

export const BACKOFF: BackoffTiming = { firstMs: 200, baseMs: 1_000, capMs: 30_000 };

/**
 * How long to wait before the next attempt. The first is almost at once, since most breaks are a restart elsewhere.
 *
 * @param failures How many attempts failed in a row; 1 or more.
 * @param random 0 up to 1. Spreads a fleet that lost the same server at the same moment: over the lower half of the wait.
 * @returns Milliseconds.
 */
export function backoffMs(failures: number, random: number, timing: BackoffTiming = BACKOFF): number {
  if (failures <= 1) return timing.firstMs * random;
  const full = Math.min(timing.capMs, timing.baseMs * 2 ** Math.min(failures - 2, 30));
  return full * (0.5 + random / 2);
}
