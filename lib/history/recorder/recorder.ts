import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import type { RecordChange } from "#lib/domain/snapshot.ts";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import { type HistoryStore, type Seat, StoreError } from "../store.ts";
import { createClockSteps } from "./clock-steps.ts";
import { storedAfter, storedSince } from "./follow.ts";
import { createJournal } from "./journal.ts";
import { createPastBook } from "./past.ts";
import { TOLERANCE_MS } from "./reconcile.ts";
import { type Recorder, type RecorderNews, type RecorderOptions, TIMING } from "./recorder-port.ts";
import { groupSize, recordOf } from "./revision.ts";
import { codeOf, type RecorderCode, type RecorderState, stateOf } from "./state.ts";
import { unlessLate } from "./unless-late.ts";
import type { Waiting } from "./waiting.ts";

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
  const { now, instanceId, kind } = options;
  const timing = { ...TIMING, ...options.timing };
  const past = createPastBook();
  const journal = createJournal({ rules: options.rules, past, now, maxWaiting: timing.maxWaiting, onWaiting: pump });
  const { waiting } = journal;
  const clockStep = createClockSteps(now, options.steady ?? now);
  const listeners = new Set<(news: RecorderNews) => void>();
  const timers: NodeJS.Timeout[] = [];

  let view: ClusterView | null = null;
  let state = stateOf({ store: kind, state: "blind", code: "recorder-starting", since: now() });
  /** At the start everything waits a moment for the store. */
  let isHolding = true;
  let isSettled = false;
  let isShown = false;
  let store: HistoryStore | null = null;
  let seat: Seat | null = null;
  let newestId = 0;
  let lastBeat = 0;
  let opening: Promise<HistoryStore> | null = null;
  let committing: Promise<void> | null = null;
  let ticking: Promise<void> | null = null;
  let ticks = 0;
  let isNewer = false;
  let isClosed = false;

  function tell(news: RecorderNews): void {
    for (const listener of [...listeners]) listener(news);
  }

  /** @param detail What the store said of it, where that is more. */
  function become(next: RecorderState["state"], code: RecorderCode | null, detail: string | null = null): void {
    if (state.state === next && state.code === code) return;
    state = stateOf({ store: kind, state: next, code, since: now() }, detail);
    for (const one of ["recording", "standby", "blind"] as const) metrics.history.state.set({ state: one }, one === next ? 1 : 0);
    tell({ kind: "state" });
  }

  function pump(): void {
    if (state.state === "recording") commitNext();
    else if (!isHolding) showAll();
  }

  function showAll(): void {
    isHolding = false;
    journal.showAll();
    if (state.state === "standby") waiting.forgetBefore(now() - timing.standbyMs);
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

  function learnAll(rows: readonly Transition[]): void {
    newestId = Math.max(newestId, rows.at(-1)?.id ?? 0);
    for (const row of rows) learn(row);
    if (rows.length > 0) tell({ kind: "stored", transitions: rows });
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
    // The operator is told by whoever follows the recorder.
    if (code !== state.code) log.debug({ err: error, code }, "the history cannot be stored");
    if (code === "store-newer") isNewer = true;
    if (code === "seat-lost") seat = null;
    if (code === "seat-lost") become("standby", codeOf(code));
    else become("blind", codeOf(code), error instanceof StoreError ? error.message : null);
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
  async function attach(live: ClusterView): Promise<void> {
    await committing;
    const from = await opened();
    if (!from) return;
    // A new number each time: what was sent with an old one and is still on its way is refused.
    const last = seat;
    seat = null;
    await last?.release();
    const next = await inTime("seat", from.takeSeat(instanceId));
    if (next === null && journal.hasBegun) {
      learnAll(await follow(from));
      return standBy();
    }
    const stored = await inTime("load", from.load());
    const oldest = journal.oldest();
    const rows = oldest === null ? [] : await storedSince(from, oldest - TOLERANCE_MS);
    const fresh = journal.hasBegun ? await storedAfter(from, newestId) : [];
    if (!journal.hasBegun)
      await remember(
        from,
        stored.lastKnown.map(({ ip }) => ip),
      );
    if (isClosed) return void next?.release().catch(() => {});

    // From here on nothing waits, or what is decided from would be old.
    const comparison = journal.goOn(live, stored, rows, next !== null);
    newestId = Math.max(newestId, stored.lastTransitionId);
    if (next) record(next);
    comparison.thenShow(() => tell({ kind: "remembered", ips: [...stored.lastKnown.map(({ ip }) => ip), ...past.kept()] }));
    if (!next) standBy();
    isSettled = true;
    learnAll(fresh);
  }

  function record(next: Seat): void {
    isHolding = false;
    seat = next;
    void next.lost.then(() => {
      if (seat !== next) return;
      seat = null;
      standBy();
    });
    become("recording", null);
  }

  function standBy(): void {
    become("standby", "recorder-standby");
    isSettled = true;
    showAll();
  }

  async function remember(from: HistoryStore, ips: readonly string[]): Promise<void> {
    const addresses = await from.knownAddresses();
    past.knowsOf(addresses);
    const last = await from.lastTransitions([...new Set([...addresses, ...ips])]);
    for (const row of last.values()) past.stored(row);
    past.noted(await from.allNotes());
  }

  /** A standby lets go of what it sees stored. */
  async function follow(from: HistoryStore): Promise<readonly Transition[]> {
    const rows = await storedAfter(from, newestId);
    journal.dropStored(rows);
    return rows;
  }

  async function readNotes(from: HistoryStore): Promise<void> {
    const ips = past.noted(await from.allNotes());
    if (ips.length > 0) tell({ kind: "remembered", ips });
  }

  async function beat(live: ClusterView, into: HistoryStore, { number }: Seat): Promise<void> {
    const at = journal.provenAt(live, now() - ON_ITS_WAY_MS);
    if (at === null || at <= lastBeat) return;
    lastBeat = at;
    await inTime("heartbeat", into.heartbeat({ at, seat: number }));
  }

  async function tick(live: ClusterView): Promise<void> {
    ticks += 1;
    journal.glance(live);
    const step = clockStep();
    if (step && journal.hasBegun) journal.noteBlind(step);
    if (state.state === "blind" || !journal.isSeeingAll) metrics.history.blindSeconds.inc(timing.tickMs / 1000);
    if (isNewer) return;
    try {
      if (state.state === "recording" && seat && store) await beat(live, store, seat);
      else if (state.code !== "store-slow") await attach(live);
      if (store?.kind === "postgres" && ticks % NOTES_EVERY_TICKS === 0) await readNotes(store);
    } catch (error) {
      if (!isClosed) failed(error);
    }
  }

  function run(): void {
    if (isClosed || ticking || !view) return;
    ticking = tick(view).finally(() => {
      ticking = null;
    });
  }

  return {
    past,
    state: () => state,
    store: () => store,
    get isSettled() {
      isShown ||= isSettled && journal.isShown;
      return isShown;
    },
    start(live) {
      view = live;
      timers.push(
        setInterval(run, timing.tickMs),
        setTimeout(() => isHolding && showAll(), timing.patienceMs),
      );
      run();
    },
    judge: journal.judge,
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
      for (const timer of timers) clearTimeout(timer);
      journal.close();
      await unlessLate(Promise.all([ticking]), timing.tickMs);
      while (state.state === "recording" && committing) await committing;
      if (view && store && seat && state.state === "recording") await beat(view, store, seat).catch(() => {});
      const last = seat;
      seat = null;
      await last?.release().catch(() => {});
      await store?.close();
    },
  };
}
