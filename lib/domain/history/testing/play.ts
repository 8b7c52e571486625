import { createAssessor } from "../../assessor.ts";
import type { ClusterSnapshot, CollectionName, PodRecord, RecordChange, SnapshotCollections } from "../../snapshot.ts";
import { aNode, aPodAddress, aSnapshot } from "../../testing/builders.ts";
import { judgeTransition } from "../judge.ts";
import { firstKnown, lastKnownAfter } from "../last-known.ts";
import { createMemory, type Memory } from "../memory.ts";
import type { OwnAction } from "../own-action.ts";
import type { Question } from "../question.ts";
import { standingOf } from "../standing.ts";
import type { LastKnown, TransitionDraft, Window } from "../transition.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };

export const IP = "10.99.0.10";
export const START = Date.parse("2026-08-29T04:00:00.000Z");

type Edit = {
  readonly [C in CollectionName]: { collection: C; key: string; after: SnapshotCollections[C] | undefined; last?: SnapshotCollections[C] };
}[CollectionName];

/** A pod that is there with this record. */
export function puts(after: PodRecord): readonly Edit[] {
  return [{ collection: "pods", key: after.uid, after }];
}

/** @param last What the object said when it went. */
export function removes({ uid }: PodRecord, last?: PodRecord): readonly Edit[] {
  return [{ collection: "pods", key: uid, after: undefined, ...(last && { last }) }];
}

/** A pod that is there, and carries the annotation no more. */
export function unannotates({ uid, namespace, name, node, statusPodIps }: PodRecord): readonly Edit[] {
  return [
    { collection: "pods", key: uid, after: undefined },
    { collection: "podAddresses", key: uid, after: aPodAddress({ uid, namespace, name, node, ips: statusPodIps }) },
  ];
}

/** A pod that is there already, and gets the annotation. */
export function annotates(after: PodRecord): readonly Edit[] {
  return [
    { collection: "podAddresses", key: after.uid, after: undefined },
    { collection: "pods", key: after.uid, after },
  ];
}

export function changes<C extends CollectionName>(collection: C, key: string, after: SnapshotCollections[C] | undefined): readonly Edit[] {
  return [{ collection, key, after } as Edit];
}

type Options = { readonly ownActions?: readonly OwnAction[] };

/** A cluster whose events are judged as the recorder would; each step gives what happened to {@link IP}. */
export function play(records: Parameters<typeof aSnapshot>[0] = {}, { ownActions = [] }: Options = {}) {
  const snapshot = aSnapshot({ nodes: ["node-a", "node-b", "node-c"].map((name) => aNode({ name })), ...records });
  const assessor = createAssessor(snapshot, NO_RULES);
  const { view } = assessor;
  let memory = createMemory();
  let now = START;
  let asked: Question | null = null;
  const first = standingOf(snapshot, view.assessments.get(IP));
  let known: LastKnown | null =
    first && view.assessments.has(IP) ? { ...firstKnown(IP, first, { notBefore: 0, notAfter: now }), lastTransitionId: null } : null;

  function put({ collection, key, after, last }: Edit): RecordChange {
    const map = snapshot[collection] as Map<string, unknown>;
    const before = map.get(key);
    if (after === undefined) map.delete(key);
    else map.set(key, after);
    return { collection, key, before, after, ...(last && { last }) } as RecordChange;
  }

  function judge(window: Window, isBlind: boolean): TransitionDraft | null {
    const to = standingOf(snapshot, view.assessments.get(IP));
    if (to === null) return null;
    asked = { ip: IP, before: known, to, window, at: now, isBlind, view, memory, ownActions };
    const draft = judgeTransition(asked);
    if (draft) known = { ...lastKnownAfter(known, draft), lastTransitionId: 1 };
    else if (known) known = { ...known, standing: to };
    return draft;
  }

  function batch(ms: number, edits: readonly (readonly Edit[])[]): readonly RecordChange[] {
    now += ms;
    const batched = edits.flat().map(put);
    memory.note(batched, now);
    assessor.apply(batched);
    return batched;
  }

  return {
    view,
    snapshot,
    get known() {
      return known;
    },
    /** What was judged last. */
    get asked() {
      return asked;
    },
    get now() {
      return now;
    },
    /** The watch delivers these in one batch, so many ms later. */
    after(ms: number, ...edits: readonly (readonly Edit[])[]): TransitionDraft | null {
      batch(ms, edits);
      return judge({ notBefore: now, notAfter: now }, false);
    },
    /** As `after`, and the memory hears nothing of it. */
    unnoted(ms: number, ...edits: readonly (readonly Edit[])[]): TransitionDraft | null {
      batch(ms, edits);
      memory = createMemory();
      return judge({ notBefore: now, notAfter: now }, false);
    },
    /** The watch was broken for so long; a list finds these. */
    relistAfter(ms: number, ...edits: readonly (readonly Edit[])[]): TransitionDraft | null {
      const from = now;
      batch(ms, edits);
      return judge({ notBefore: from, notAfter: now }, true);
    },
    /** Nobody was there for so long, and whoever is now remembers nothing. */
    restartAfter(ms: number, ...edits: readonly (readonly Edit[])[]): TransitionDraft | null {
      const from = now;
      memory = createMemory();
      batch(ms, edits);
      memory = listed(snapshot, now);
      return judge({ notBefore: from, notAfter: now }, true);
    },
  };
}

/** All that is there appears at once. */
function listed(snapshot: ClusterSnapshot, at: number): Memory {
  const memory = createMemory();
  const names = ["pods", "podAddresses", "nodes", "workloads", "felixConfigurations", "daemonSets", "configMaps"] as const;
  for (const collection of names) {
    memory.note(
      [...snapshot[collection]].map(([key, after]) => ({ collection, key, before: undefined, after }) as RecordChange),
      at,
    );
  }
  return memory;
}

/** What a test says of a transition first. */
export function told(draft: TransitionDraft | null) {
  if (!draft) return null;
  const { kind, cause, detail, confidence } = draft;
  return {
    kind,
    cause,
    detail,
    confidence,
    evidence: draft.evidence.map(({ code, stance }) => (stance === "supports" ? code : `${stance}: ${code}`)),
  };
}
