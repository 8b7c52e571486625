import type { Claim, FloatingIpAssessment } from "./assessment.ts";
import { claimsOf } from "./claims.ts";
import type { ClusterView } from "./cluster-view.ts";
import { check, type FailoverCheck } from "./failover-check.ts";
import { forecastReplacement } from "./forecast.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "./snapshot.ts";
import { workloadOf } from "./workload.ts";

/**
 * Whether a new pod would claim the floating IP again, and whether it would start at all.
 *
 * The forecast is made from the template, where it is known: a claim that was only written on the running pod is lost
 * with it, and a value that the running pod bears may keep its replacement from starting.
 *
 * @returns One line per workload, then the CNI gate; only the gate when no pod is left to be replaced.
 */
export function replacementChecks(view: ClusterView, assessment: FloatingIpAssessment): readonly FailoverCheck[] {
  return [...subjectsOf(assessment).flatMap((pod) => podChecks(view, assessment, pod)), cniGateCheck(view)];
}

/** One pod per workload: the backends first, else who would be one. */
function subjectsOf({ nodes, rejected }: FloatingIpAssessment): readonly PodRecord[] {
  const backends = nodes.flatMap(({ backend }) => backend ?? []);
  const claims: readonly Claim[] = backends.length > 0 ? backends : nodes.flatMap(({ standbys }) => standbys);
  const pods = claims.length > 0 ? claims.map(({ pod }) => pod) : rejected.map(({ pod }) => pod);
  const byOwner = new Map(pods.map((pod) => [pod.controller?.uid ?? pod.uid, pod]));
  return [...byOwner.values()];
}

function podChecks(view: ClusterView, assessment: FloatingIpAssessment, pod: PodRecord): readonly FailoverCheck[] {
  const name = `${pod.namespace}/${pod.name}`;
  const workload = workloadOf(view.snapshot, pod);
  if (workload === null) return [check("no", "no-controller", { pod: name })];

  const facts = { kind: workload.kind, workload: `${pod.namespace}/${workload.name}`, pod: name };
  if (workload.record === null) return [check("unknown", "template-unknown", facts)];
  const next = fromTemplate(pod, workload.record.templateFloatingIps);
  if (workload.record.templateHostNetwork || !claimsAgain(next, assessment.ip)) return [check("no", "template-does-not-claim", facts)];

  const forecast = forecastReplacement(next, gateWhereItWouldStart(view));
  const claims = check("yes", "template-claims", facts);
  return forecast.ok ? [claims] : [claims, check("no", "replacement-fails", { ...facts, error: forecast.error })];
}

function fromTemplate(pod: PodRecord, value: string | null): PodRecord {
  const { [FLOATING_IPS_ANNOTATION]: _present, ...others } = pod.annotations;
  return { ...pod, annotations: value === null ? others : { ...others, [FLOATING_IPS_ANNOTATION]: value } };
}

/** What is asked of the template is not whether this pod still runs. */
function claimsAgain(pod: PodRecord, ip: string): boolean {
  const { claims, rejected } = claimsOf({ ...pod, deletionTimestamp: null, phase: "Running" });
  return [...claims, ...rejected].some(({ floatingIp }) => floatingIp === ip);
}

function gateWhereItWouldStart(view: ClusterView): boolean | null {
  return view.cniGate.enabled;
}

function cniGateCheck({ cniGate }: ClusterView): FailoverCheck {
  const { enabled, installedOn } = cniGate;
  if (enabled === null) return check("unknown", "cni-gate-unknown");
  if (!enabled) return check("no", "cni-gate-closed");
  const missing = installedOn.filter(({ installed }) => installed === false).map(({ node }) => node);
  const facts = { total: installedOn.length, installed: installedOn.filter(({ installed }) => installed === true).length };
  if (missing.length > 0) return check("at-risk", "cni-gate-partly", { ...facts, nodes: missing });
  return facts.installed === facts.total ? check("yes", "cni-gate-installed", facts) : check("unknown", "cni-gate-unknown");
}
