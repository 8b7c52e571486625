import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { AddressAnswers } from "#lib/contract/addresses.ts";
import { newerList } from "#lib/contract/apply-change.ts";
import { FindingList } from "#lib/contract/findings.ts";
import { FloatingIpDetail, FloatingIpList } from "#lib/contract/floating-ips.ts";
import { Gates } from "#lib/contract/gates.ts";
import type { WhatIf } from "#lib/contract/questions.ts";
import { Status } from "#lib/contract/status.ts";
import { WhatIfAnswer } from "#lib/contract/what-if.ts";
import { getJson, ProblemError, postJson } from "./http.ts";

/** What has no event of its own in the stream is asked for again this often. */
const REFRESH_MS = 15_000;

/** A refusal stays one; what else failed may work the next time. */
export function mayRetry(failures: number, error: unknown): boolean {
  const isFinal = error instanceof ProblemError && error.problem.status < 500;
  return !isFinal && failures < 3;
}

/** Keys and fetchers together. */
export const queries = {
  list: () =>
    queryOptions({
      queryKey: ["floating-ips"] as const,
      queryFn: ({ signal }) => getJson("/api/v1/floating-ips", FloatingIpList, { signal }),
      // The stream keeps it current.
      staleTime: Number.POSITIVE_INFINITY,
      // A fetch that was under way may end after a newer event has come.
      structuralSharing: (held, fetched) => newerList(held as FloatingIpList | undefined, fetched as FloatingIpList),
    }),
  details: () => ["floating-ip"] as const,
  detail: (ip: string) =>
    queryOptions({
      queryKey: [...queries.details(), ip] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/floating-ips/${encodeURIComponent(ip)}`, FloatingIpDetail, { signal }),
      refetchInterval: REFRESH_MS,
    }),
  findings: () =>
    queryOptions({
      queryKey: ["findings"] as const,
      queryFn: ({ signal }) => getJson("/api/v1/findings", FindingList, { signal }),
      refetchInterval: REFRESH_MS,
    }),
  gates: () =>
    queryOptions({
      queryKey: ["gates"] as const,
      queryFn: ({ signal }) => getJson("/api/v1/gates", Gates, { signal }),
      refetchInterval: REFRESH_MS,
    }),
  status: () =>
    queryOptions({
      queryKey: ["status"] as const,
      queryFn: ({ signal }) => getJson("/api/v1/status", Status, { signal }),
      refetchInterval: REFRESH_MS,
    }),
  addresses: () => ["address"] as const,
  address: (ip: string) =>
    queryOptions({
      queryKey: [...queries.addresses(), ip] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/addresses/${encodeURIComponent(ip)}`, AddressAnswers, { signal }),
    }),
  whatIfs: () => ["what-if"] as const,
  whatIf: (question: z.input<typeof WhatIf>) =>
    queryOptions({
      queryKey: [...queries.whatIfs(), question] as const,
      queryFn: ({ signal }) => postJson("/api/v1/what-if", question, WhatIfAnswer, { signal }),
    }),
};
