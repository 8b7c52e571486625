import type { BlindSpan, Detection, LastKnown, Transition } from "#lib/domain/history/transition.ts";
import { type HistoryStore, type Notes, type RevisionRecord, type Seat, StoreError, type TransitionQuery } from "../store.ts";

/** What several stores share, as the replicas of a console share a database. */
export type SharedHistory = {
  transitions: Transition[];
  readonly lastKnown: Map<string, LastKnown>;
  detections: Detection[];
  spans: BlindSpan[];
  readonly notes: Map<string, Notes>;
  heartbeat: number | null;
  began: number | null;
  seat: number;
  holder: string | null;
};

export function sharedHistory(): SharedHistory {
  return {
    transitions: [],
    lastKnown: new Map(),
    detections: [],
    spans: [],
    notes: new Map(),
    heartbeat: null,
    began: null,
    seat: 0,
    holder: null,
  };
}

function answers(one: Transition, query: Omit<TransitionQuery, "limit">): boolean {
  const { ip, namespace, causes, kinds, from = 0, to = Number.POSITIVE_INFINITY, acknowledged, before = Number.POSITIVE_INFINITY } = query;
  const backends = [one.from, one.to].flatMap(({ nodes }) => nodes.flatMap(({ backend }) => backend ?? []));
  return (
    (ip === undefined || one.ip === ip) &&
    (namespace === undefined || backends.some((pod) => pod.namespace === namespace)) &&
    (causes?.includes(one.cause) ?? true) &&
    (kinds?.includes(one.kind) ?? true) &&
    (acknowledged === undefined || acknowledged === (one.acknowledged !== null)) &&
    one.notAfter >= from &&
    one.notBefore < to &&
    one.id < before
  );
}

