"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useServerNow } from "#components/layout/live.tsx";
import { historyQueries } from "#lib/client/history.ts";
import type { BandStretch } from "#lib/contract/history.ts";

const DAY_MS = 86_400_000;
/** The band moves in steps: at its size nobody sees less, and every step is one request. */
const STEP_MS = 60_000;

export type Day = { readonly from: number; readonly to: number; readonly stretches: ReadonlyMap<string, readonly BandStretch[]> };

/** The last 24 hours of every address, in one request. `null` where history cannot be read. */
export function useDay(): Day | null {
  const now = useServerNow();
  const to = Math.ceil(now / STEP_MS) * STEP_MS;
  const range = { from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString() };
  const { data } = useQuery({ ...historyQueries.bands(range), placeholderData: keepPreviousData });
  return useMemo(
    () =>
      data
        ? {
            from: Date.parse(data.from),
            to: Date.parse(data.to),
            stretches: new Map(data.items.map(({ ip, stretches }) => [ip, stretches])),
          }
        : null,
    [data],
  );
}
