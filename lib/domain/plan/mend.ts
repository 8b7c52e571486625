import type { ClusterView } from "../cluster-view.ts";
import { endpointOf } from "../endpoint.ts";
import { forecastReplacement } from "../forecast.ts";
import { reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { editAnnotation } from "./annotation-edit.ts";
import { runningRefusals, surroundings } from "./attach.ts";
import { editClaims } from "./claim-edits.ts";
import { consequencesOf } from "./consequences.ts";
import { checkCniGate } from "./gate-check.ts";
import { judgeOtherClaims, otherClaimsOn } from "./other-claims.ts";
import { type Planned, planned, refused, type Target, type TargetObjects } from "./plan.ts";
import { checkAddress, doubtsAboutAddresses } from "./refusals.ts";
import { forecastRollouts } from "./rollout-forecast.ts";
import { checkTarget, familiesOf } from "./target.ts";

export type MendIntent = { readonly target: Target; readonly ips: readonly string[]; readonly takeOver?: readonly string[] | undefined };

/**
 * Plans to put exactly these addresses in the place of values that Calico rejects, on running pods and in the template they
 * came from; none removes the key.
 *
 * Values that Calico takes are left alone. An address that counts again may be taken from who has it meanwhile, so claims of another
 * namespace must be confirmed by name. A pod that is off the network comes back with it, and one that cannot end can.
 */
export function planMend(view: ClusterView, intent: MendIntent, objects: TargetObjects): Planned {
  const { target, takeOver = [] } = intent;
  const bad = objects.pods.filter(isRejected);
  const families = familiesOf(view.snapshot, objects.pods);
  const checks = intent.ips.map((ip, index) => checkAddress(view, ip, families, `/ips/${index}`));
  const template = templateOf(view, objects, bad);
  const refusals = [
    ...checks.flatMap((check) => (check.ok ? [] : [check.refusal])),
    // A pod that cannot end is what this is for.
    ...checkTarget(view, target, "running", objects).filter(({ reason: why }) => why.code !== "target-terminating"),
    ...(bad.length > 0 ? runningRefusals(view, { ...intent, scope: "running" }, bad.length) : []),
  ];
  if (refusals.length > 0) return refused(...refusals);

  const ips = [...new Set(checks.flatMap((check) => (check.ok ? [check.ip] : [])))];
  const edits = editClaims({ verb: "replace", ips }, bad, template === null ? [] : [template], families);
  const own = new Set(objects.pods.map(({ uid }) => uid));
  const others = otherClaimsOn(view, ips, { pod: ({ uid }) => own.has(uid), workload: ({ uid }) => uid === template?.uid });
  const judged = judgeOtherClaims(others, target.namespace, takeOver);
  // What counts already takes nothing new. What only stands in a value that Calico rejects does.
  const counted = new Set(bad.flatMap(({ uid }) => view.pods.get(uid)?.claims ?? []).map(({ floatingIp }) => floatingIp));
  const fresh = others.filter(({ ip }) => !counted.has(ip));
  const { blockers } = judgeOtherClaims(fresh, target.namespace, takeOver);
  const { consequences, warnings } = forecastRollouts(
    view,
    edits,
    template === null ? bad : objects.pods,
    consequencesOf(view, ips, { change: edits.changed }),
  );
  const back = bad.filter((pod) => endpointOf(pod).kind === "dropped").map(({ namespace, name }) => `${namespace}/${name}`);
  const gate = ips.length > 0 && template !== null ? checkCniGate(view) : null;
  const gateReason = gate && (gate.refusal?.reason ?? gate.warning);
  const immutable = objects.workload?.kind === "Job" && isTemplateRejected(objects.workload);
  return planned({
    steps: edits.steps,
    consequences,
    warnings: [
      ...(back.length > 0 ? [reason("pods-back-on-network", { pods: back, count: back.length })] : []),
      ...(immutable ? [reason("template-stays", { target: `${target.kind} ${target.namespace}/${target.name}` })] : []),
      ...judged.warnings,
      ...warnings,
      ...(gateReason ? [gateReason] : []),
      ...surroundings(view, { ...intent, scope: template === null ? "running" : "both" }, objects),
    ],
    blockers: [
      ...(edits.steps.length === 0 ? [reason("nothing-to-mend")] : []),
      ...blockers,
      ...(ips.length > 0 ? doubtsAboutAddresses(view) : []),
    ],
  });
}

/** Whether Calico takes the pod off the network for its value, drops an item of it, or would not start the next pod with it. */
function isRejected(pod: PodRecord): boolean {
  const value = pod.annotations[FLOATING_IPS_ANNOTATION];
  if (value === undefined || pod.hostNetwork) return false;
  return value === "" || endpointOf(pod).kind === "dropped" || !forecastReplacement(pod, null).ok;
}

/** Without a pod of it the families are not known: then only what is bad for all of them is seen. */
function isTemplateRejected({ templateFloatingIps: value }: WorkloadRecord): boolean {
  if (value === null) return false;
  const next = editAnnotation(value, { verb: "remove", ips: [] });
  return value === "" || next.kind === "unreadable" || hasOddItem(value);
}

function hasOddItem(value: string): boolean {
  const next = editAnnotation(value, { verb: "add", ips: ["192.0.2.1"] });
  return next.kind === "write" && next.dropped.length > 0;
}

/** The template with a rejected value: that of the target, or the one that a target's pod came from. A Job's cannot be changed. */
function templateOf(view: ClusterView, { workload, pods }: TargetObjects, bad: readonly PodRecord[]): WorkloadRecord | null {
  const [pod] = pods;
  const owner = workload ?? (pod ? (workloadOf(view.snapshot, pod)?.record ?? null) : null);
  if (owner === null || owner.kind === "Job" || owner.controller !== null) return null;
  const isShared = bad.some((one) => one.annotations[FLOATING_IPS_ANNOTATION] === owner.templateFloatingIps);
  return isShared || isTemplateRejected(owner) ? owner : null;
}
