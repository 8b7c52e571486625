"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const VIEWS = ["rows", "map"] as const;
/** What the page shows stands in the URL, so that a link shows the same. */
export function useSpace() {
  const [{ pool, at, view }, set] = useQueryStates(
    { pool: parseAsString, at: parseAsString, view: parseAsStringLiteral(VIEWS).withDefault("rows") },
    { history: "replace", shallow: true },
  );
  return { chosen: pool, at, view, set };
}
