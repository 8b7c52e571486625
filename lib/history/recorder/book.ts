import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { LastKnown } from "#lib/domain/history/transition.ts";
import { podKnowledgeOf } from "#lib/domain/pod-knowledge.ts";
import { isRecordChange } from "#lib/domain/scope-of-change.ts";
import type { RecordChange, SnapshotChange } from "#lib/domain/snapshot.ts";
import { createDetectionBook, type OpenDetection } from "./detection-book.ts";
import { EMPTY, type Revision } from "./revision.ts";
import type { HistoryRules } from "./rules.ts";
import { glance, isComplete, look, NO_SIGHT, type Sight } from "./sight.ts";

/** What a batch of changes did to the view. */
export type Batch = {
  readonly view: ClusterView;
  readonly changes: readonly SnapshotChange[];
  /** Floating IPs that were decided again, and those that went. */
  readonly touched: readonly string[];
  readonly at: number;
};

/** Where the next comparison starts from. */
export type Beginning = {
  readonly known: ReadonlyMap<string, LastKnown>;
  readonly detections: readonly OpenDetection[];
  /** Since when nobody looked; `null` when somebody did all along. */
  readonly blindSince: number | null;
  /** Nothing was ever stored: what is there now was there before, and did not happen. */
  readonly isFirst: boolean;
};

/**
 * What each address is known as, up to the last batch that was judged. Judging needs no store: what it comes to is
 * right whether it was stored yet or not.
 */
export type Book = {
  readonly known: ReadonlyMap<string, LastKnown>;
  readonly detections: readonly OpenDetection[];
  readonly sight: Sight;
  /** When the state was complete first, and judged since without a break; `null` before. */
  readonly watchingSince: number | null;
  /** Judges from here on. The comparison with what is there now is made once all sources are settled. */
  begin(beginning: Beginning): void;
  /** Judges no more, and only listens: what happens from now on is found by the next comparison. */
  lapse(): void;
  take(batch: Batch): Revision;
  /** Looks for what is wrong with some of the addresses that a large batch left for later. */
  sweep(view: ClusterView, at: number): Revision;
  readonly hasUnswept: boolean;
  /** Notes proofs of life. */
  glance(view: ClusterView): void;
};

/** What is wrong moves nothing, so where very many addresses changed at once it may wait: nobody else should. */
const MAX_DETECTIONS = 200;

type Doubt = { readonly from: number; readonly isBlind: boolean };

