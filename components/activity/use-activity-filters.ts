"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { ActivityFilter } from "#lib/client/plans.ts";
import { OUTCOMES } from "#lib/contract/outcome.ts";
import { ACTIONS } from "#lib/contract/plans.ts";

/** What the page shows stands in the URL: the filters, and the action that is open. */
export function useActivityFilters() {
  const [values, set] = useQueryStates(
    {
      what: parseAsStringLiteral(ACTIONS),
      outcome: parseAsStringLiteral(OUTCOMES),
      by: parseAsString.withDefault(""),
      action: parseAsString,
    },
    { history: "replace", shallow: true },
  );
  const filter: ActivityFilter = {
    ...(values.what !== null && { action: values.what }),
    ...(values.outcome !== null && { outcome: values.outcome }),
    ...(values.by !== "" && { by: values.by }),
  };
  return {
    values,
    set,
    filter,
    isFiltered: Object.keys(filter).length > 0,
    clear: () => void set({ what: null, outcome: null, by: null }),
  };
}
export type ActivityFilters = ReturnType<typeof useActivityFilters>;
