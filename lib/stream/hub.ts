import "server-only";
import type { StreamEvent } from "#lib/contract/stream.ts";
import { ConsoleError } from "#lib/errors.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import type { LiveEvent, LiveView } from "#lib/services/live-view-port.ts";
import { concat, encodeEvent, idOf, RETRY, revisionOf } from "./message.ts";
import { pingOf } from "./ping.ts";
import { createReader, type Reader } from "./reader.ts";
import { ReplayBuffer } from "./replay-buffer.ts";

/** A page takes a line for dead after two missed ones, within the five seconds in which old data must look old. */
export const PING_MS = 2_000;

const DEFAULTS = {
  maxReaders: 1_000,
  /** Events of this time leave as one write. The first after a quiet time does not wait. */
  windowMs: 50,
  maxBacklog: 512 * 1024,
  replay: { messages: 2_000, bytes: 8 * 1024 * 1024 },
};
export type HubOptions = typeof DEFAULTS;

export type StreamHub = {
  readonly size: number;
  /**
   * A stream that begins with what the reader lacks: the changes since `lastEventId`, or else a `snapshot`.
   *
   * @throws {ConsoleError} `too-many-streams`; `not-ready` once the server stops.
   */
  open(lastEventId: string | null, signal: AbortSignal): ReadableStream<Uint8Array>;
  close(): void;
};

/** Tells every open page what changes. Each event is written out once, for all of them. */
export function createStreamHub(live: LiveView, options: Partial<HubOptions> = {}): StreamHub {
  const { maxReaders, windowMs, maxBacklog, replay } = { ...DEFAULTS, ...options };
  const readers = new Set<Reader>();
  const changes = new ReplayBuffer(live.revision(), replay);
  let pending: Uint8Array[] = [];
  let timer: NodeJS.Timeout | null = null;
  let heartbeat: NodeJS.Timeout | null = null;
  let sentAt = 0;
  let snapshot: { readonly revision: number; readonly bytes: Uint8Array } | null = null;
  let isStopped = false;

  function take(event: LiveEvent): void {
    const isChange = event.event === "change";
    const bytes = encode(event, isChange ? idOf(live.instanceId, event.data.revision) : null);
    if (isChange) changes.add(event.data.revision, bytes);
    queue(bytes);
  }

  function queue(bytes: Uint8Array): void {
    if (readers.size === 0) return;
    pending.push(bytes);
    timer ??= setTimeout(flush, Math.max(0, sentAt + windowMs - performance.now()));
  }

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (pending.length === 0) return;
    const chunk = concat(pending);
    pending = [];
    sentAt = performance.now();
    for (const reader of [...readers]) {
      if (reader.push(chunk)) continue;
      metrics.stream.dropped.inc();
      reader.drop();
    }
  }

  function opening(lastEventId: string | null): Uint8Array {
    const revision = lastEventId === null ? null : revisionOf(lastEventId, live.instanceId);
    const missed = revision === null ? null : changes.after(revision);
    // What a source did meanwhile is in no replay: each says how it is now.
    const { sources, recorder } = live.status();
    const state = sources.map((source) => encode({ event: "source", data: source }));
    if (recorder) state.push(encode({ event: "recorder", data: recorder }));
    return concat([RETRY, ...(missed ?? [wholeList()]), ...state, encode(pingOf(sources, new Date(), live.addressSpaceVersion()))]);
  }

  /** Pages come back together when a server or a line does: one list serves them all. */
  function wholeList(): Uint8Array {
    if (snapshot?.revision !== live.revision()) {
      const list = live.list({});
      snapshot = { revision: list.revision, bytes: encode({ event: "snapshot", data: list }, idOf(live.instanceId, list.revision)) };
    }
    return snapshot.bytes;
  }

  function leave(reader: Reader): void {
    readers.delete(reader);
    metrics.stream.open.set(readers.size);
    if (readers.size > 0 || !heartbeat) return;
    clearInterval(heartbeat);
    heartbeat = null;
    snapshot = null;
  }

  const unsubscribe = live.subscribe(take);

  return {
    get size() {
      return readers.size;
    },
    open(lastEventId, signal) {
      if (isStopped) throw new ConsoleError("not-ready", "The console is stopping.");
      if (readers.size >= maxReaders) {
        throw new ConsoleError("too-many-streams", `The console serves ${maxReaders} streams at most.`, { facts: { limit: maxReaders } });
      }
      // What is still queued is in the opening already.
      flush();
      const reader: Reader = createReader(opening(lastEventId), maxBacklog, signal, () => leave(reader));
      readers.add(reader);
      metrics.stream.open.set(readers.size);
      if (signal.aborted) reader.close();
      else heartbeat ??= setInterval(() => queue(encode(pingOf(live.status().sources, new Date(), live.addressSpaceVersion()))), PING_MS);
      return reader.stream;
    },
    close() {
      if (isStopped) return;
      isStopped = true;
      unsubscribe();
      flush();
      for (const reader of [...readers]) reader.close();
    },
  };
}

function encode(event: StreamEvent, id: string | null = null): Uint8Array {
  metrics.stream.events.inc({ event: event.event });
  return encodeEvent(event, id);
}
