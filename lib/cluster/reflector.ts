import "server-only";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import type { ApiClient } from "./api-client.ts";
import { BACKOFF, type BackoffTiming, backoffMs } from "./backoff.ts";
import { failureOfException } from "./classify.ts";
import { SourceFailure, unreachable } from "./failure.ts";
import { listPages } from "./list-pages.ts";
import { pause } from "./pause.ts";
import { readWatch } from "./read-watch.ts";
import type { SourceFeed } from "./source-feed.ts";
import type { Target } from "./target.ts";

export type ReflectorTiming = {
  readonly backoff: BackoffTiming;
  /** After a refusal: long, since rights change seldom, and short enough that a granted one shows by itself. */
  readonly forbiddenMs: number;
  /** After a 404: the kind may be installed any time. */
  readonly missingMs: number;
  /** See `WatchOptions.idleMs`. The API server sends a bookmark about once a minute. */
  readonly idleMs: number;
  /** How long a WatchList may stay silent before it is taken for a server that does not know it. */
  readonly watchListSilenceMs: number;
  /** How long a source whose watch broke may try again before it is called stale. */
  readonly graceMs: number;
};

export const REFLECTOR_TIMING: ReflectorTiming = {
  backoff: BACKOFF,
  forbiddenMs: 30_000,
  missingMs: 15_000,
  idleMs: 120_000,
  watchListSilenceMs: 5_000,
  graceMs: 1_500,
};

/** A watch that lived that long was a good one: what breaks it next is the first failure. */
const GOOD_WATCH_MS = 5_000;
/** A resumed watch is refused as too old with its first event, not with its status: so long that is waited for. */
const CONFIRM_MS = 250;
const WATCH_SECONDS = { from: 300, to: 600 };

export type ReflectorOptions = {
  readonly api: ApiClient;
  readonly target: Target;
  readonly feed: SourceFeed;
  /** Shared by all reflectors of a server: whether it streams what is there at the begin of a watch (WatchList). */
  readonly watchList: { isSupported: boolean };
  readonly isLarge: boolean;
  readonly timing?: ReflectorTiming;
  readonly random?: () => number;
};

export type Reflector = {
  /** Gives up what is under way and goes on from the last seen version, at once. */
  restart(): void;
  stop(): Promise<void>;
};

