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
  const byText = wanted === undefined || cniGate.enabled === wanted ? [] : [reason("verify-cni-gate", { enabled: wanted })];
  return writes.some(isRestart) ? [...byText, ...restartDifferences({ cniGate, snapshot, installation })] : byText;
}

/** Times of objects are whole seconds, so that a node may look installed before its turn: the template of its pod tells more. */
function restartDifferences({ cniGate, snapshot, installation }: GateView): readonly Reason[] {
  const rollout = describeRollout(snapshot, installation);
  const installed = new Map(cniGate.installedOn.map((entry) => [entry.node, entry.installed === true]));
  const isOld = new Set(rollout?.nodes.flatMap(({ node, state }) => (state === "done" || state === "unknown" ? [] : [node])));
  const missing = [...new Set([...installed.keys(), ...isOld])].filter((node) => !installed.get(node) || isOld.has(node)).toSorted();
  return [
    ...(missing.length > 0 ? [reason("verify-not-installed", { nodes: missing, count: missing.length })] : []),
    ...(rollout?.state === "stopped" ? [reason(STOPPED)] : []),
    // A pod that is gone and has no successor yet is on no node.
    ...(rollout?.state === "running" && missing.length === 0
      ? [reason("verify-rollout-running", { done: rollout.done, total: rollout.total })]
      : []),
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
