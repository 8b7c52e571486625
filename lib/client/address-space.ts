import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { FreeAddresses } from "#lib/contract/pools.ts";
import { AddressSpaceAnswer } from "./address-space-answer.ts";
import { getJson } from "./http.ts";
import { queries } from "./queries.ts";

/** Keys and fetchers together. */
export const addressSpaceQueries = {
  space: () =>
    queryOptions({
      queryKey: ["pools"] as const,
      queryFn: ({ signal }) => getJson("/api/v1/pools", AddressSpaceAnswer, { signal }),
      // The stream says when it may have changed.
      staleTime: Number.POSITIVE_INFINITY,
      // Ten thousand blocks are compared by who shows them.
      structuralSharing: false,
    }),
  allFree: () => ["free-addresses"] as const,
  free: (pool: string | null, count: number) =>
    queryOptions({
      queryKey: [...addressSpaceQueries.allFree(), pool, count] as const,
      queryFn: ({ signal }) =>
        getJson(`/api/v1/free-addresses?count=${count}&pool=${encodeURIComponent(pool ?? "")}`, FreeAddresses, { signal }),
      placeholderData: keepPreviousData,
    }),
};

/** Asks again for what is shown of the address space, where the console says that it may have changed. */
export function takeAddressSpace(client: QueryClient, version: number): void {
  const held = client.getQueryData(addressSpaceQueries.space().queryKey);
  if (!held || held.version === version) return;
  for (const queryKey of [addressSpaceQueries.space().queryKey, addressSpaceQueries.allFree(), queries.addresses()]) {
    void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
  }
}
