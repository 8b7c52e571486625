import "server-only";
import type { SourceState, SourceStatus } from "#lib/domain/snapshot.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import type { SourceFailure } from "./failure.ts";
import type { SnapshotStore } from "./store.ts";

type Entry = {
  state: SourceState;
  failure: SourceFailure | null;
  sinceMs: number;
  /** Bytes of its own, or a probe that was answered while its watch was open. */
  aliveAtMs: number | null;
  isWatchOpen: boolean;
};

/** How well each source is known. Says "stale" for all of them while the API server is out. */
export type SourceBoard = {
  add(source: string): void;
  set(source: string, state: SourceState, failure: SourceFailure | null): void;
  state(source: string): SourceState;
  /** Bytes came. */
  alive(source: string): void;
  watchOpened(source: string): void;
  watchClosed(source: string): void;
  /** The server answered: what is watched and quiet is as live as what talks. */
  probed(): void;
  /** From now on nothing can be called live; until {@link SourceBoard.endOutage}. */
  beginOutage(failure: SourceFailure): void;
  /** The server is back. A source stays stale until its own watch has been resumed. */
  endOutage(): void;
  /** The newest sign of life over all sources. */
  lastAliveAtMs(): number;
};

export function createSourceBoard(store: SnapshotStore, now: () => number = Date.now): SourceBoard {
  const entries = new Map<string, Entry>();
  let outage: { readonly failure: SourceFailure; readonly sinceMs: number } | null = null;
  let lastAliveAtMs = 0;

  function entryOf(source: string): Entry {
    const entry = entries.get(source);
    if (!entry) throw new RangeError(`no source ${source}`);
    return entry;
  }

  function statusOf(source: string, entry: Entry): SourceStatus {
    const isHidden = outage !== null && entry.state === "synced";
    const failure = isHidden && outage ? outage.failure : entry.failure;
    return {
      source,
      state: isHidden ? "stale" : entry.state,
      since: timeOf(isHidden && outage ? outage.sinceMs : entry.sinceMs),
      lastEventAt: entry.aliveAtMs === null ? null : timeOf(entry.aliveAtMs),
      code: failure?.code ?? null,
      reason: failure?.message ?? null,
      ...(failure && { facts: failure.facts }),
    };
  }

  function publish(source: string, entry: Entry): void {
    const status = statusOf(source, entry);
    metrics.cluster.synced.set({ source }, status.state === "synced" ? 1 : 0);
    store.putSource(status);
  }

  function touch(source: string, entry: Entry, atMs: number): void {
    entry.aliveAtMs = atMs;
    store.touchSource(source, timeOf(atMs));
  }

  return {
    add(source) {
      const entry: Entry = { state: "syncing", failure: null, sinceMs: now(), aliveAtMs: null, isWatchOpen: false };
      entries.set(source, entry);
      publish(source, entry);
    },
    set(source, state, failure) {
      const entry = entryOf(source);
      if (entry.state === state && entry.failure?.message === failure?.message) return;
      if (entry.state !== state) entry.sinceMs = now();
      entry.state = state;
      entry.failure = failure;
      publish(source, entry);
    },
    state: (source) => entryOf(source).state,
    alive(source) {
      lastAliveAtMs = now();
      entryOf(source).aliveAtMs = lastAliveAtMs;
    },
    watchOpened(source) {
      entryOf(source).isWatchOpen = true;
    },
    watchClosed(source) {
      entryOf(source).isWatchOpen = false;
    },
    probed() {
      const atMs = now();
      lastAliveAtMs = atMs;
      for (const [source, entry] of entries) {
        if (entry.isWatchOpen) touch(source, entry, atMs);
        else if (entry.aliveAtMs !== null) touch(source, entry, entry.aliveAtMs);
      }
    },
    beginOutage(failure) {
      outage = { failure, sinceMs: outage?.sinceMs ?? now() };
      for (const [source, entry] of entries) if (entry.state === "synced") publish(source, entry);
    },
    endOutage() {
      if (!outage) return;
      const { failure, sinceMs } = outage;
      outage = null;
      for (const entry of entries.values()) {
        if (entry.state !== "synced") continue;
        Object.assign(entry, { state: "stale", failure, sinceMs });
      }
    },
    lastAliveAtMs: () => lastAliveAtMs,
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