/** Keeps one target's feed equal to the API server, for as long as it runs: list, watch, and again when either breaks. */
export function startReflector(options: ReflectorOptions): Reflector {
  const { api, target, feed, watchList } = options;
  const timing = options.timing ?? REFLECTOR_TIMING;
  const random = options.random ?? Math.random;
  const labels = { resource: target.resource };

  let resourceVersion: string | null = null;
  let failures = 0;
  let isStopped = false;
  let attempt = new AbortController();
  let openedAt: number | null = null;
  let lastFailure: SourceFailure | null = null;
  let grace: NodeJS.Timeout | null = null;
  let confirmation: NodeJS.Timeout | null = null;

  async function run(): Promise<void> {
    while (!isStopped) {
      attempt = new AbortController();
      openedAt = null;
      try {
        await follow(attempt.signal);
        if (!isGood()) await pause(timing.backoff.baseMs * random(), attempt.signal);
      } catch (error) {
        if (isStopped) return;
        const failure = failureOfException(error, server());
        if (needsList(failure)) resourceVersion = null;
        // A restart that was asked for is no failure.
        if (!attempt.signal.aborted) {
          close();
          await pause(recover(failure), attempt.signal);
        }
      } finally {
        close();
      }
    }
  }

  /** One list, unless the last version is still good, and one watch to its end. */
  async function follow(signal: AbortSignal): Promise<void> {
    if (resourceVersion === null) {
      // Until the new list is complete, what is known is a mixture that never was.
      if (feed.isSynced()) fail(lastFailure ?? unreachable(server(), "it is listed again"));
      if (options.isLarge && watchList.isSupported && (await followWatchList(signal))) return;
      await list(signal);
    }
    await watch(signal, null);
  }

  async function list(signal: AbortSignal): Promise<void> {
    const took = metrics.reflector.listSeconds.startTimer(labels);
    feed.beginList();
    const version = await listPages(api, target, signal, (items) => {
      for (const item of items) feed.upsert(item);
      feed.bytes();
    });
    feed.bytes();
    feed.endList();
    took();
    resourceVersion = version;
    synced();
  }

  /** @returns Whether the server knows it. */
  async function followWatchList(signal: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), timing.watchListSilenceMs);
    try {
      await watch(AbortSignal.any([signal, silence.signal]), timer);
      return true;
    } catch (error) {
      const isRefused = error instanceof SourceFailure && (error.status === 400 || error.status === 422);
      if (!isRefused && !silence.signal.aborted) throw error;
      feed.closed();
      watchList.isSupported = false;
      log.info({ resource: target.resource }, "the API server knows no WatchList; it is listed in pages");
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async function watch(signal: AbortSignal, silence: NodeJS.Timeout | null): Promise<void> {
    let isInitial = resourceVersion === null;
    const took = isInitial ? metrics.reflector.listSeconds.startTimer(labels) : null;
    const timeoutSeconds = Math.round(WATCH_SECONDS.from + (WATCH_SECONDS.to - WATCH_SECONDS.from) * random());
    if (isInitial) feed.beginList();
    await readWatch(api, target, { resourceVersion, timeoutSeconds, idleMs: timing.idleMs }, signal, {
      onOpen() {
        openedAt = performance.now();
        feed.opened();
        if (!isInitial) confirmation = setTimeout(synced, CONFIRM_MS);
      },
      onBytes() {
        feed.bytes();
        if (isInitial) silence?.refresh();
      },
      onObject(type, object, version) {
        metrics.reflector.events.inc({ ...labels, type });
        if (type === "DELETED") feed.remove(object);
        else feed.upsert(object);
        if (!isInitial) resumed(version);
      },
      onBookmark(version, isInitialEnd) {
        if (!isInitial) return resumed(version);
        if (!isInitialEnd) return;
        resourceVersion = version;
        isInitial = false;
        if (silence) clearTimeout(silence);
        feed.endList();
        took?.();
        synced();
      },
    });
  }

  /** What a watch sends after it was resumed shows that its version was still good. */
  function resumed(version: string): void {
    resourceVersion = version;
    if (confirmation) synced();
  }

  function synced(): void {
    endConfirmation();
    endGrace();
    lastFailure = null;
    feed.synced();
  }

  function close(): void {
    feed.closed();
    endConfirmation();
    if (isStopped || grace || !feed.isSynced()) return;
    grace = setTimeout(() => fail(lastFailure ?? unreachable(server(), "the watch is not resumed")), timing.graceMs);
  }

  /** A watch that is being confirmed stays so: else the source would be stale for as long as that watch is open. */
  function fail(failure: SourceFailure): void {
    endGrace();
    feed.failed(failure);
  }

  function endGrace(): void {
    if (grace) clearTimeout(grace);
    grace = null;
  }

  function endConfirmation(): void {
    if (confirmation) clearTimeout(confirmation);
    confirmation = null;
  }

  function server(): string {
    return api.connection()?.server ?? "";
  }

  function isGood(): boolean {
    return openedAt !== null && performance.now() - openedAt >= GOOD_WATCH_MS;
  }

  /** @returns How long to wait before the next attempt. */
  function recover(failure: SourceFailure): number {
    if (isGood()) failures = 0;
    failures += 1;
    metrics.reflector.failures.inc({ ...labels, code: failure.code });
    log.debug({ resource: target.resource, namespace: target.namespace, code: failure.code, failures }, failure.message);

    if (failure.code === "forbidden" || failure.code === "kind-missing") {
      resourceVersion = null;
      // Both are also said by a server that has just started: what is known goes only when it is said again.
      const isSure = failures > 1 || feed.isEmpty();
      if (isSure) feed.clear();
      fail(failure);
      return isSure ? (failure.code === "forbidden" ? timing.forbiddenMs : timing.missingMs) * (1 + random()) : timing.backoff.baseMs;
    }
    lastFailure = failure;
    if (failures > 1 || !feed.isSynced()) fail(failure);
    return backoffMs(failures, random(), timing.backoff);
  }

  /** Whether what the last version leads to cannot be read, or is gone. */
  function needsList({ code, status }: SourceFailure): boolean {
    if (code === "expired" || code === "malformed") return true;
    if (code !== "server-error") return false;
    // An ERROR event may come again at the same place; and a server restored from a backup refuses a version of its future.
    return openedAt !== null || status === 400 || status === 422 || failures > 2;
  }

  const running = run();
  return {
    restart() {
      failures = 0;
      attempt.abort();
    },
    async stop() {
      isStopped = true;
      endConfirmation();
      endGrace();
      attempt.abort();
      await running;
    },
  };
}
