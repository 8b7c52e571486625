import { setTimeout as sleep } from "node:timers/promises";

/** Keys to work on, each by one worker at a time; a key that fails or asks for it comes back later. */
export type WorkQueue = {
  add(key: string, afterMs?: number): void;
  /** Nothing is worked on before. */
  resume(): void;
  stop(): Promise<void>;
};

const RETRY_MS = 500;

/** @param work Level-based: it looks at the present state of its key. Returns after how many milliseconds to look again, or nothing. */
export function createWorkQueue(
  work: (key: string) => Promise<number | undefined>,
  { workers, onError }: { readonly workers: number; readonly onError: (key: string, error: unknown) => void },
): WorkQueue {
  const waiting = new Set<string>();
  const active = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  let paused = true;

  function add(key: string, afterMs = 0): void {
    if (stopped) return;
    if (afterMs === 0) {
      waiting.add(key);
      pump();
      return;
    }
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        add(key);
      }, afterMs),
    );
  }

  function pump(): void {
    if (paused) return;
    for (const key of [...waiting]) {
      if (active.size >= workers) return;
      if (active.has(key)) continue;
      waiting.delete(key);
      active.add(key);
      void run(key);
    }
  }

  async function run(key: string): Promise<void> {
    try {
      const again = await work(key);
      if (again !== undefined) add(key, again);
    } catch (error) {
      // A conflict, or the API server is away: the state is looked at again.
      if (!stopped) onError(key, error);
      add(key, RETRY_MS);
    } finally {
      active.delete(key);
      pump();
    }
  }

  return {
    add,
    resume() {
      paused = false;
      pump();
    },
    async stop() {
      stopped = true;
      waiting.clear();
      for (const timer of timers.values()) clearTimeout(timer);
      while (active.size > 0) await sleep(10);
    },
  };
}
