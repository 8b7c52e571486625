"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { OUTCOMES, outcomeOf } from "#components/plan/action-state.ts";
import type { Action } from "#lib/contract/plans.ts";

/** What the page shows stands in the URL: the filters, and the action that is open. */
export function useActivityFilters() {
  const [values, set] = useQueryStates(
    {
      what: parseAsString.withDefault(""),
      outcome: parseAsStringLiteral(OUTCOMES),
      by: parseAsString.withDefault(""),
      action: parseAsString,
    },
    { history: "replace", shallow: true },
  );
  return {
    values,
    set,
    isFiltered: values.what !== "" || values.outcome !== null || values.by !== "",
    clear: () => void set({ what: null, outcome: null, by: null }),
    matches: (action: Action) =>
      (values.what === "" || action.action === values.what) &&
      (values.outcome === null || outcomeOf(action) === values.outcome) &&
      (values.by === "" || action.by === values.by),
  };
}
export type ActivityFilters = ReturnType<typeof useActivityFilters>;
