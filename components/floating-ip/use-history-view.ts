"use client";

import { parseAsInteger, parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from "nuqs";
import { RANGES } from "./history-window.ts";

/** What of the past is shown stands in the URL: the window of the band, the moment asked about, the row that is open. */
export function useHistoryView() {
  const [values, set] = useQueryStates(
    {
      range: parseAsStringLiteral(RANGES).withDefault("24h"),
      end: parseAsIsoDateTime,
      at: parseAsIsoDateTime,
      transition: parseAsInteger,
    },
    { history: "replace", shallow: true },
  );
  return { ...values, set };
}
