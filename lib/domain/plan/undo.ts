import { readFloatingIps } from "../annotation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { readCniConfig } from "../cni-config.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { claimedBy } from "./annotation-edit.ts";
import { consequencesOf, withValue } from "./consequences.ts";
import { checkCniGate } from "./gate-check.ts";
import { leafOf, type MergePatch, type Planned, planned, type Step } from "./plan.ts";
import { withRollouts } from "./rollout.ts";

/**
 * Plans to take an action back: what it wrote is written back in the opposite order, wherever it still stands.
 *
 * What was there before may have been what was wrong: a value that Calico rejects is never written again, nor a text that
 * `install-cni` could not read.
 *
 * @param steps The opposite of each write that was done, last first.
 * @param pods Those of the steps, read just now: one that lost its claim is not in the snapshot.
 */
export function planUndo(view: ClusterView, steps: readonly Step[], pods: readonly PodRecord[]): Planned {
  const changed = steps.flatMap((step) => {
    const pod = step.object.kind === "Pod" ? pods.find(({ uid }) => uid === step.object.uid) : undefined;
    const value = valueIn(step.patch);
    return pod && value !== undefined ? [withValue(pod, value)] : [];
  });
  const templates = steps.flatMap((step) => {
    const workload = workloadAt(view, step);
    const value = valueIn(step.patch);
    return workload && value !== undefined ? [{ workload, value }] : [];
  });
  const asked = [...new Set(steps.flatMap((step) => [...claimedBy(valueIn(step.patch) ?? null), ...claimedBy(wasIn(step))]))];
  const { consequences, warnings } = withRollouts(view, { templates }, [], consequencesOf(view, asked, { change: changed }));
  const claimsAgain = templates.some(({ value }) => value !== null);
  const gate = claimsAgain ? checkCniGate(view) : null;
  const gateReason = gate && (gate.refusal?.reason ?? gate.warning);
  return planned({
    steps,
    consequences,
    warnings: [...warnings, ...(gateReason ? [gateReason] : [])],
    blockers: [...(steps.length === 0 ? [reason("nothing-to-undo")] : []), ...steps.flatMap(breaks)],
  });
}

/** The annotation that a patch sets; `null` removes it, and `undefined` is a patch of something else. */
function valueIn(patch: MergePatch | null): string | null | undefined {
  const value = patch === null ? undefined : leafOf(patch, FLOATING_IPS_ANNOTATION);
  return value === undefined ? undefined : typeof value === "string" ? value : null;
}

function wasIn(step: Step): string | null {
  return step.verb === "patch" ? (valueIn(step.was) ?? null) : null;
}

function workloadAt({ snapshot }: ClusterView, { object }: Step): WorkloadRecord | null {
  return object.uid === null ? null : (snapshot.workloads.get(object.uid) ?? null);
}

function breaks(step: Step): readonly Reason[] {
  const { namespace, name, kind } = step.object;
  const object = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  const value = valueIn(step.patch);
  if (typeof value === "string" && !isSound(value)) return [reason("undo-would-break", { object, value })];
  const texts = kind === "ConfigMap" && step.verb === "patch" ? Object.values((step.patch["data"] ?? {}) as Record<string, unknown>) : [];
  return texts.some((text) => typeof text !== "string" || !readCniConfig(text).ok)
    ? [reason("undo-would-break", { object, value: null })]
    : [];
}

/** Each item an address that Calico takes, and at least one of them. */
function isSound(value: string): boolean {
  const read = readFloatingIps(value);
  return read.ok && read.items.length > 0 && read.items.every((item) => claimedBy(JSON.stringify([item])).length === 1);
}
