import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { BlindSpan, Transition } from "#lib/domain/history/transition.ts";
import type { RecordChange } from "#lib/domain/snapshot.ts";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import { type HistoryStore, type Seat, type StoredState, StoreError } from "../store.ts";
import { type Batch, createBook } from "./book.ts";
import { storedAfter, storedSince } from "./follow.ts";
import { createPastBook } from "./past.ts";
import { detectionsToStore, endsOf, knownAfter, missingOf, spansToStore, TOLERANCE_MS } from "./reconcile.ts";
import { type Recorder, type RecorderNews, type RecorderOptions, TIMING, type Ticket } from "./recorder-port.ts";
import { EMPTY, groupSize, isEmpty, recordOf } from "./revision.ts";
import { seenUntil } from "./sight.ts";
import { codeOf, type RecorderCode, type RecorderState, stateOf } from "./state.ts";
import { unlessLate } from "./unless-late.ts";
import { createWaitingList, type Waiting } from "./waiting.ts";

/** What is on its way from the watch to the view, when the clock is read. */
const ON_ITS_WAY_MS = 50;
const NOTES_EVERY_TICKS = 5;

type Memory = { note(changes: readonly RecordChange[], at: number): void };

/**
 * Stores what happens to each floating IP before it is shown.
 *
 * Judging needs no store, so it never stops: what cannot be stored now waits. Getting a store and a seat is always the
 * same step, whether at the start, after a failure or when another replica died: read what is stored, drop from what
 * waits what is there already, store the rest, and write down what nobody saw.
 */
