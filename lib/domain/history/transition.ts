import type { FloatingIpState } from "../assessment.ts";
import type { Facts } from "../reason.ts";

/** Types of what this folder decides: what happened to one floating IP, and why. Times are milliseconds since the epoch, UTC. */

/** What happened, told by the standing before and after alone. */
export const TRANSITION_KINDS = [
  "assigned",
  "lost",
  "released",
  "failover",
  "switchover",
  "failback",
  "backend-replaced",
  "split",
  "merged",
  "disabled",
  "enabled",
] as const;
export type TransitionKind = (typeof TRANSITION_KINDS)[number];

/** Why, from evidence that was seen. `not-observed` is for blind intervals only. */
export const TRANSITION_CAUSES = [
  "pod-deleted",
  "pod-evicted",
  "pod-preempted",
  "pod-finished",
  "pod-address-changed",
  "node-lost",
  "annotation-changed",
  "annotation-malformed",
  "claimant-sorts-earlier",
  "claimant-on-other-node",
  "moved",
  "felix-gate-closed",
  "felix-gate-opened",
  "claimant-started",
  "not-observed",
  "unknown",
] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/**
 * How sure the cause is: `certain` from an own action or a first-hand object revision, `likely` from correlated state of
 * other objects, `possible` from coincidence in time only, `none` exactly with the causes `unknown` and `not-observed`.
 */
export const CONFIDENCES = ["certain", "likely", "possible", "none"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A pod as history keeps it: enough to name it when it is long gone. Identity is `uid` and `podIp`. */
export type StandingPod = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string | null;
  readonly podIp: string | null;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly workload: { readonly kind: string; readonly name: string } | null;
};

/** "Unknown" is never a side of a transition. */
export type KnownState = Exclude<FloatingIpState, "unknown">;

/** Who held a floating IP: its state, and the backend of each node that holds a claim that counts, in text order of node. */
export type Standing = {
  readonly state: KnownState;
  readonly nodes: readonly { readonly node: string; readonly backend: StandingPod | null }[];
};

/** An instant that lies between two; equal when the watch delivered it. Both inclusive, `notBefore` <= `notAfter`. */
export type Window = { readonly notBefore: number; readonly notAfter: number };

/** The object that a piece of evidence was read from, as it was then. */
export type EvidenceObject = {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
};

/**
 * One thing that was seen. "A change was observed" is none: `before` and `after` are what the object said, as text, or
 * `null` where it was not there (or said nothing).
 */
export type Evidence = {
  readonly object: EvidenceObject;
  readonly stance: "supports" | "contradicts" | "context";
  /** Stable code of the sentence; `facts` fill it. In `messages/history-evidence.json`. */
  readonly code: string;
  readonly facts: Facts;
  readonly before: string | null;
  readonly after: string | null;
  /** When the object says that it happened, where it says so. */
  readonly claimedAt: number | null;
  readonly receivedAt: number;
};

/** Why a transition happened, as judged by {@link ENGINE_VERSION} of the rules. */
export type Explanation = {
  readonly cause: TransitionCause;
  /** The root where it is known: `rollout`, `scale-down`, `owner-deleted`, `direct`, `api`, `drain`, `kubelet`, `unreachable`, `node-deleted`. */
  readonly detail: string | null;
  readonly confidence: Confidence;
  /** A hint such as a field manager: never a person, unless the action was our own. */
  readonly actor: string | null;
  readonly actionId: string | null;
  readonly evidence: readonly Evidence[];
};

/** Grows when the rules of this folder judge otherwise, so that an old verdict can be told from a new one. */
export const ENGINE_VERSION = 1;

/** A difference of two standings, before it is stored. */
export type TransitionDraft = Window &
  Explanation & {
    readonly ip: string;
    readonly kind: TransitionKind;
    readonly detectedAt: number;
    readonly from: Standing;
    readonly to: Standing;
    /** Without a backend: on `assigned`, and on what was seen in one step. `null` where there is none to measure. */
    readonly gapMs: Bounds | null;
    /** Two backends or more at once: on what ends a split. */
    readonly overlapMs: Bounds | null;
    /** Several addresses that one cause moved share it, e.g. `node:<uid>`; `null` when it moved this one alone. */
    readonly incident: string | null;
    readonly engineVersion: number;
  };

export type Bounds = { readonly min: number; readonly max: number };

/** A draft with its number in the store. Ids grow in the order of storing, per cluster. */
export type Transition = TransitionDraft & {
  readonly id: number;
  readonly acknowledged: { readonly at: number; readonly by: string; readonly comment: string } | null;
};

/** Something is wrong, and nothing moved (yet). */
export const DETECTION_KINDS = [
  "backend-not-ready",
  "backend-terminating",
  "node-not-ready",
  "node-unreachable",
  "no-standby",
  "failover-blocked",
  "conflict",
  "annotation-malformed",
  "preemption-ahead",
] as const;
export type DetectionKind = (typeof DETECTION_KINDS)[number];

/** What is wrong now with one floating IP. One of a kind and subject is open at a time. */
export type DetectionDraft = {
  readonly ip: string;
  readonly kind: DetectionKind;
  /** `Pod/<namespace>/<name>`, `Node/<name>`, or the address itself. */
  readonly subject: string;
  readonly facts: Facts;
};

export type Detection = DetectionDraft & { readonly id: number; readonly from: number; readonly to: number | null };

/** Why nobody was looking. `not-recording`: no replica held the recorder's seat. */
export const BLIND_REASONS = ["process-down", "watch-stale", "forbidden", "absent", "store-failed", "not-recording", "clock-step"] as const;
export type BlindReason = (typeof BLIND_REASONS)[number];

/** A time in which a source was not watched. `source` is a name of `status.sources`, `all`, or `clock`. */
export type BlindSpan = {
  readonly source: string;
  readonly from: number;
  /** `null` while it lasts. */
  readonly to: number | null;
  readonly reason: BlindReason;
};

/** What the store last knew of an address: the side that the next transition starts from. */
export type LastKnown = {
  readonly ip: string;
  readonly standing: Standing;
  /** When this standing began. */
  readonly since: Window;
  /** The backend that the last `failover` left, for `failback`; `null` when there was none. */
  readonly leftBehind: { readonly uid: string; readonly podIp: string | null } | null;
  /** When the address lost its last backend; `null` while it has one, or never had. */
  readonly goneSince: Window | null;
  /** When it came to have two backends or more; `null` while it has not. */
  readonly splitSince: Window | null;
  readonly lastTransitionId: number | null;
};
