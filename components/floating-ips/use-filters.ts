"use client";

import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FLOATING_IP_STATES } from "#lib/contract/floating-ips.ts";
import type { FloatingIpFilter } from "#lib/contract/questions.ts";

/** What the list shows stands in the URL, so that a link shows the same. */
export function useFilters() {
  const [values, set] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      state: parseAsArrayOf(parseAsStringLiteral(FLOATING_IP_STATES)).withDefault([]),
      namespace: parseAsString.withDefault(""),
      node: parseAsString.withDefault(""),
      risk: parseAsBoolean.withDefault(false),
      selected: parseAsString.withDefault(""),
    },
    { history: "replace", shallow: true },
  );
  const filter: FloatingIpFilter = {
    ...(values.q && { q: values.q }),
    ...(values.state.length > 0 && { state: values.state }),
    ...(values.namespace && { namespace: values.namespace }),
    ...(values.node && { node: values.node }),
  };
  const isFiltered = Object.keys(filter).length > 0 || values.risk;
  return { values, filter, isFiltered, set, clear: () => void set({ q: null, state: null, namespace: null, node: null, risk: null }) };
}
