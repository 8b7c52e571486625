import type { FloatingIpState } from "../assessment.ts";
import type { Reason } from "../reason.ts";
import type { PodRecord, WorkloadRecord } from "../snapshot.ts";

/** One object, as people name it. */
export type PlanObject = {
  readonly apiVersion: string;
  readonly kind: string;
  /** `null` for objects of the whole cluster. */
  readonly namespace: string | null;
  readonly name: string;
  /** `null` for an object that is created, and for one of which the snapshot does not keep it. */
  readonly uid: string | null;
  readonly resourceVersion: string | null;
};

/** A JSON merge patch. @see https://www.rfc-editor.org/rfc/rfc7396 */
export type MergePatch = { readonly [key: string]: unknown };

/** One write. Of a patch `was` has the same leaves with the values that the plan was made for; `null` for what was not there. */
export type Step = { readonly what: Reason; readonly object: PlanObject } & (
  | { readonly verb: "create"; readonly patch: MergePatch }
  | { readonly verb: "patch"; readonly patch: MergePatch; readonly was: MergePatch }
  | { readonly verb: "delete"; readonly patch: null }
);

/** How a floating IP stands, as far as a plan says it. */
export type Side = {
  readonly state: FloatingIpState;
  readonly backends: readonly { readonly namespace: string; readonly name: string; readonly node: string; readonly podIp: string }[];
  readonly standbyCount: number;
};

/** What can be told of an address whose pods are made anew. */
export type RolloutForecast = {
  /** Once the running pods are patched, and none of them is replaced yet. */
  readonly patched: Side;
  /** The pods that go in the course of it. */
  readonly replaced: readonly { readonly namespace: string; readonly name: string; readonly node: string | null }[];
  readonly during: Reason;
  readonly after: Reason;
};

/** What becomes of a floating IP. `after` is `null` where it cannot be told before it happens, and `note` then says why. */
export type Consequence = { readonly ip: string; readonly before: Side; readonly after: Side | null; readonly note: Reason | null } & {
  readonly rollout?: RolloutForecast | null;
};

/** What has to be known of a plan; `remedy`: what would change that, where anything does. */
export type Told = Reason & { readonly remedy?: Reason | null };

/** What would be written, in order. A plan with a blocker can be looked at, not applied. */
export type PlanDraft = {
  readonly steps: readonly Step[];
  readonly consequences: readonly Consequence[];
  readonly warnings: readonly Told[];
  readonly blockers: readonly Told[];
};

export const REFUSAL_CODES = [
  "address-invalid",
  "address-not-canonical",
  "address-family",
  "address-outside-pools",
  "address-in-use",
  "target-unsupported",
  "gate-closed",
  "cluster-unsupported",
  "cni-config-invalid",
] as const;

/** Why no plan is made at all, and at which field of the question. */
export type Refusal = { readonly code: (typeof REFUSAL_CODES)[number]; readonly pointer: string; readonly reason: Told };

export type Planned = { readonly ok: true; readonly plan: PlanDraft } | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type TargetKind = "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "CronJob" | "Pod";
export type Target = { readonly kind: TargetKind; readonly namespace: string; readonly name: string };
export type Scope = "template" | "running" | "both";

/**
 * The objects of a target, read just now: the snapshot keeps of a pod that claims nothing only its address.
 *
 * `workload` is `null` for a target that is a pod. `pods`: all that the workload controls by itself or through its ReplicaSets and Jobs.
 */
export type TargetObjects = { readonly workload: WorkloadRecord | null; readonly pods: readonly PodRecord[] };

export function refused(...refusals: readonly Refusal[]): Planned {
  return { ok: false, refusals };
}

export function planned(plan: Partial<PlanDraft>): Planned {
  return { ok: true, plan: { steps: [], consequences: [], warnings: [], blockers: [], ...plan } };
}

/** The value of a key, wherever in a patch it stands; `undefined` where it does not. */
export function leafOf(patch: MergePatch, key: string): unknown {
  if (Object.hasOwn(patch, key)) return patch[key];
  for (const value of Object.values(patch)) {
    const found = isPatch(value) ? leafOf(value, key) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isPatch(value: unknown): value is MergePatch {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
