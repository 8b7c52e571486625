import "server-only";
import type { HistoryStore } from "#lib/history/store.ts";

/** So many of the newest rows of an address stay, and the first. */
const ALWAYS_KEPT = 50;
export const DAY_MS = 24 * 60 * 60_000;

/** `to` is exclusive. */
export type Forgotten = { readonly from: number; readonly to: number };

/**
 * The time of an address of which rows may be gone.
 *
 * What is over its time goes, but for the first row and the newest: so there is at most one hole, right behind the first row.
 * Whether rows did go cannot be told from what is left, nor from how long rows are kept now, which may have been less before.
 * The same before and after proves nothing. Within a day nothing is over its time.
 *
 * @returns `null` where all rows are there.
 */
export async function forgottenOf(store: Pick<HistoryStore, "transitions" | "around">, ip: string, now: number): Promise<Forgotten | null> {
  const { items } = await store.transitions({ ip, limit: ALWAYS_KEPT + 1, withEvidence: false });
  if (items.length <= ALWAYS_KEPT) return null;
  const { after: first } = await store.around(ip, -1);
  if (!first || first.notAfter > now - DAY_MS) return null;
  const { before, during, after } = await store.around(ip, first.notAfter);
  const next = during.find(({ id }) => id !== first.id) ?? after;
  return before?.id === first.id && next && next.notBefore > first.notAfter ? { from: first.notAfter, to: next.notBefore } : null;
}
