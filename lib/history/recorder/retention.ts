import { setTimeout as pause } from "node:timers/promises";
import { log } from "#lib/log/log.ts";
import type { HistoryStore, RetentionPolicy } from "../store.ts";

const TIMING = { everyMs: 60 * 60_000, betweenMs: 100, untilRecordingMs: 5_000 };
/** So few that nobody waits for it. */
const ROWS = 500;

export type RetentionOptions = {
  readonly policy: RetentionPolicy;
  readonly now: () => number;
  /** The store while this replica records; one is enough to forget. */
  readonly store: () => HistoryStore | null;
  readonly timing?: Partial<typeof TIMING>;
};

/** Forgets what is over its time: at the start, and every hour, in small steps. Returns the way out. */
export function startRetention({ policy, now, store, timing = {} }: RetentionOptions): () => Promise<void> {
  const { everyMs, betweenMs, untilRecordingMs } = { ...TIMING, ...timing };
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const isDone = await round();
      await pause(isDone ? everyMs : untilRecordingMs, undefined, { signal, ref: false });
    }
  }

  async function round(): Promise<boolean> {
    for (let hasMore = true; hasMore; await pause(betweenMs, undefined, { signal, ref: false })) {
      const current = store();
      if (!current) return false;
      try {
        ({ hasMore } = await current.forget(policy, now(), ROWS));
      } catch (error) {
        log.warn({ err: error }, "what is over its time could not be forgotten");
        return true;
      }
    }
    return true;
  }

  const running = policy.transitionDays === 0 && policy.evidenceDays === 0 ? Promise.resolve() : run().catch(() => {});
  return async () => {
    stopping.abort();
    await running;
  };
}
