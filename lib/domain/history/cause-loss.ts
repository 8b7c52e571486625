import type { PodRecord } from "../snapshot.ts";
import { evidenceOf, nameOf, podObject, standingPodObject } from "./evidence.ts";
import type { Fate } from "./fate.ts";
import { type NodeStory, nodeStoryOf } from "./node-story.ts";
import { ownerStoryOf } from "./owner-story.ts";
import { type Case, type Verdict, verdict } from "./question.ts";
import type { Evidence } from "./transition.ts";

const FINAL_PHASES = new Set(["Succeeded", "Failed"]);

/** What the kubelet writes into `status.reason` when it ends a pod of its own accord. */
const ENDED_BY_KUBELET = new Set(["Evicted", "NodeShutdown", "Terminated"]);

/**
 * Why a pod that held the address is gone or finished.
 *
 * Who ended it is told by the condition `DisruptionTarget` before anything else. A pod that is being deleted often
 * finishes first: `Failed` and a deletion timestamp are a deletion. A pod that is gone, and was never seen to go, is no
 * evidence of why: it may have lost the address before.
 *
 * @returns `null` when nothing that was seen tells.
 * @see kubernetes/kubernetes v1.36 pkg/apis/core/types.go, `DisruptionTarget`
 */
export function explainLoss(question: Case, fate: Fate): Verdict | null {
  const { words } = fate;
  const node = nodeStoryOf(question, words?.node ?? fate.pod.node);
  if (!words) {
    return node.trouble && verdict("node-lost", "possible", [...goneFrom(question, fate), ...node.evidence.trouble()], lost(node));
  }
  const end = endOf(question, fate, words);
  if (words.disruption) return explainDisruption(question, words, node, end);
  if (words.phase === "Failed" && ENDED_BY_KUBELET.has(words.statusReason ?? "")) {
    return verdict("pod-evicted", "certain", end, { detail: "kubelet" });
  }
  const isDeleted = words.deletionTimestamp !== null;
  if (node.trouble && (isDeleted || fate.is === "gone")) {
    return verdict("node-lost", "likely", [...node.evidence.trouble(), ...end], lost(node));
  }
  if (isDeleted || (fate.is === "gone" && !question.isBlind)) {
    const { evidence, ...root } = ownerStoryOf(question, words);
    return verdict("pod-deleted", isDeleted ? "certain" : "likely", [...end, ...evidence], root);
  }
  return fate.is === "ended" ? verdict("pod-finished", "certain", end) : null;
}

function explainDisruption(question: Case, words: PodRecord, node: NodeStory, end: readonly Evidence[]): Verdict {
  const told = [...disruptionOf(question, words), ...end, ...denial(question, words)];
  switch (words.disruption?.reason) {
    case "PreemptionByScheduler":
      return verdict("pod-preempted", "certain", told);
    case "TerminationByKubelet":
      return verdict("pod-evicted", "certain", told, { detail: "kubelet" });
    case "EvictionByEvictionAPI":
      if (!node.isCordoned) return verdict("pod-evicted", "certain", told, { detail: "api" });
      return verdict("pod-evicted", "certain", [...told, ...node.evidence.cordon()], { detail: "drain", incident: node.incident });
    case "DeletionByTaintManager":
    case "DeletionByPodGC":
      if (node.trouble) return verdict("node-lost", "certain", [...told, ...node.evidence.trouble()], lost(node));
      if (!node.wasUnreachable) return verdict("pod-evicted", "certain", told);
      return verdict("node-lost", "certain", [...told, ...node.evidence.recovery()], { detail: "unreachable", incident: node.incident });
    default:
      return verdict("pod-evicted", "certain", told);
  }
}

function lost({ trouble, incident }: NodeStory): Pick<Verdict, "detail" | "incident"> {
  return { detail: trouble, incident };
}

