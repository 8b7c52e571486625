import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { BlindSpan, Transition } from "#lib/domain/history/transition.ts";
import type { RecordChange } from "#lib/domain/snapshot.ts";
import type { StoredState } from "../store.ts";
import { type Batch, createBook } from "./book.ts";
import type { PastBook } from "./past.ts";
import { detectionsToStore, endsOf, knownAfter, missingOf, spansToStore } from "./reconcile.ts";
import type { Ticket } from "./recorder-port.ts";
import { EMPTY, isEmpty } from "./revision.ts";
import type { HistoryRules } from "./rules.ts";
import { seenUntil } from "./sight.ts";
import { createWaitingList, type Waiting } from "./waiting.ts";

const BETWEEN_SWEEPS_MS = 20;

type Memory = { note(changes: readonly RecordChange[], at: number): void };

export type JournalOptions<M extends Memory> = {
  readonly rules: HistoryRules<M>;
  readonly past: PastBook;
  readonly now: () => number;
  /** Drafts that may wait without a store. */
  readonly maxWaiting: number;
  /** Something waits. */
  readonly onWaiting: () => void;
};

/** What this process has judged and what of it is not stored yet. Knows no store: it is told what is in there. */
export function createJournal<M extends Memory>({ rules, past, now, maxWaiting, onWaiting }: JournalOptions<M>) {
  const book = createBook(rules);
  const waiting = createWaitingList();
  const startedAt = now();
  let hidden = 0;
  let hasBegun = false;
  /** Since when drafts are not kept, because too many waited. */
  let lapsedAt: number | null = null;
  /** Spans that end when all is seen. */
  let openInStore: readonly BlindSpan[] = [];
  let sweeping: NodeJS.Timeout | null = null;

  function judge(batch: Batch): Ticket {
    const wasWatching = book.watchingSince !== null;
    const judged = book.take(batch);
    if (book.hasUnswept) sweeping ??= setTimeout(() => sweep(batch.view), BETWEEN_SWEEPS_MS);
    const isComplete = !wasWatching && book.watchingSince !== null;
    const ends = isComplete ? endsOf(openInStore, book.sight.open, batch.at) : [];
    if (isComplete) openInStore = [];
    const revision = { ...judged, spans: [...judged.spans, ...ends] };
    return {
      kept: revision.drafts.map(({ ip, kind }) => ({ ip, isKept: kind !== "released" || past.of(ip).notes !== null })),
      thenShow(show) {
        hidden += 1;
        const showOnce = once(() => {
          hidden -= 1;
          for (const known of revision.lastKnown) past.learn(known);
          show();
        });
        waiting.add({ ...revision, show: showOnce });
        onWaiting();
      },
    };
  }

  function sweep(view: ClusterView): void {
    sweeping = book.hasUnswept ? setTimeout(() => sweep(view), BETWEEN_SWEEPS_MS) : null;
    const found = book.sweep(view, now());
    if (isEmpty(found)) return;
    waiting.add({ ...found, show() {} });
    onWaiting();
  }

  /**
   * Goes on from what is stored: what waits and is stored already is dropped, and the rest is compared with what is there
   * now. With the seat, what nobody saw is written down first.
   *
   * @param rows Those of the time of what waits.
   * @returns The comparison; show it with what is remembered.
   */
  function goOn(view: ClusterView, stored: StoredState, rows: readonly Transition[], hasSeat: boolean): Ticket {
    const at = now();
    const isNew = !hasBegun || lapsedAt !== null;
    const from = { ...stored, lastHeartbeat: provenUntil(stored, at) };
    waiting.replace(missingOf(waiting.all(), rows));
    const known = knownAfter(stored.lastKnown, waiting.all());
    if (isNew) {
      const isFirst = stored.lastHeartbeat === null && stored.lastKnown.length === 0;
      book.begin({ known, detections: stored.openDetections, blindSince: lapsedAt ?? from.lastHeartbeat, isFirst });
      for (const one of stored.lastKnown) past.learn(one);
    } else if (hasSeat) {
      book.begin({ known, detections: book.detections, blindSince: null, isFirst: false });
    }
    hasBegun = true;
    openInStore = [];
    const ticket = judge({ view, changes: [], touched: [], at });
    if (hasSeat) takeOver(from, isNew, at);
    return ticket;
  }

  function takeOver(stored: StoredState, isNew: boolean, at: number): void {
    const all = waiting.all();
    const coverage = { startedAt, since: book.watchingSince, open: book.sight.open, lapsedAt };
    const spans = spansToStore(stored, all, coverage, at);
    const detections = isNew ? [] : detectionsToStore(stored, all, book.detections, at);
    const stripped = all.map((item): Waiting => ({ ...item, spans: [], opened: [], closed: [] }));
    const added = [{ spans }, ...detections].map((part): Waiting => ({ ...EMPTY, at, ...part, show() {} }));
    waiting.replace([...stripped, ...added]);
    if (book.watchingSince === null) openInStore = [...stored.openBlind, ...spans.filter(({ source }) => source === "all")];
    lapsedAt = null;
  }

  return {
    waiting,
    judge,
    goOn,
    get hasBegun() {
      return hasBegun;
    },
    /** Whether all that was judged is shown. */
    get isShown() {
      return hidden === 0;
    },
    get isSeeingAll() {
      return book.sight.open.size === 0;
    },
    /** A time that is over and of which nothing is known. */
    noteBlind(span: BlindSpan): void {
      waiting.add({ ...EMPTY, at: now(), spans: [span], show() {} });
      onWaiting();
    },
    /** Somebody else stored these. */
    dropStored(rows: readonly Transition[]): void {
      waiting.replace(missingOf(waiting.all(), rows));
    },
    /** When the oldest of what waits happened at the earliest; `null` when no draft waits. */
    oldest(): number | null {
      const times = waiting.all().flatMap(({ drafts }) => drafts.map(({ notBefore }) => notBefore));
      return times.length > 0 ? Math.min(...times) : null;
    },
    /** Shows what waits for a store that does not come. */
    showAll(): void {
      waiting.showAll();
      if (lapsedAt !== null || waiting.drafts() <= maxWaiting) return;
      lapsedAt = now();
      book.lapse();
    },
    glance: book.glance,
    close(): void {
      if (sweeping) clearTimeout(sweeping);
    },
    /** Up to when all is seen and stored; `null` when that cannot be said. */
    provenAt(view: ClusterView, at: number): number | null {
      const seen = book.watchingSince === null ? null : seenUntil(view.snapshot.sources, at);
      if (seen === null) return null;
      return Math.min(seen, waiting.all().find((item) => !isEmpty(item))?.at ?? seen);
    },
  };
}

/** Whoever recorded before lived at least until the last thing that it stored; `null` when nobody ever did. */
function provenUntil({ lastHeartbeat, lastKnown }: StoredState, at: number): number | null {
  const newest = lastKnown.reduce((latest, { since }) => Math.max(latest, since.notAfter), lastHeartbeat ?? 0);
  return newest > 0 ? Math.min(at, newest) : null;
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
