import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { AsOf, Bands, DetectionList, HistoryPage, NotesAnswer, Transition } from "#lib/contract/history.ts";
import { getJson } from "./http.ts";

/** Which transitions. Times are RFC 3339. */
export type HistoryFilters = {
  readonly ip?: string | undefined;
  readonly namespace?: string | undefined;
  readonly cause?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly acknowledged?: boolean | undefined;
};

export type BandRange = { readonly from: string; readonly to: string; readonly ips?: readonly string[] | undefined };

/** Detections have no event of their own in the stream. */
const REFRESH_MS = 15_000;
const PAGE = 100;

type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

function queryText(fields: Fields): string {
  const given = Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    const text = Array.isArray(value) ? value.join(",") : value === undefined ? "" : String(value);
    return text === "" ? [] : [[name, text]];
  });
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function pathOf(ip: string): string {
  return `/api/v1/floating-ips/${encodeURIComponent(ip)}`;
}

/** Keys and fetchers of what history tells. */
export const historyQueries = {
  allHistory: () => ["history"] as const,
  history: (filters: HistoryFilters = {}) =>
    infiniteQueryOptions({
      queryKey: [...historyQueries.allHistory(), filters] as const,
      queryFn: ({ signal, pageParam }) =>
        getJson(`/api/v1/history${queryText({ ...filters, limit: PAGE, cursor: pageParam ?? undefined })}`, HistoryPage, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      // The stream adds what is new.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** With its evidence. */
  transition: (id: number) =>
    queryOptions({
      queryKey: ["transition", id] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/history/${id}`, Transition, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  allBands: () => ["bands"] as const,
  bands: ({ from, to, ips }: BandRange) =>
    queryOptions({
      queryKey: [...historyQueries.allBands(), from, to, ips ?? null] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/history/bands${queryText({ from, to, ip: ips })}`, Bands, { signal }),
    }),
  allDetections: () => ["detections"] as const,
  detections: (filters: { readonly ip?: string; readonly open?: boolean; readonly from?: string; readonly to?: string } = {}) =>
    queryOptions({
      queryKey: [...historyQueries.allDetections(), filters] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/detections${queryText(filters)}`, DetectionList, { signal }),
      refetchInterval: REFRESH_MS,
    }),
  /** @param at RFC 3339. */
  asOf: (ip: string, at: string) =>
    queryOptions({
      queryKey: ["as-of", ip, at] as const,
      queryFn: ({ signal }) => getJson(`${pathOf(ip)}${queryText({ at })}`, AsOf, { signal }),
    }),
  notes: (ip: string) =>
    queryOptions({
      queryKey: ["notes", ip] as const,
      queryFn: ({ signal }) => getJson(`${pathOf(ip)}/notes`, NotesAnswer, { signal }),
    }),
};

/** Where the browser downloads exactly the filtered view. */
export function exportHref(filters: HistoryFilters, format: "csv" | "json"): string {
  return `/api/v1/history${queryText({ ...filters, ...(format === "csv" ? { format } : { all: true }) })}`;
}

/** Where the browser downloads an incident bundle. */
export function bundleHref(ip: string, range: { readonly from?: string; readonly to?: string } = {}): string {
  return `${pathOf(ip)}/bundle${queryText(range)}`;
}