/** A store that forgets with the process, and that a test can break: for what is built on the port. */
export function createMemoryStore(shared: SharedHistory = sharedHistory()) {
  /** What the next calls run into; `hang` holds them until it is set to something else. */
  let fault: StoreError | "hang" | null = null;
  /** The next record is stored, and its answer lost. */
  let losesAnswer = false;
  const hanging = new Set<() => void>();
  let loseSeat = () => {};
  const calls: RevisionRecord[] = [];

  async function ready(): Promise<void> {
    while (fault === "hang") {
      await new Promise<void>((resolve) => {
        hanging.add(resolve);
      });
    }
    if (fault) throw fault;
  }

  function openBlind(): BlindSpan[] {
    return shared.spans.filter(({ to }) => to === null);
  }

  function apply(revision: RevisionRecord): Transition[] {
    const stored = revision.transitions.map((draft, index): Transition => {
      return { ...draft, id: shared.transitions.length + index + 1, acknowledged: null };
    });
    shared.transitions = [...shared.transitions, ...stored];
    for (const known of revision.lastKnown) {
      const last = stored.findLast(({ ip }) => ip === known.ip)?.id ?? shared.lastKnown.get(known.ip)?.lastTransitionId ?? null;
      shared.lastKnown.set(known.ip, { ...known, lastTransitionId: last });
    }
    const same = (a: { ip: string; kind: string; subject: string }, b: typeof a) =>
      a.ip === b.ip && a.kind === b.kind && a.subject === b.subject;
    for (const draft of revision.openedDetections) {
      if (shared.detections.some((one) => one.to === null && same(one, draft))) continue;
      shared.detections.push({ ...draft, id: shared.detections.length + 1, to: null });
    }
    for (const closed of revision.closedDetections) {
      shared.detections = shared.detections.map((one) => (one.to === null && same(one, closed) ? { ...one, to: closed.to } : one));
    }
    for (const span of revision.blind) {
      const open = openBlind().find(({ source }) => source === span.source);
      if (open && span.to !== null) shared.spans[shared.spans.indexOf(open)] = { ...open, to: span.to };
      else if (!open) shared.spans.push(span);
    }
    return stored;
  }

  function seatOf(instanceId: string): Seat {
    shared.seat += 1;
    shared.holder = instanceId;
    const release = async () => {
      if (shared.holder === instanceId) shared.holder = null;
    };
    return {
      number: shared.seat,
      lost: new Promise((resolve) => {
        loseSeat = () => {
          void release();
          resolve();
        };
      }),
      release,
    };
  }

  const store: HistoryStore = {
    kind: "sqlite",
    async load() {
      await ready();
      return {
        lastKnown: [...shared.lastKnown.values()],
        openDetections: shared.detections.filter(({ to }) => to === null),
        openBlind: openBlind(),
        lastHeartbeat: shared.heartbeat,
        lastTransitionId: shared.transitions.length,
      };
    },
    async record(revision) {
      await ready();
      if (revision.seat !== shared.seat) throw new StoreError("seat-lost", "another recorder has the seat");
      calls.push(revision);
      shared.began ??= revision.at;
      const stored = apply(revision);
      if (!losesAnswer) return stored;
      losesAnswer = false;
      throw new StoreError("store-unavailable", "the connection broke");
    },
    async heartbeat({ at }) {
      await ready();
      shared.heartbeat = at;
    },
    async transitions({ limit, ...query }) {
      await ready();
      const found = shared.transitions.filter((one) => answers(one, query));
      return { items: found.toReversed().slice(0, limit), hasMore: found.length > limit };
    },
    async transition(id) {
      return shared.transitions.find((one) => one.id === id) ?? null;
    },
    async lastTransitions(ips) {
      return new Map(shared.transitions.filter(({ ip }) => ips.includes(ip)).map((one) => [one.ip, one]));
    },
    async around(ip, at) {
      const own = shared.transitions.filter((one) => one.ip === ip);
      return {
        before: own.findLast(({ notAfter }) => notAfter <= at) ?? null,
        during: own.filter(({ notBefore, notAfter }) => notBefore <= at && at < notAfter),
        after: own.find(({ notBefore }) => notBefore > at) ?? null,
      };
    },
    async began() {
      return shared.began;
    },
    async lastKnown(ips) {
      return new Map(ips.flatMap((ip) => (shared.lastKnown.has(ip) ? [[ip, shared.lastKnown.get(ip) as LastKnown] as const] : [])));
    },
    async blind(from, to) {
      return shared.spans.filter((span) => span.from <= to && (span.to ?? to) >= from);
    },
    async detections({ ip, isOpen, from = 0, to = Number.POSITIVE_INFINITY, limit }) {
      const found = shared.detections.filter(
        (one) =>
          (ip === undefined || one.ip === ip) &&
          (isOpen === undefined || isOpen === (one.to === null)) &&
          one.from <= to &&
          (one.to ?? to) >= from,
      );
      return found.slice(0, limit);
    },
    async knownAddresses() {
      return [...new Set([...shared.transitions.map(({ ip }) => ip), ...shared.notes.keys()])];
    },
    async acknowledge(id, by, comment, at) {
      const found = shared.transitions.find((one) => one.id === id);
      if (!found) return null;
      const after = { ...found, acknowledged: { by, comment, at } };
      shared.transitions = shared.transitions.map((one) => (one.id === id ? after : one));
      return after;
    },
    async notes(ip) {
      return shared.notes.get(ip) ?? null;
    },
    async allNotes() {
      return shared.notes;
    },
    async putNotes(ip, text, expected, by, at) {
      const present = shared.notes.get(ip) ?? null;
      if ((present?.version ?? null) !== expected) return { written: false, notes: present };
      const notes = { ...text, version: (shared.notes.get(ip)?.version ?? 0) + 1, updatedAt: at, updatedBy: by };
      shared.notes.set(ip, notes);
      return { written: true, notes };
    },
    async forget() {
      return { removed: 0, hasMore: false };
    },
    async takeSeat(instanceId) {
      await ready();
      return shared.holder === null || shared.holder === instanceId ? seatOf(instanceId) : null;
    },
    async close() {
      await Promise.resolve();
    },
  };

  return {
    store,
    shared,
    /** The revisions that were stored, as they came. */
    calls,
    fail(next: StoreError | "hang" | null) {
      fault = next;
      for (const wake of hanging) wake();
      hanging.clear();
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    loseSeat: () => loseSeat(),
  };
}
