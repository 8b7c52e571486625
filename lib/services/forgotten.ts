import "server-only";
import type { HistorySource } from "./history-port.ts";

export const DAY_MS = 24 * 60 * 60_000;

/**
 * The time of which rows and blind spans may be gone: what is left of it proves nothing.
 *
 * The first row and the newest stay, and look as if nothing had been between them.
 *
 * @returns `to` is exclusive; `null` where everything is kept.
 */
export function forgottenAt({ retentionDays }: HistorySource, now: number): { readonly from: number; readonly to: number } | null {
  return retentionDays === 0 ? null : { from: Number.NEGATIVE_INFINITY, to: now - retentionDays * DAY_MS };
}