export function createRecorder<M extends Memory>(options: RecorderOptions<M>): Recorder {
  const { now, instanceId } = options;
  const timing = { ...TIMING, ...options.timing };
  const book = createBook(options.rules);
  const past = createPastBook();
  const waiting = createWaitingList();
  const listeners = new Set<(news: RecorderNews) => void>();
  const startedAt = now();

  let view: ClusterView | null = null;
  let state = stateOf({ store: options.kind, state: "blind", code: "recorder-starting", since: startedAt });
  let isHolding = true;
  let isSettled = false;
  let isShown = false;
  let hidden = 0;
  let store: HistoryStore | null = null;
  let seat: Seat | null = null;
  /** Spans that end when all is seen. */
  let openInStore: readonly BlindSpan[] = [];
  let hasBegun = false;
  let lapsedAt: number | null = null;
  let newestId = 0;
  let lastBeat = 0;
  let opening: Promise<HistoryStore> | null = null;
  let committing: Promise<void> | null = null;
  let ticking: Promise<void> | null = null;
  let ticks = 0;
  let timer: NodeJS.Timeout | null = null;
  let holding: NodeJS.Timeout | null = null;
  let isNewer = false;
  let isClosed = false;

  function tell(news: RecorderNews): void {
    for (const listener of [...listeners]) listener(news);
  }

  function become(next: RecorderState["state"], code: RecorderCode | null): void {
    if (state.state === next && state.code === code) return;
    state = stateOf({ store: options.kind, state: next, code, since: now() });
    for (const one of ["recording", "standby", "blind"] as const) metrics.history.state.set({ state: one }, one === next ? 1 : 0);
    tell({ kind: "state" });
  }

  function judge(batch: Batch): Ticket {
    const wasWatching = book.watchingSince !== null;
    const judged = book.take(batch);
    const isComplete = !wasWatching && book.watchingSince !== null;
    const ends = isComplete ? endsOf(openInStore, book.sight.open, batch.at) : [];
    if (isComplete) openInStore = [];
    const revision = { ...judged, spans: [...judged.spans, ...ends] };
    return {
      kept: revision.drafts.map(({ ip, kind }) => ({ ip, isKept: kind !== "released" || past.of(ip).notes !== null })),
      thenShow(show) {
        hidden += 1;
        const showOnce = () => {
          hidden -= 1;
          for (const known of revision.lastKnown) past.learn(known);
          show();
        };
        waiting.add({ ...revision, show: once(showOnce) });
        pump();
      },
    };
  }

  function pump(): void {
    if (state.state === "recording") commitNext();
    else if (!isHolding) showAll();
  }

  function showAll(): void {
    isHolding = false;
    waiting.showAll();
    if (state.state === "standby") waiting.forgetBefore(now() - timing.standbyMs);
    if (lapsedAt !== null || waiting.drafts() <= timing.maxWaiting) return;
    lapsedAt = now();
    book.lapse();
  }

  function commitNext(): void {
    const items = waiting.toStore();
    if (committing || items.length === 0 || !store || !seat) return;
    const current = seat;
    committing = commit(store, current, items.slice(0, groupSize(items))).finally(() => {
      committing = null;
      if (state.state === "recording" && seat === current) commitNext();
    });
  }

  async function commit(into: HistoryStore, { number }: Seat, group: readonly Waiting[]): Promise<void> {
    const slow = setTimeout(() => {
      become("blind", "store-slow");
      showAll();
    }, timing.patienceMs);
    try {
      const rows = await inTime("record", into.record(recordOf(group, number)));
      newestId = Math.max(newestId, rows.at(-1)?.id ?? 0);
      if (state.code === "store-slow") become("recording", null);
      waiting.done(group, rows, { learn, tell: (transitions) => tell({ kind: "stored", transitions }) });
    } catch (error) {
      failed(error);
    } finally {
      clearTimeout(slow);
    }
  }

  function learn(row: Transition): void {
    past.stored(row);
    metrics.history.transitions.inc({ kind: row.kind, cause: row.cause });
  }

  async function inTime<T>(op: string, call: Promise<T>): Promise<T> {
    const took = metrics.history.storeSeconds.startTimer({ op });
    const result = await unlessLate(call, timing.giveUpMs);
    took();
    if (result === "late") throw new StoreError("store-unavailable", `The store did not answer within ${timing.giveUpMs / 1000} s.`);
    return result;
  }

  function failed(error: unknown): void {
    const code = error instanceof StoreError ? error.code : "store-unavailable";
    if (code !== state.code) log.warn({ err: error, code }, "the history cannot be stored");
    if (code === "store-newer") isNewer = true;
    if (code === "seat-lost") seat = null;
    become(code === "seat-lost" ? "standby" : "blind", codeOf(code));
    isSettled = true;
    showAll();
  }

  async function opened(): Promise<HistoryStore | null> {
    if (store) return store;
    opening ??= options.openStore().finally(() => {
      opening = null;
    });
    const result = await unlessLate(opening, timing.tickMs);
    if (result !== "late") store = result;
    return store;
  }

  /** Gets the store, the seat where it is free, and goes on from what is stored. */
  async function attach(): Promise<void> {
    await committing;
    const from = await opened();
    if (!from) return;
    // A new number each time: what an old one sent that is still on its way is refused.
    const last = seat;
    seat = null;
    await last?.release();
    const next = await inTime("seat", from.takeSeat(instanceId));
    if (next === null && hasBegun) {
      become("standby", "recorder-standby");
      isSettled = true;
      await poll(from);
      return;
    }
    const stored = await inTime("load", from.load());
    const oldest = Math.min(...waiting.all().flatMap(({ drafts }) => drafts.map(({ notBefore }) => notBefore)));
    const rows = Number.isFinite(oldest) ? await storedSince(from, oldest - TOLERANCE_MS) : [];
    const fresh = hasBegun ? await storedAfter(from, newestId) : [];
    if (!hasBegun) await remember(from, stored);
    if (isClosed) return void next?.release();
    goOn(stored, rows, next);
    for (const row of fresh) learn(row);
    if (fresh.length > 0) tell({ kind: "stored", transitions: fresh });
    newestId = Math.max(newestId, stored.lastTransitionId);
  }

  async function remember(from: HistoryStore, { lastKnown }: StoredState): Promise<void> {
    const addresses = await from.knownAddresses();
    past.knowsOf(addresses);
    for (const row of (await from.lastTransitions([...new Set([...addresses, ...lastKnown.map(({ ip }) => ip)])])).values()) {
      past.stored(row);
    }
    past.noted(await from.allNotes());
  }

  /** Nothing here waits, or what it decides from would be old. */
  function goOn(stored: StoredState, rows: readonly Transition[], next: Seat | null): void {
    const at = now();
    const missing = missingOf(waiting.all(), rows);
    const known = knownAfter(stored.lastKnown, missing);
    const newest = Math.max(0, ...stored.lastKnown.map(({ since }) => since.notAfter));
    const lastHeartbeat = stored.lastHeartbeat === null ? null : Math.min(at, Math.max(stored.lastHeartbeat, newest));
    const isNew = !hasBegun || lapsedAt !== null;
    waiting.replace(missing);
    if (isNew) {
      const isFirst = stored.lastHeartbeat === null && stored.lastKnown.length === 0;
      book.begin({ known, detections: stored.openDetections, blindSince: lapsedAt ?? lastHeartbeat, isFirst });
    } else if (next) {
      book.begin({ known, detections: book.detections, blindSince: null, isFirst: false });
    }
    hasBegun = true;
    for (const one of stored.lastKnown) if (isNew) past.learn(one);
    openInStore = [];
    const ticket = view && judge({ view, changes: [], touched: [], at });
    if (next) takeOver(next, { ...stored, lastHeartbeat }, isNew, at);
    ticket?.thenShow(() => tell({ kind: "remembered", ips: [...known.keys(), ...past.kept()] }));
    isSettled = true;
    if (next) pump();
    else {
      become("standby", "recorder-standby");
      showAll();
    }
  }

  function takeOver(next: Seat, stored: StoredState, isNew: boolean, at: number): void {
    const all = waiting.all();
    const coverage = { startedAt, since: book.watchingSince, open: book.sight.open, lapsedAt };
    const spans = spansToStore(stored, all, coverage, at);
    const detections = isNew ? EMPTY : detectionsToStore(stored, all, book.detections, at);
    const stripped = all.map((item): Waiting => ({ ...item, spans: [], opened: [], closed: [] }));
    const opening = { ...EMPTY, at, spans, opened: detections.opened, closed: detections.closed, show() {} };
    waiting.replace([...stripped, opening]);
    if (book.watchingSince === null) openInStore = [...stored.openBlind, ...spans.filter(({ source }) => source === "all")];
    lapsedAt = null;
    isHolding = false;
    seat = next;
    void next.lost.then(() => {
      if (seat !== next) return;
      seat = null;
      become("standby", "recorder-standby");
      showAll();
    });
    become("recording", null);
  }

  /** A standby sees what the recorder stores, and lets go of what it kept in case that one died. */
  async function poll(from: HistoryStore): Promise<void> {
    const rows = await storedAfter(from, newestId);
    newestId = Math.max(newestId, rows.at(-1)?.id ?? 0);
    waiting.replace(missingOf(waiting.all(), rows));
    for (const row of rows) learn(row);
    if (rows.length > 0) tell({ kind: "stored", transitions: rows });
  }

  async function readNotes(from: HistoryStore): Promise<void> {
    const ips = past.noted(await from.allNotes());
    if (ips.length > 0) tell({ kind: "remembered", ips });
  }

  async function beat(into: HistoryStore, { number }: Seat): Promise<void> {
    const seen = view && book.watchingSince !== null ? seenUntil(view.snapshot.sources, now() - ON_ITS_WAY_MS) : null;
    if (seen === null) return;
    const at = Math.min(seen, waiting.all().find((item) => !isEmpty(item))?.at ?? seen);
    if (at <= lastBeat) return;
    lastBeat = at;
    await inTime("heartbeat", into.heartbeat({ at, seat: number }));
  }

  async function tick(): Promise<void> {
    ticks += 1;
    if (view) book.glance(view);
    if (state.state === "blind" || book.sight.open.size > 0) metrics.history.blindSeconds.inc(timing.tickMs / 1000);
    try {
      if (isNewer) return;
      if (state.state !== "recording" || !seat) {
        if (state.code !== "store-slow") await attach();
      } else if (store) await beat(store, seat);
      if (store?.kind === "postgres" && ticks % NOTES_EVERY_TICKS === 0) await readNotes(store);
    } catch (error) {
      if (!isClosed) failed(error);
    }
  }

  function run(): void {
    if (isClosed || ticking) return;
    ticking = tick().finally(() => {
      ticking = null;
    });
  }

  return {
    past,
    state: () => state,
    store: () => store,
    get isSettled() {
      isShown ||= isSettled && hidden === 0;
      return isShown;
    },
    start(live) {
      view = live;
      timer = setInterval(run, timing.tickMs);
      holding = setTimeout(() => isHolding && showAll(), timing.patienceMs);
      run();
    },
    judge,
    async noticeNotes() {
      if (store) await readNotes(store);
    },
    noticeTransition(transition) {
      past.stored(transition);
      tell({ kind: "remembered", ips: [transition.ip] });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      if (timer) clearInterval(timer);
      if (holding) clearTimeout(holding);
      await unlessLate(Promise.all([ticking]), timing.tickMs);
      while (state.state === "recording" && committing) await committing;
      if (store && seat && state.state === "recording") await beat(store, seat).catch(() => {});
      const [last, open] = [seat, store];
      seat = null;
      await last?.release().catch(() => {});
      await open?.close();
    },
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