export function createBook<M extends { note(changes: readonly RecordChange[], at: number): void }>(rules: HistoryRules<M>): Book {
  const memory = rules.createMemory();
  const detections = createDetectionBook(rules);
  const doubts = new Map<string, Doubt>();
  const unswept = new Set<string>();
  let known = new Map<string, LastKnown>();
  let sight = NO_SIGHT;
  let pending: Beginning | null = null;
  let watchingSince: number | null = null;
  let isSighted = false;

  function take({ view, changes, touched, at }: Batch): Revision {
    const records = changes.filter(isRecordChange);
    memory.note(records, at);
    isSighted ||= isComplete(view.snapshot.sources);
    // Until all was seen once, that is one span, which whoever stores opens and ends.
    if (!isSighted) return { ...EMPTY, at };
    const looked = look(sight, view.snapshot.sources, at);
    sight = looked.sight;
    const revision = { ...EMPTY, at, spans: looked.spans };
    if (pending) {
      if (!isComplete(view.snapshot.sources)) return revision;
      const first = pending;
      pending = null;
      watchingSince ??= at;
      return { ...revision, ...judgeAll(view, records, at, first) };
    }
    if (watchingSince === null) return revision;
    const ended = looked.spans.filter(({ to }) => to !== null).map(({ from }) => from);
    const blink = ended.length > 0 ? Math.min(...ended) : null;
    return { ...revision, ...judge(view, touched, records, at, blink === null ? null : { from: blink, isBlind: true }, false) };
  }

  function judgeAll(view: ClusterView, changes: readonly RecordChange[], at: number, { blindSince, isFirst }: Beginning) {
    const ips = new Set([...known.keys(), ...view.assessments.keys()]);
    return judge(view, [...ips], changes, at, blindSince === null ? null : { from: blindSince, isBlind: true }, isFirst);
  }

  function judge(
    view: ClusterView,
    ips: readonly string[],
    changes: readonly RecordChange[],
    at: number,
    unseen: Doubt | null,
    isFirst: boolean,
  ): Pick<Revision, "drafts" | "lastKnown" | "opened" | "closed"> {
    const drafts: Revision["drafts"][number][] = [];
    const lastKnown: Revision["lastKnown"][number][] = [];
    const judged: string[] = [];
    const keep = (after: Omit<LastKnown, "lastTransitionId">, before: LastKnown | null) => {
      known.set(after.ip, { ...after, lastTransitionId: before?.lastTransitionId ?? null });
      lastKnown.push(after);
    };

    const { blind, namespaces } = podKnowledgeOf(view.snapshot.sources);
    // That Calico's kinds are not there is also said by a server that has just started, and looks like a gate that closes.
    const isBlind = blind !== null || sight.open.has("felixconfigurations");
    for (const ip of ips) {
      const before = known.get(ip) ?? null;
      const to = isBlind || isHidden(namespaces, before) ? null : rules.standingOf(view.snapshot, view.assessments.get(ip));
      if (to === null) {
        doubts.set(ip, doubts.get(ip) ?? doubtNow(at));
        continue;
      }
      judged.push(ip);
      const doubt = earlier(doubts.get(ip), unseen);
      doubts.delete(ip);
      if (before === null && isFirst) {
        keep(rules.firstKnown(ip, to, { notBefore: 0, notAfter: at }), null);
        continue;
      }
      const notBefore = Math.min(at, Math.max(doubt?.from ?? at, before?.since.notAfter ?? 0));
      const window = { notBefore, notAfter: at };
      const question = { ip, before, to, window, at, isBlind: doubt?.isBlind ?? false, view, changes, memory, ownActions: [] as const };
      const draft = rules.judgeTransition(question);
      if (draft) {
        drafts.push(draft);
        keep(rules.lastKnownAfter(before, draft), before);
      } else if (before) {
        // The same pods, but perhaps not as ready as they were.
        known.set(ip, { ...before, standing: to });
      } else {
        keep(rules.firstKnown(ip, to, window), null);
      }
    }
    if (judged.length > MAX_DETECTIONS) {
      for (const ip of judged) unswept.add(ip);
      return { drafts, lastKnown, opened: [], closed: [] };
    }
    for (const ip of judged) unswept.delete(ip);
    return { drafts, lastKnown, ...detections.compare(view, judged, at) };
  }

  function sweep(view: ClusterView, at: number): Revision {
    const ips = [...unswept].slice(0, MAX_DETECTIONS);
    for (const ip of ips) unswept.delete(ip);
    // An address that is unknown by now is looked at when it is known again.
    const known = ips.filter((ip) => !doubts.has(ip));
    return { ...EMPTY, at, ...detections.compare(view, known, at) };
  }

  function doubtNow(at: number): Doubt {
    const begins = [...sight.open.values()].map(({ from }) => from);
    return begins.length > 0 ? { from: Math.min(...begins), isBlind: true } : { from: at, isBlind: false };
  }

  return {
    get known() {
      return known;
    },
    get detections() {
      return detections.open();
    },
    get sight() {
      return sight;
    },
    get watchingSince() {
      return watchingSince;
    },
    begin(beginning) {
      known = new Map(beginning.known);
      detections.begin(beginning.detections);
      pending = beginning;
      if (beginning.blindSince === null) return;
      doubts.clear();
      watchingSince = null;
    },
    lapse() {
      watchingSince = null;
      pending = null;
      doubts.clear();
    },
    take,
    sweep,
    get hasUnswept() {
      return unswept.size > 0;
    },
    glance(view) {
      sight = glance(sight, view.snapshot.sources);
    },
  };
}

/** Nothing can be said about an address whose backend may still be there, in a namespace that cannot be seen any more. */
function isHidden(namespaces: readonly string[] | null, before: LastKnown | null): boolean {
  if (namespaces === null || before === null) return false;
  return before.standing.nodes.some(({ backend }) => backend !== null && !namespaces.includes(backend.namespace));
}

function earlier(one: Doubt | undefined, other: Doubt | null): Doubt | null {
  if (!one || !other) return one ?? other;
  return { from: Math.min(one.from, other.from), isBlind: one.isBlind || other.isBlind };
}
