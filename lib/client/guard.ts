import { queryOptions } from "@tanstack/react-query";
import { Guard } from "#lib/contract/guard.ts";
import { getJson } from "./http.ts";

/** No watch follows the guard; it seldom changes. */
const REFRESH_MS = 15_000;

export const guardQuery = () =>
  queryOptions({
    queryKey: ["guard"] as const,
    queryFn: ({ signal }) => getJson("/api/v1/guard", Guard, { signal }),
    refetchInterval: REFRESH_MS,
  });
