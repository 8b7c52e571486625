import type { ClusterView } from "../cluster-view.ts";
import { readCniConfig } from "../cni-config.ts";
import { type Reason, reason } from "../reason.ts";
import { leafOf, type MergePatch, type PlanObject } from "./plan.ts";

const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

/** A write as it was sent, told by what it changes. */
export type GateWrite = { readonly object: Pick<PlanObject, "kind">; readonly patch: MergePatch | null };

/**
 * In what the CNI gate is not as some writes should make it: the text says it, and after a restart each node has taken it over.
 *
 * Writes of anything else are passed over.
 */
export function gateDifferences({ cniGate }: Pick<ClusterView, "cniGate">, writes: readonly GateWrite[]): readonly Reason[] {
  const wanted = writes.flatMap(wantedBy).at(-1);
  const missing = writes.some(isRestart) ? cniGate.installedOn.filter(({ installed }) => installed !== true).map(({ node }) => node) : [];
  return [
    ...(wanted === undefined || cniGate.enabled === wanted ? [] : [reason("verify-cni-gate", { enabled: wanted })]),
    ...(missing.length > 0 ? [reason("verify-not-installed", { nodes: missing, count: missing.length })] : []),
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
