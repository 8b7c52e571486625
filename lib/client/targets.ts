import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { TargetDetail, type TargetKind, TargetList } from "#lib/contract/targets.ts";
import { getJson } from "./http.ts";

export type TargetName = { readonly kind: TargetKind; readonly namespace: string; readonly name: string };

const REFRESH_MS = 5_000;

/** Keys and fetchers of what may be given an address. */
export const targetQueries = {
  search: (q: string, claiming: boolean) =>
    queryOptions({
      queryKey: ["targets", q, claiming] as const,
      queryFn: ({ signal }) =>
        getJson(`/api/v1/targets?q=${encodeURIComponent(q)}${claiming ? "&claiming=true" : ""}`, TargetList, { signal }),
      placeholderData: keepPreviousData,
    }),
  one: ({ kind, namespace, name }: TargetName) =>
    queryOptions({
      queryKey: ["target", kind, namespace, name] as const,
      queryFn: ({ signal }) =>
        getJson(`/api/v1/targets/${[kind, namespace, name].map(encodeURIComponent).join("/")}`, TargetDetail, { signal }),
      refetchInterval: REFRESH_MS,
    }),
};
