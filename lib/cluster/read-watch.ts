import "server-only";
import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { failureOfErrorEvent, failureOfException } from "./classify.ts";
import { malformed, SourceFailure } from "./failure.ts";
import { lineSplitter } from "./lines.ts";
import { nextTurn } from "./pause.ts";
import { pathOf, type Target } from "./target.ts";

const HEADERS_TIMEOUT_MS = 30_000;
const BUSY_MS = 15;
const INITIAL_EVENTS_END = "k8s.io/initial-events-end";

const WatchEvent = z.object({ type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]), object: z.unknown() });
const Versioned = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    annotations: z.record(z.string(), z.string()).optional().catch(undefined),
  }),
});

export type WatchListener = {
  /** The server has accepted the watch: what follows is all that happened since. */
  onOpen(): void;
  /** Any bytes: the connection lives. */
  onBytes(): void;
  onObject(type: "ADDED" | "MODIFIED" | "DELETED", object: unknown, resourceVersion: string): void;
  /** @param isInitialEnd All that was there when the watch began has been sent. */
  onBookmark(resourceVersion: string, isInitialEnd: boolean): void;
};

export type WatchOptions = {
  /** Where to go on; `null` asks for everything first (WatchList). */
  readonly resourceVersion: string | null;
  /** The server ends the watch after that. */
  readonly timeoutSeconds: number;
  /** A watch without a byte for so long is taken for dead: a proxy in between may have dropped it in silence. */
  readonly idleMs: number;
};

/**
 * Reads one watch to its end.
 *
 * @returns When the server ends it in order.
 * @throws {SourceFailure} When it breaks, goes silent, cannot be read, or the server sends an ERROR event.
 */
export async function readWatch(
  api: ApiClient,
  target: Target,
  options: WatchOptions,
  signal: AbortSignal,
  listener: WatchListener,
): Promise<void> {
  const path = pathOf(target, {
    watch: true,
    allowWatchBookmarks: true,
    timeoutSeconds: options.timeoutSeconds,
    resourceVersion: options.resourceVersion,
    ...(options.resourceVersion === null && { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" }),
  });
  const body = await api.open(path, {
    signal,
    headersTimeoutMs: HEADERS_TIMEOUT_MS,
    // The server ends it after timeoutSeconds; a while later nobody else will.
    bodyTimeoutMs: options.idleMs,
    subject: { verb: "watch", ...target },
  });
  listener.onOpen();
  const split = lineSplitter((line) => dispatch(line, listener));
  try {
    let startedAt = performance.now();
    for await (const chunk of body) {
      listener.onBytes();
      split(chunk);
      // What has already arrived is read without a turn of the event loop in between: a big list would hold up everything else.
      if (performance.now() - startedAt < BUSY_MS) continue;
      await nextTurn();
      startedAt = performance.now();
    }
  } catch (error) {
    if (error instanceof RangeError) throw malformed(error.message, error);
    if (error instanceof SourceFailure) throw error;
    throw failureOfException(error, api.connection()?.server ?? "");
  } finally {
    body.destroy();
  }
}

function dispatch(line: string, listener: WatchListener): void {
  const event = WatchEvent.safeParse(parse(line));
  if (!event.success) throw malformed("a line that is no watch event", event.error);
  const { type, object } = event.data;
  if (type === "ERROR") throw failureOfErrorEvent(object);

  const versioned = Versioned.safeParse(object);
  if (!versioned.success) throw malformed("an object without a resourceVersion", versioned.error);
  const { resourceVersion, annotations } = versioned.data.metadata;
  if (type === "BOOKMARK") listener.onBookmark(resourceVersion, annotations?.[INITIAL_EVENTS_END] === "true");
  else listener.onObject(type, object, resourceVersion);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw malformed("a line that is not JSON", error);
  }
}
