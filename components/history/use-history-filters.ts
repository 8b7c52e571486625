"use client";

import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import type { HistoryFilters } from "#lib/client/history.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { TRANSITION_CAUSES, TRANSITION_KINDS } from "#lib/domain/history/transition.ts";

export const RANGES = ["1h", "6h", "24h", "7d", "30d", "all"] as const;
export type Range = (typeof RANGES)[number];
const HOUR_MS = 3_600_000;
const LENGTHS: Readonly<Record<Exclude<Range, "all">, number>> = {
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
};

/** What the page shows stands in the URL: the filters, the row that is open, and the question who had an address then. */
export function useHistoryFilters() {
  const [values, set] = useQueryStates(
    {
      ip: parseAsString.withDefault(""),
      namespace: parseAsString.withDefault(""),
      kind: parseAsArrayOf(parseAsStringLiteral(TRANSITION_KINDS)).withDefault([]),
      cause: parseAsArrayOf(parseAsStringLiteral(TRANSITION_CAUSES)).withDefault([]),
      range: parseAsStringLiteral(RANGES).withDefault("24h"),
      unseen: parseAsBoolean.withDefault(false),
      id: parseAsInteger,
      asked: parseAsString.withDefault(""),
      at: parseAsIsoDateTime,
    },
    { history: "replace", shallow: true },
  );
  const isFiltered = Boolean(values.ip || values.namespace || values.kind.length || values.cause.length || values.unseen);
  const clear = () => void set({ ip: null, namespace: null, kind: null, cause: null, unseen: null });
  return { values, set, isFiltered, clear };
}
export type HistoryView = ReturnType<typeof useHistoryFilters>;

/**
 * What the API is asked for.
 *
 * @param to The end of the range, milliseconds; ranges move in steps, so that each second is not another question.
 */
export function questionOf({ ip, namespace, kind, cause, range, unseen }: HistoryView["values"], to: number): HistoryFilters {
  return {
    ...(ip && { ip: canonicalAddress(ip) ?? ip }),
    ...(namespace && { namespace }),
    ...(kind.length > 0 && { kind }),
    ...(cause.length > 0 && { cause }),
    ...(unseen && { acknowledged: false }),
    ...(range !== "all" && { from: new Date(to - LENGTHS[range]).toISOString() }),
  };
}

/** When the range begins; `null` for all. */
export function beginOf(range: Range, to: number): number | null {
  return range === "all" ? null : to - LENGTHS[range];
}
