import { FLOATING_IPS_ANNOTATION, type NodeRecord, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import type { Evidence, EvidenceObject, StandingPod } from "./transition.ts";

/** Values are anybody's text; what is kept of one is enough to know it by. */
const MAX_TEXT = 2_000;

/** Each has a sentence in `messages/history-evidence.json`. */
export const EVIDENCE_CODES = [
  "annotation-item-dropped",
  "annotation-removed",
  "annotation-unreadable",
  "annotation-withdrawn",
  "backend-still-claims",
  "claimant-addressed",
  "claimant-annotated",
  "claimant-earlier",
  "claimant-earlier-anyway",
  "claimant-on-other-node",
  "claimant-started",
  "gate-changed",
  "gate-decided-elsewhere",
  "gate-says",
  "no-owner",
  "node-cordoned",
  "node-gone",
  "node-reachable-again",
  "node-unreachable",
  "owner-deleted",
  "owner-rolls-out",
  "owner-scaled",
  "owner-wants-it",
  "pod-address",
  "pod-deleting",
  "pod-disrupted",
  "pod-ended",
  "pod-gone",
  "pod-missing",
  "pod-succeeded",
] as const;
export type EvidenceCode = (typeof EVIDENCE_CODES)[number];

type Said = Pick<Evidence, "facts" | "receivedAt"> & { readonly code: EvidenceCode } & Partial<
    Pick<Evidence, "stance" | "before" | "after">
  > & {
    /** As the API writes times. */
    readonly claimed?: string | null;
  };

/** One thing that was seen; it supports the cause unless it says otherwise. */
export function evidenceOf(
  object: EvidenceObject,
  { code, facts, receivedAt, stance = "supports", before, after, claimed }: Said,
): Evidence {
  return { object, stance, code, facts, before: clipped(before), after: clipped(after), claimedAt: instantOf(claimed), receivedAt };
}

function clipped(text: string | null | undefined): string | null {
  if (text === undefined || text === null) return null;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function instantOf(time: string | null | undefined): number | null {
  const instant = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}

export function podObject({ namespace, name, uid, resourceVersion }: PodRecord): EvidenceObject {
  return { kind: "Pod", namespace, name, uid, resourceVersion };
}

/** A pod that nobody here has read, named as history keeps it. */
export function standingPodObject({ namespace, name, uid }: StandingPod): EvidenceObject {
  return { kind: "Pod", namespace, name, uid, resourceVersion: null };
}

export function nodeObject({ name, uid, resourceVersion }: NodeRecord): EvidenceObject {
  return { kind: "Node", namespace: null, name, uid, resourceVersion };
}

export function workloadObject({ kind, namespace, name, uid, resourceVersion }: WorkloadRecord): EvidenceObject {
  return { kind, namespace, name, uid, resourceVersion };
}

/** The pod as people name it. */
export function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

export function annotationOf(record: PodRecord | undefined): string | null {
  return record?.annotations[FLOATING_IPS_ANNOTATION] ?? null;
}
