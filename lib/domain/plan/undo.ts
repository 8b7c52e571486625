import { readFloatingIps } from "../annotation.ts";
import type { Family } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { readCniConfig } from "../cni-config.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import { consequencesOf, withValue } from "./consequences.ts";
import { checkCniGate } from "./gate-check.ts";
import { judgeOtherClaims, otherClaimsOn } from "./other-claims.ts";
import { leafOf, type MergePatch, type Planned, planned, type Step } from "./plan.ts";
import { checkAddress, doubtsAboutAddresses } from "./refusals.ts";
import { forecastRollouts } from "./rollout-forecast.ts";
import { familiesIn } from "./target.ts";

/**
 * Plans to take an action back: what it wrote is written back in the opposite order, wherever it still stands.
 *
 * What was there before may have been what was wrong: a value that Calico rejects is never written again, nor a text that
 * `install-cni` could not read.
 *
 * @param steps The opposite of each write that was done, last first.
 * What it gives back may be somebody else's by now, which is looked at as for any other claim.
 *
 * @param pods Those of the steps, read just now: one that lost its claim is not in the snapshot.
 * @param gone Names of pods that were written to and are no more.
 */
export function planUndo(view: ClusterView, steps: readonly Step[], pods: readonly PodRecord[], gone: readonly string[] = []): Planned {
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
  const { consequences, warnings } = forecastRollouts(view, { templates, changed }, [], consequencesOf(view, asked, { change: changed }));
  const claimsAgain = templates.some(({ value }) => value !== null);
  const gate = claimsAgain ? checkCniGate(view) : null;
  const gateReason = gate && (gate.refusal?.reason ?? gate.warning);
  const again = claimsAgainIn(view, steps);
  return planned({
    steps,
    consequences,
    warnings: [
      ...(gone.length > 0 ? [reason("undo-pods-gone", { pods: gone, count: gone.length })] : []),
      ...again.warnings,
      ...warnings,
      ...(gateReason ? [gateReason] : []),
    ],
    blockers: [
      ...(steps.length === 0 ? [reason("nothing-to-undo")] : []),
      ...steps.flatMap((step) => breaks(view, step, pods)),
      ...again.blockers,
    ],
  });
}

/** What speaks against the addresses that are claimed then and are not now. */
function claimsAgainIn(
  view: ClusterView,
  steps: readonly Step[],
): { readonly warnings: readonly Reason[]; readonly blockers: readonly Reason[] } {
  const claiming = steps.flatMap((step) => {
    const now = claimedBy(wasIn(step));
    const ips = claimedBy(valueIn(step.patch) ?? null).filter((ip) => !now.includes(ip));
    return ips.length > 0 ? [{ ips, namespace: step.object.namespace ?? "" }] : [];
  });
  const ips = [...new Set(claiming.flatMap((step) => step.ips))];
  const [first, ...more] = new Set(claiming.map(({ namespace }) => namespace));
  if (first === undefined) return { warnings: [], blockers: [] };
  const own = new Set(steps.map(({ object }) => object.uid));
  const others = otherClaimsOn(view, ips, {
    pod: (pod) => own.has(pod.uid) || own.has(workloadOf(view.snapshot, pod)?.record?.uid ?? ""),
    workload: ({ uid }) => own.has(uid),
  });
  const judged = judgeOtherClaims(others, first, more);
  const checks = ips.map((ip) => checkAddress(view, ip, null, ""));
  return {
    warnings: judged.warnings,
    blockers: [
      ...checks.flatMap((check) => (check.ok ? [] : [check.refusal.reason])),
      // Nobody can confirm it here: a plan of its own asks for that.
      ...judged.blockers.map(({ facts }) => reason("undo-takes-over", facts)),
      ...doubtsAboutAddresses(view),
    ],
  };
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

function breaks(view: ClusterView, step: Step, pods: readonly PodRecord[]): readonly Reason[] {
  const { namespace, name, kind } = step.object;
  const object = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  const value = valueIn(step.patch);
  if (typeof value === "string" && !isSound(value, familiesAt(view, step, pods))) return [reason("undo-would-break", { object, value })];
  const texts = kind === "ConfigMap" && step.verb === "patch" ? Object.values((step.patch["data"] ?? {}) as Record<string, unknown>) : [];
  return texts.some((text) => typeof text !== "string" || !readCniConfig(text).ok)
    ? [reason("undo-would-break", { object, value: null })]
    : [];
}

/** Of pods that were just read, and of the workloads that are known. */
function familiesAt(view: ClusterView, { object }: Step, pods: readonly PodRecord[]): ReadonlySet<Family> | null {
  const of = pods.find(({ uid }) => uid === object.uid) ?? view.snapshot.workloads.get(object.uid ?? "");
  return of ? familiesIn(view)(of) : null;
}

/** Each item an address that Calico takes, and at least one of them. */
function isSound(value: string, families: ReadonlySet<Family> | null): boolean {
  const read = readFloatingIps(value);
  if (!read.ok || read.items.length === 0) return false;
  return read.items.every((item) => {
    const [ip] = claimedBy(JSON.stringify([item]));
    return ip !== undefined && (families === null || families.has(ip.includes(":") ? 6 : 4));
  });
}
