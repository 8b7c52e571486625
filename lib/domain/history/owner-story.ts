import type { ClusterSnapshot, PodRecord, WorkloadRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import { evidenceOf, nameOf, podObject, workloadObject } from "./evidence.ts";
import type { Sighting } from "./memory.ts";
import type { Question } from "./question.ts";
import type { Evidence } from "./transition.ts";

/** Why a pod was deleted, as far as its owner tells. */
export type OwnerStory = {
  readonly detail: "rollout" | "scale-down" | "owner-deleted" | "direct" | null;
  readonly incident: string | null;
  readonly evidence: readonly Evidence[];
};

const UNTOLD: OwnerStory = { detail: null, incident: null, evidence: [] };
const SOURCES: Readonly<Record<string, string>> = {
  ReplicaSet: "replicasets",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
  Deployment: "deployments",
};

/** Longer than a controller takes to act on a new number. */
const CONTROLLER_MS = 60_000;

type Asked = Pick<Question, "view" | "memory" | "at">;

/**
 * Tells the root of a deletion from the workload that the pod belongs to.
 *
 * A retired ReplicaSet leaves the records while its last pods still end, so a ReplicaSet that is missing was scaled to
 * nothing as long as its Deployment is there. `direct` is said only when the owner was seen to want the pod still, some time after
 * the deletion began: the watches of pods and of owners do not wait for each other.
 *
 * @param words What the pod said at the last.
 * @returns Without a detail where the owner is of another kind, or what is known of it does not tell.
 */
export function ownerStoryOf(question: Asked, words: PodRecord): OwnerStory {
  const { controller } = words;
  const { view, memory, at } = question;
  if (controller === null) {
    const facts = { pod: nameOf(words) };
    return {
      detail: "direct",
      incident: null,
      evidence: [evidenceOf(podObject(words), { code: "no-owner", facts, receivedAt: at, stance: "context" })],
    };
  }
  if (!isKnown(view.snapshot, controller.kind)) return UNTOLD;
  const sightings = memory.ofWorkload(controller.uid);
  const now = view.snapshot.workloads.get(controller.uid);
  const record = now ?? sightings.at(-1)?.last;
  const above = record?.controller ?? null;
  const root = above ? view.snapshot.workloads.get(above.uid) : undefined;
  if (above && (!isKnown(view.snapshot, above.kind) || !(above.kind in SOURCES))) return UNTOLD;

  if (now?.deletionTimestamp || root?.deletionTimestamp) return ownerDeleted(question, root?.deletionTimestamp ? root : now);
  if (!now && !root) {
    const gone = (above ? memory.ofWorkload(above.uid).at(-1)?.last : undefined) ?? record;
    return gone ? ownerDeleted(question, gone) : UNTOLD;
  }

  // It was deleted, not retired: it wanted pods to the end.
  if (!now && (record?.desired ?? 0) > 0) return ownerDeleted(question, record);

  const began = deletionOf(question, words);
  const lowered = loweringOf(sightings, now, began ?? at);
  if (root && (lowered || !now)) {
    const newer = successorOf(view.snapshot, root, controller.uid);
    return newer ? rollout(question, root, newer, lowered) : scaleDown(question, root, lowered);
  }
  if (now && lowered) return scaleDown(question, now, lowered);
  if (now && isOutdated(now, words, sightings)) return rollout(question, now, now, null);
  return now && began !== null && began < at ? direct(question, now) : UNTOLD;
}

function isKnown(snapshot: ClusterSnapshot, kind: string): boolean {
  const source = SOURCES[kind];
  return source !== undefined && doubtAbout(snapshot, source) === null;
}

function successorOf({ workloads }: ClusterSnapshot, root: WorkloadRecord, uid: string): WorkloadRecord | undefined {
  for (const one of workloads.values()) {
    if (one.controller?.uid === root.uid && one.uid !== uid && (one.desired ?? 0) > 0) return one;
  }
  return undefined;
}

/**
 * The newest change to a smaller number, unless it grew again since: shortly before the deletion began, or not carried
 * out yet.
 */
function loweringOf(
  sightings: readonly Sighting<WorkloadRecord>[],
  now: WorkloadRecord | undefined,
  began: number,
): Sighting<WorkloadRecord> | null {
  const newest = sightings.findLast((seen) => seen.before && seen.before.desired !== laterOf(seen)?.desired);
  if (!newest || (laterOf(newest)?.desired ?? 0) > (newest.before?.desired ?? 0)) return null;
  const isUnderWay = now !== undefined && (now.current ?? 0) > (now.desired ?? 0);
  return isUnderWay || newest.at >= began - CONTROLLER_MS ? newest : null;
}

/** What it said next: it may have gone in the same moment. */
function laterOf({ after, last }: Sighting<WorkloadRecord>): WorkloadRecord | undefined {
  return after ?? last;
}

/** A StatefulSet says which revision it makes; a DaemonSet only that its template was changed. */
function isOutdated(owner: WorkloadRecord, { templateHash }: PodRecord, sightings: readonly Sighting<WorkloadRecord>[]): boolean {
  if (owner.kind === "StatefulSet") return owner.updateRevision !== null && templateHash !== null && owner.updateRevision !== templateHash;
  return owner.kind === "DaemonSet" && sightings.some(({ before, after }) => before && after && before.generation < after.generation);
}

/** When the pod was first seen to be deleted. */
function deletionOf({ memory }: Asked, words: PodRecord): number | null {
  return memory.ofPod(words.uid).find(({ before, after }) => after?.deletionTimestamp && !before?.deletionTimestamp)?.at ?? null;
}

function rollout(question: Asked, root: WorkloadRecord, newer: WorkloadRecord, lowered: Sighting<WorkloadRecord> | null): OwnerStory {
  const revision = newer === root ? (newer.updateRevision ?? String(newer.generation)) : newer.uid;
  const seen = question.memory.ofWorkload(newer.uid).findLast(({ before, after }) => after && before?.desired !== after.desired);
  const facts = { workload: `${root.kind} ${nameOf(root)}`, revision: newer === root ? revision : newer.name };
  return {
    detail: "rollout",
    incident: `rollout:${root.uid}@${revision}`,
    evidence: [
      evidenceOf(workloadObject(newer), {
        code: "owner-rolls-out",
        facts,
        receivedAt: seen?.at ?? question.at,
        before: seen?.before ? revisionOf(seen.before) : null,
        after: revisionOf(newer),
      }),
      ...(lowered ? loweredEvidence(lowered) : []),
    ],
  };
}

function revisionOf({ desired, updateRevision, generation }: WorkloadRecord): string {
  return `${updateRevision === null ? `generation: ${generation}` : `updateRevision: ${updateRevision}`}\nreplicas: ${desired ?? 0}`;
}

function scaleDown(question: Asked, root: WorkloadRecord, lowered: Sighting<WorkloadRecord> | null): OwnerStory {
  const higher = loweringOf(question.memory.ofWorkload(root.uid), root, lowered?.at ?? question.at) ?? lowered;
  if (!higher) return UNTOLD;
  return { detail: "scale-down", incident: `scale-down:${root.uid}@${higher.at}`, evidence: loweredEvidence(higher) };
}

function loweredEvidence(seen: Sighting<WorkloadRecord>): readonly Evidence[] {
  const { before, at } = seen;
  const after = laterOf(seen);
  if (!before || !after) return [];
  const facts = { workload: `${after.kind} ${nameOf(after)}`, before: before.desired ?? 0, after: after.desired ?? 0 };
  const texts = { before: `replicas: ${facts.before}`, after: `replicas: ${facts.after}` };
  return [evidenceOf(workloadObject(after), { code: "owner-scaled", facts, receivedAt: at, ...texts })];
}

function ownerDeleted({ at, memory }: Asked, owner: WorkloadRecord | undefined): OwnerStory {
  if (!owner) return UNTOLD;
  const seen = memory.ofWorkload(owner.uid).findLast(({ after }) => !after || after.deletionTimestamp);
  const facts = { workload: `${owner.kind} ${nameOf(owner)}` };
  const evidence = evidenceOf(workloadObject(owner), {
    code: "owner-deleted",
    facts,
    receivedAt: seen?.at ?? at,
    before: `replicas: ${owner.desired ?? 0}`,
    after: owner.deletionTimestamp && `deletionTimestamp: ${owner.deletionTimestamp}`,
    claimed: owner.deletionTimestamp,
  });
  return { detail: "owner-deleted", incident: `owner:${owner.uid}`, evidence: [evidence] };
}

function direct({ at }: Asked, owner: WorkloadRecord): OwnerStory {
  const facts = { workload: `${owner.kind} ${nameOf(owner)}`, count: owner.desired ?? 0 };
  const after = `replicas: ${owner.desired ?? 0}`;
  const evidence = evidenceOf(workloadObject(owner), { code: "owner-wants-it", facts, receivedAt: at, stance: "context", after });
  return { detail: "direct", incident: null, evidence: [evidence] };
}
