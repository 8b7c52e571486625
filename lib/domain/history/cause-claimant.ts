import { compareText } from "../election.ts";
import type { PodRecord } from "../snapshot.ts";
import { addressesOf } from "./cause-claim.ts";
import { annotationOf, evidenceOf, nameOf, podObject, standingPodObject } from "./evidence.ts";
import { claimsAddress, type Fate } from "./fate.ts";
import type { PodSighting } from "./memory.ts";
import { type Case, type Verdict, verdict } from "./question.ts";
import type { Evidence, StandingPod } from "./transition.ts";

/** How a pod came to claim the address. */
type Arrival = {
  readonly by: "start" | "annotation" | "address" | null;
  /** What it said before is in hand, or it was not there. */
  readonly isSeen: boolean;
  readonly evidence: readonly Evidence[];
  readonly manager: string | null;
};

/**
 * Why a pod has an address that nobody had: it started, its annotation was changed, or it got an address of its own.
 *
 * In a blind interval being there is no evidence of having come: only a pod that was created in it has.
 *
 * @returns `null` when how it came was not seen.
 */
export function explainArrival(question: Case, pod: StandingPod): Verdict | null {
  const { by, isSeen, evidence, manager } = arrivalOf(question, pod);
  const confidence = isSeen ? "certain" : "likely";
  switch (by) {
    case "start":
      return verdict("claimant-started", confidence, evidence);
    case "annotation":
      return verdict("annotation-changed", confidence, evidence, { actor: manager });
    case "address":
      return verdict("pod-address-changed", confidence, evidence);
    default:
      return null;
  }
}

/**
 * Why a pod that claims as it did is the backend no more: another one on its node sorts earlier. Nothing failed.
 *
 * @param fate A pod whose claim still counts, or counts for a later address of the pod.
 * @returns `null` when nobody on its node sorts earlier.
 */
export function explainEarlier(question: Case, { pod, words }: Fate): Verdict | null {
  const earlier = question.came.find((other) => other.node === pod.node && sortsBefore(other, pod));
  if (!earlier || !words) return null;
  const { evidence, isSeen, by, manager } = arrivalOf(question, earlier);
  return verdict(
    "claimant-sorts-earlier",
    isSeen ? "certain" : "likely",
    [...evidence, ...comparison(question, earlier, pod), ...stay(question, words)],
    {
      actor: by === "annotation" ? manager : null,
    },
  );
}

/** Why a second node elects a backend: a pod there claims the address too. */
export function explainOtherNode(question: Case, pod: StandingPod): Verdict | null {
  const { evidence, isSeen, by, manager } = arrivalOf(question, pod);
  const others = question.to.nodes.flatMap(({ backend }) => (backend && backend.uid !== pod.uid ? nameOf(backend) : []));
  const facts = { pod: nameOf(pod), node: pod.node, others, count: others.length };
  const told = evidenceOf(recordedObject(question, pod), {
    code: "claimant-on-other-node",
    facts,
    receivedAt: question.at,
    after: pod.podIp,
  });
  return verdict("claimant-on-other-node", isSeen ? "certain" : "likely", [...evidence, told], {
    actor: by === "annotation" ? manager : null,
  });
}

/** Felix compares addresses as text; pods of one address are told apart as `orderClaims` does. */
export function sortsBefore(one: StandingPod, other: StandingPod): boolean {
  if (one.podIp === null || other.podIp === null) return false;
  return (compareText(one.podIp, other.podIp) || compareText(one.uid, other.uid)) < 0;
}

/** That one pod sorts before another, which stands by itself, whatever came first. */
export function comparison(
  question: Case,
  earlier: StandingPod,
  later: StandingPod,
  stance: Evidence["stance"] = "supports",
): readonly Evidence[] {
  const facts = { earlier: nameOf(earlier), earlierIp: earlier.podIp, later: nameOf(later), laterIp: later.podIp, node: earlier.node };
  const code = stance === "contradicts" ? "claimant-earlier-anyway" : "claimant-earlier";
  return [
    evidenceOf(recordedObject(question, earlier), {
      code,
      facts,
      receivedAt: question.at,
      stance,
      before: later.podIp,
      after: earlier.podIp,
    }),
  ];
}

function stay({ at }: Case, words: PodRecord): readonly Evidence[] {
  const facts = { pod: nameOf(words) };
  const after = annotationOf(words);
  return [evidenceOf(podObject(words), { code: "backend-still-claims", facts, receivedAt: at, stance: "context", after })];
}

function recordedObject({ view }: Case, pod: StandingPod) {
  const record = view.snapshot.pods.get(pod.uid);
  return record ? podObject(record) : standingPodObject(pod);
}

function arrivalOf(question: Case, pod: StandingPod): Arrival {
  const { ip, view, memory, at } = question;
  const record = view.snapshot.pods.get(pod.uid);
  const seen = memory.ofPod(pod.uid).findLast(({ before, after }) => claimsAddress(after, ip) && !claimsAddress(before, ip));
  if (!record) return { by: null, isSeen: false, evidence: [], manager: null };
  const by = wayOf(question, record, seen);
  const isSeen = seen !== undefined && (seen.before !== undefined || seen.isBare || !question.isBlind);
  const textOf = by === "annotation" ? annotationOf : addressesOf;
  const claimed = by === "start" ? record.createdAt : by === "annotation" ? record.claimManagedAt : null;
  const facts = { pod: nameOf(record), node: record.node, podIp: pod.podIp, manager: record.claimManager };
  const code = by === "start" ? "claimant-started" : by === "annotation" ? "claimant-annotated" : "claimant-addressed";
  const evidence = by && [
    evidenceOf(podObject(record), {
      code,
      facts,
      receivedAt: seen?.at ?? at,
      before: textOf(seen?.before),
      after: textOf(record),
      claimed,
    }),
  ];
  return { by, isSeen, evidence: evidence ?? [], manager: record.claimManager };
}

function wayOf({ isBlind, window }: Case, record: PodRecord, seen: PodSighting | undefined): Arrival["by"] {
  const createdAt = record.createdAt === null ? Number.NaN : Date.parse(record.createdAt);
  const isNew = createdAt >= window.notBefore - CLOCKS_MS;
  if (!seen) return isBlind && isNew ? "start" : null;
  const { before, isBare } = seen;
  if (!before) return isBare ? "annotation" : isBlind && !isNew ? null : "start";
  if (annotationOf(before) !== annotationOf(record)) return "annotation";
  return before.statusPodIps.length > 0 ? "address" : "start";
}

/** The API server's times are whole seconds. */
const CLOCKS_MS = 1_000;
