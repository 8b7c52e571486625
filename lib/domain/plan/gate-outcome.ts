import type { ClusterView } from "../cluster-view.ts";
import { readCniConfig } from "../cni-config.ts";
import { type Reason, reason } from "../reason.ts";
import { describeRollout, RESTARTED_AT } from "../rollout.ts";
import { leafOf, type MergePatch, type PlanObject } from "./plan.ts";

/** A write as it was sent, told by what it changes. */
export type GateWrite = { readonly object: Pick<PlanObject, "kind">; readonly patch: MergePatch | null };

type GateView = Pick<ClusterView, "cniGate" | "snapshot" | "installation">;

/** Of a rollout that somebody stopped: waiting does not help. */
export const STOPPED = "verify-rollout-stopped";

/**
 * In what the CNI gate is not as some writes should make it: the text says it, and after a restart each node has taken it over.
 *
 * Writes of anything else are passed over.
 */
export function gateDifferences({ cniGate, snapshot, installation }: GateView, writes: readonly GateWrite[]): readonly Reason[] {
  const wanted = writes.flatMap(wantedBy).at(-1);
  const isStopped = writes.some(isRestart) && describeRollout(snapshot, installation)?.state === "stopped";
  const missing = writes.some(isRestart) ? cniGate.installedOn.filter(({ installed }) => installed !== true).map(({ node }) => node) : [];
  return [
    ...(wanted === undefined || cniGate.enabled === wanted ? [] : [reason("verify-cni-gate", { enabled: wanted })]),
    ...(missing.length > 0 ? [reason("verify-not-installed", { nodes: missing, count: missing.length })] : []),
    ...(isStopped ? [reason(STOPPED)] : []),
  ];
}

/** Any other value of this annotation makes the pods of the template anew, its removal too. */
export function isRestart({ object, patch }: GateWrite): boolean {
  return object.kind === "DaemonSet" && patch !== null && leafOf(patch, RESTARTED_AT) !== undefined;
}

function wantedBy({ object, patch }: GateWrite): readonly boolean[] {
  const texts = object.kind === "ConfigMap" && patch !== null ? Object.values((patch["data"] ?? {}) as Record<string, unknown>) : [];
  return texts.flatMap((text) => {
    const config = typeof text === "string" ? readCniConfig(text) : null;
    return config?.ok ? [config.floatingIps] : [];
  });
}
