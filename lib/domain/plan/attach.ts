import type { ClusterView } from "../cluster-view.ts";
import { endpointOf } from "../endpoint.ts";
import { type Reason, reason } from "../reason.ts";
import type { PodRecord } from "../snapshot.ts";
import { ipamMayAllocate } from "../whose-address.ts";
import { workloadOf } from "../workload.ts";
import { editClaims } from "./claim-edits.ts";
import { consequencesOf } from "./consequences.ts";
import { checkCniGate } from "./gate-check.ts";
import { judgeOtherClaims, otherClaimsOn } from "./other-claims.ts";
import { type Planned, planned, type Refusal, refused, type Scope, type Target, type TargetObjects } from "./plan.ts";
import { checkAddress, doubtsAboutAddresses } from "./refusals.ts";
import { forecastRollouts } from "./rollout-forecast.ts";
import { checkTarget, familiesOf, livePods } from "./target.ts";

export type ClaimIntent = { readonly ips: readonly string[]; readonly target: Target; readonly scope: Scope };
export type AttachIntent = ClaimIntent & { readonly takeOver?: readonly string[] | undefined };

/**
 * Plans to give floating IPs to a workload or a pod.
 *
 * Running pods come first: they serve at once, and what the template then makes replaces them. What others claim stays as it
 * is; that is told, and claims of another namespace must be confirmed by name.
 */
export function planAttach(view: ClusterView, intent: AttachIntent, objects: TargetObjects): Planned {
  const { target, scope, takeOver = [] } = intent;
  const live = livePods(objects);
  const families = familiesOf(view.snapshot, live);
  const checks = intent.ips.map((ip, index) => checkAddress(view, ip, families, `/ips/${index}`));
  const gate = checkCniGate(view);
  const refusals = [
    ...checks.flatMap((check) => (check.ok ? [] : [check.refusal])),
    ...checkTarget(view, target, scope, objects),
    ...runningRefusals(view, intent, live.length),
    ...(scope !== "running" && gate.refusal ? [gate.refusal] : []),
  ];
  if (refusals.length > 0) return refused(...refusals);

  const ips = [...new Set(checks.flatMap((check) => (check.ok ? [check.ip] : [])))];
  const edits = editClaims({ verb: "add", ips }, scope === "template" ? [] : live, templatesOf(intent, objects), families);
  const own = new Set(objects.pods.map(({ uid }) => uid));
  const others = otherClaimsOn(view, ips, {
    pod: ({ uid }) => own.has(uid),
    workload: ({ uid }) => uid === objects.workload?.uid || live.some(({ controller }) => controller?.uid === uid),
  });
  const judged = judgeOtherClaims(others, target.namespace, takeOver);
  const { consequences, warnings } = forecastRollouts(view, edits, objects.pods, consequencesOf(view, ips, { change: edits.changed }));
  return planned({
    steps: edits.steps,
    consequences,
    warnings: [
      ...edits.warnings,
      ...judged.warnings,
      ...warnings,
      ...gateWarnings(scope, gate),
      ...surroundings(view, intent, objects),
      ...ips.flatMap((ip) => unheld(view, ip)),
    ],
    blockers: [
      ...(edits.steps.length === 0 && edits.blockers.length === 0 ? [reason("nothing-to-change")] : []),
      ...edits.blockers,
      ...judged.blockers,
      ...edits.changed.flatMap(offTheNetwork),
      ...doubtsAboutAddresses(view),
    ],
  });
}

/** Some addresses of a pod do no harm until it claims something, and then the whole pod is off the network. */
function offTheNetwork(pod: PodRecord): readonly Reason[] {
  const endpoint = endpointOf(pod);
  return endpoint.kind === "dropped" ? [endpoint.reason] : [];
}

/** Where the annotation of a running pod has no effect, or there is no running pod. */
export function runningRefusals({ installation }: ClusterView, { scope }: ClaimIntent, count: number): readonly Refusal[] {
  if (scope === "template") return [];
  if (installation.datastore === "etcd") return [{ code: "cluster-unsupported", pointer: "/scope", reason: reason("datastore-etcd") }];
  if (count > 0 || scope === "both") return [];
  return [{ code: "target-unsupported", pointer: "/scope", reason: reason("target-no-running-pods") }];
}

export function templatesOf({ scope }: ClaimIntent, { workload }: TargetObjects) {
  return scope === "running" || workload === null ? [] : [workload];
}

/** What else the reader has to know of the target, whatever is written. */
export function surroundings(view: ClusterView, { target, scope }: ClaimIntent, { workload, pods }: TargetObjects): readonly Reason[] {
  const [pod] = pods;
  const owner = workload ?? (target.kind === "Pod" && pod ? (workloadOf(view.snapshot, pod)?.record ?? null) : null);
  const isRecreated = workload !== null || (pod !== undefined && pod.controller !== null);
  const name = `${target.kind} ${target.namespace}/${target.name}`;
  const deployer = scope === "running" ? null : owner?.deployer;
  return [
    ...(scope === "running" && isRecreated ? [reason("lost-when-recreated", { target: name })] : []),
    ...(deployer ? [reason("deployed-by", { target: name, tool: deployer.tool, name: deployer.name })] : []),
    ...(view.installation.managedBy === "operator" ? [reason("operator-unsupported")] : []),
  ];
}

function gateWarnings(scope: Scope, { refusal, warning }: ReturnType<typeof checkCniGate>): readonly Reason[] {
  if (scope === "running") return refusal || warning ? [reason("gate-closed-running")] : [];
  return warning ? [warning] : [];
}

/** IPAM may give the address to a pod of its own accord, until a reservation holds it. */
function unheld(view: ClusterView, ip: string): readonly Reason[] {
  const by = ipamMayAllocate(view.addresses, ip);
  return by ? [reason("not-reserved", { ip, pool: by.pool })] : [];
}
