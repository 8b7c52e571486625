"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Severity } from "#lib/contract/findings.ts";

/** What the page shows stands in the URL, so that a link shows the same. */
export function useFindingFilters() {
  const [{ severity, code, namespace, q }, set] = useQueryStates(
    {
      severity: parseAsStringLiteral(Severity.options),
      code: parseAsString,
      namespace: parseAsString,
      q: parseAsString.withDefault(""),
    },
    { history: "replace", shallow: true },
  );
  return {
    choice: { severity, code, namespace, q },
    isFiltered: severity !== null || code !== null || namespace !== null || q !== "",
    set,
    clear: () => void set(null),
  };
}
