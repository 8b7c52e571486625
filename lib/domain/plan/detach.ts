import { canonicalAddress } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { reason } from "../reason.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import { type ClaimIntent, runningRefusals, surroundings, templatesOf } from "./attach.ts";
import { editClaims } from "./claim-edits.ts";
import { consequencesOf } from "./consequences.ts";
import { checkCniGate } from "./gate-check.ts";
import { type Planned, planned, refused, type TargetObjects } from "./plan.ts";
import { forecastRollouts } from "./rollout-forecast.ts";
import { checkTarget, familiesIn } from "./target.ts";

/**
 * Plans to take floating IPs from a workload or a pod: the key goes with the last of them, and the others stay.
 *
 * A pod on its way out may lose its claim too: while its node does not answer it keeps the address for minutes.
 */
export function planDetach(view: ClusterView, intent: ClaimIntent, objects: TargetObjects): Planned {
  const { target, scope } = intent;
  const refusals = [
    ...intent.ips.flatMap((ip, index) =>
      canonicalAddress(ip) === null
        ? [{ code: "address-invalid" as const, pointer: `/ips/${index}`, reason: reason("address-unparsable", { ip }) }]
        : [],
    ),
    ...checkTarget(view, target, scope, objects).filter(({ reason: why }) => why.code !== "target-terminating"),
    ...runningRefusals(view, intent, objects.pods.length),
  ];
  if (refusals.length > 0) return refused(...refusals);

  const ips = [...new Set(intent.ips.flatMap((ip) => canonicalAddress(ip) ?? []))];
  const edits = editClaims(
    { verb: "remove", ips },
    scope === "template" ? [] : objects.pods,
    templatesOf(intent, objects),
    familiesIn(view),
  );
  const { consequences, warnings } = forecastRollouts(view, edits, objects.pods, consequencesOf(view, ips, { change: edits.changed }));
  const gate = edits.templates.some(({ value }) => value !== null) ? checkCniGate(view) : null;
  const gateReason = gate && (gate.refusal?.reason ?? gate.warning);
  return planned({
    steps: edits.steps,
    consequences,
    warnings: [...edits.warnings, ...warnings, ...(gateReason ? [gateReason] : []), ...comesBack(), ...surroundings(view, intent, objects)],
    blockers: [...(edits.steps.length === 0 && edits.blockers.length === 0 ? [reason("nothing-to-change")] : []), ...edits.blockers],
  });

  /** A template that keeps the claim gives it to the next pod. */
  function comesBack() {
    const [pod] = objects.pods;
    const owner = objects.workload ?? (pod && (workloadOf(view.snapshot, pod)?.record ?? null));
    const kept = scope === "running" && owner ? claimedBy(owner.templateFloatingIps).filter((ip) => ips.includes(ip)) : [];
    if (!owner || kept.length === 0) return [];
    return [reason("claim-comes-back", { ips: kept, target: `${owner.kind} ${owner.namespace}/${owner.name}` })];
  }
}
