import { expect } from "vitest";
import { sameStanding } from "../../lib/domain/history/standing.ts";
import type { BlindSpan, Transition } from "../../lib/domain/history/transition.ts";
import type { HistoryStore } from "../../lib/history/store.ts";

/** Oldest first. */
export async function everyRow(store: HistoryStore): Promise<readonly Transition[]> {
  const rows: Transition[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = await store.transitions({ limit: 500, before: rows.at(-1)?.id, withEvidence: false });
    rows.push(...page.items);
    hasMore = page.hasMore;
  }
  return rows.toReversed();
}

/** Of each address, every row starts from where the one before ended: none is missing, and none is there twice. */
export function expectChains(rows: readonly Transition[]): void {
  for (const chain of Map.groupBy(rows, ({ ip }) => ip).values()) {
    for (const [index, row] of chain.entries()) {
      const before = chain[index - 1];
      if (!before) continue;
      expect(sameStanding(before.to, row.from), `#${row.id} starts from where #${before.id} ended`).toBe(true);
      expect(row.notBefore, `#${row.id} is not before #${before.id}`).toBeGreaterThanOrEqual(before.notBefore);
      expect(row.notAfter, `#${row.id} is not before #${before.id}`).toBeGreaterThanOrEqual(before.notAfter);
    }
  }
}

/** What readers of a stream were told of is in the store, as they were told. */
export function expectStored(
  rows: readonly Transition[],
  told: readonly { readonly id: number; readonly ip: string; readonly kind: string }[],
): void {
  const stored = new Map(rows.map(({ id, ip, kind }) => [id, { id, ip, kind }]));
  for (const { id, ip, kind } of told) expect(stored.get(id)).toEqual({ id, ip, kind });
}

/** Whether nobody looked at some time of a pause, and a span says so. */
export function isCovered(spans: readonly BlindSpan[], from: number, to: number): boolean {
  return spans.some((span) => span.source === "all" && span.from <= from && span.to !== null && span.to > from && span.from < to);
}
