import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import type { Outcome } from "#lib/contract/outcome.ts";
import type { Intent } from "#lib/contract/plan-questions.ts";
import { Action, ActionList, Plan } from "#lib/contract/plans.ts";
import { getJson, postJson } from "./http.ts";

/** What a plan is made of: what somebody wants, or an action that is to be taken back. */
export type PlanSource = { readonly intent: IntentInput } | { readonly undo: string };
export type IntentInput = z.input<typeof Intent>;

/** Which actions: all that are named hold. */
export type ActivityFilter = { readonly action?: string; readonly outcome?: Outcome; readonly by?: string };

const Begun = z.object({ actionId: z.string() });

/** While an action runs nothing is more wanted than its next step. */
const RUNNING_MS = 500;
const REFRESH_MS = 5_000;
const PAGE = 50;

function isOver({ state, verification }: Action): boolean {
  return state !== "running" && verification.state !== "waiting";
}

/** Keys and fetchers of what is written. */
export const planQueries = {
  /** A plan lives in one process for ten minutes, so it is made anew rather than kept. */
  plan: (source: PlanSource) =>
    queryOptions({
      queryKey: ["plan", source] as const,
      queryFn: ({ signal }) =>
        "undo" in source
          ? postJson(`/api/v1/actions/${encodeURIComponent(source.undo)}/undo`, {}, Plan, { signal })
          : postJson("/api/v1/plans", source.intent, Plan, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
  actions: () => ["actions"] as const,
  activity: (filter: ActivityFilter = {}) =>
    infiniteQueryOptions({
      queryKey: [...planQueries.actions(), "list", filter] as const,
      queryFn: ({ signal, pageParam }) =>
        getJson(activityPath({ ...filter, limit: String(PAGE), ...(pageParam !== null && { cursor: pageParam }) }), ActionList, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => !items.every(isOver)) ? RUNNING_MS : REFRESH_MS),
    }),
  action: (id: string) =>
    queryOptions({
      queryKey: [...planQueries.actions(), id] as const,
      queryFn: ({ signal }) => getJson(`/api/v1/actions/${encodeURIComponent(id)}`, Action, { signal }),
      refetchInterval: ({ state }) => (state.data && isOver(state.data) ? REFRESH_MS : RUNNING_MS),
    }),
};

/** Where all actions that a filter lets through are taken away as a file. */
export function activityExport(filter: ActivityFilter): string {
  return activityPath({ ...filter, format: "jsonl" });
}

function activityPath(question: Readonly<Record<string, string>>): string {
  return `/api/v1/actions?${new URLSearchParams(question)}`;
}

export function applyPlan(id: string): Promise<{ readonly actionId: string }> {
  return postJson(`/api/v1/plans/${encodeURIComponent(id)}/apply`, {}, Begun);
}
