"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Freshness, freshnessOf, type Live, NOT_YET } from "#lib/client/live.ts";
import { queries } from "#lib/client/queries.ts";
import { useLiveStream } from "#lib/client/use-live-stream.ts";

const LiveContext = createContext<Live>(NOT_YET);
const NowContext = createContext<number>(0);

const TICK_MS = 1_000;

/** The one stream and the one clock of the page. */
export function LiveProvider({ startedAt, children }: { startedAt: number; children: ReactNode }) {
  const live = useLiveStream();
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <LiveContext value={live}>
      <NowContext value={now}>{children}</NowContext>
    </LiveContext>
  );
}

/** A moment that is over: no clock runs in it, and nothing in it is live. @param at Milliseconds. */
export function FrozenLive({ at, children }: { at: number; children: ReactNode }) {
  const frozen = useMemo<Live>(() => ({ line: "lost", heardAt: at, offsetMs: 0, lastEventAt: {} }), [at]);
  return (
    <LiveContext value={frozen}>
      <NowContext value={at}>{children}</NowContext>
    </LiveContext>
  );
}

/** Milliseconds by the page's clock; moves every second. */
export function useNow(): number {
  return useContext(NowContext);
}

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Milliseconds by the server's clock: what times of the API are compared with. */
export function useServerNow(): number {
  const { offsetMs } = useLive();
  return useNow() - offsetMs;
}

export function useFreshness(): Freshness {
  const live = useLive();
  const now = useNow();
  const { data: status } = useQuery(queries.status());
  return freshnessOf(live, status?.sources ?? [], now);
}

/** Whether pods were seen at all: before that, "none" would be a guess. */
export function useKnowsPods(): boolean {
  const { data: status } = useQuery(queries.status());
  return status?.sources.some(({ source, state }) => isOfPods(source) && (state === "synced" || state === "stale")) ?? false;
}

function isOfPods(source: string): boolean {
  return source === "pods" || source.startsWith("pods/");
}

/** Whether what the page shows of pods is not live any more: then it speaks in the past tense, on hatched ground. */
export function useIsStale(): boolean {
  const freshness = useFreshness();
  if (freshness.kind === "reconnecting") return true;
  return freshness.kind === "stale" && freshness.sources.some(isOfPods);
}