function disruptionOf({ memory, at }: Case, words: PodRecord): readonly Evidence[] {
  if (!words.disruption) return [];
  const { reason, message, at: claimed } = words.disruption;
  const seen = memory.ofPod(words.uid).find(({ before, after }) => after?.disruption && !before?.disruption);
  const after = `DisruptionTarget: True\nreason: ${reason}${message ? `\nmessage: ${message}` : ""}`;
  const facts = { pod: nameOf(words), reason };
  return [evidenceOf(podObject(words), { code: "pod-disrupted", facts, receivedAt: seen?.at ?? at, after, claimed })];
}

/** It was to be ended, and ended by itself, well. */
function denial({ at }: Case, words: PodRecord): readonly Evidence[] {
  if (words.phase !== "Succeeded" || words.deletionTimestamp !== null) return [];
  const facts = { pod: nameOf(words) };
  return [
    evidenceOf(podObject(words), { code: "pod-succeeded", facts, receivedAt: at, stance: "contradicts", after: `phase: ${words.phase}` }),
  ];
}

/** How its end was seen: the deletion, the network that was given back, the phase, and that it is gone. */
function endOf(question: Case, fate: Fate, words: PodRecord): readonly Evidence[] {
  const sightings = question.memory.ofPod(words.uid);
  const pod = nameOf(words);
  const told: Evidence[] = [];
  if (words.deletionTimestamp !== null) {
    const seen = sightings.find(({ before, after }) => after?.deletionTimestamp && !before?.deletionTimestamp);
    const facts = { pod, at: words.deletionTimestamp };
    const receivedAt = seen?.at ?? question.at;
    const after = `deletionTimestamp: ${words.deletionTimestamp}`;
    told.push(evidenceOf(podObject(words), { code: "pod-deleting", facts, receivedAt, after, claimed: words.deletionTimestamp }));
  }
  const gone = fate.is === "gone" ? goneFrom(question, fate) : [];
  // That it is gone says nothing where nobody looked: then what it said last does.
  if (fate.is === "gone" && !(question.isBlind && FINAL_PHASES.has(words.phase))) return [...told, ...gone];
  const seen = sightings.findLast(({ before, after }) => before && after && standingTextOf(before) !== standingTextOf(after));
  const before = seen?.before ? standingTextOf(seen.before) : null;
  const how = FINAL_PHASES.has(words.phase) ? "phase" : "network";
  const facts = { pod, how, phase: words.phase, reason: words.statusReason, told: words.statusReason ? "yes" : "no" };
  const receivedAt = seen?.at ?? question.at;
  return [...told, evidenceOf(podObject(words), { code: "pod-ended", facts, receivedAt, before, after: standingTextOf(words) }), ...gone];
}

function goneFrom({ memory, at, isBlind }: Case, { pod, words }: Fate): readonly Evidence[] {
  const seen = memory.ofPod(pod.uid).findLast(({ after }) => !after);
  const object = words ? podObject(words) : standingPodObject(pod);
  const before = words ? standingTextOf(words) : null;
  const stance = isBlind ? "context" : "supports";
  return [
    evidenceOf(object, {
      code: isBlind ? "pod-missing" : "pod-gone",
      facts: { pod: nameOf(pod) },
      receivedAt: seen?.at ?? at,
      before,
      stance,
    }),
  ];
}

function standingTextOf({ phase, statusReason, annotations, deletionTimestamp }: PodRecord): string {
  const network = annotations["cni.projectcalico.org/podIP"];
  const lines = [`phase: ${phase}`];
  if (statusReason) lines.push(`reason: ${statusReason}`);
  if (deletionTimestamp !== null && network !== undefined) lines.push(`cni.projectcalico.org/podIP: ${JSON.stringify(network)}`);
  return lines.join("\n");
}

/** What is kept of a pod that is not there, where nothing tells why. */
export function contextOf(question: Case): readonly Evidence[] {
  return question.left
    .flatMap((fate) => (fate.is === "gone" ? goneFrom(question, fate) : []))
    .map((one) => ({ ...one, stance: "context" }));
}
