import "server-only";
import type { PodRef } from "#lib/contract/common.ts";
import type { FloatingIp, NodeElection, RejectedClaim } from "#lib/contract/floating-ips.ts";
import type * as domain from "#lib/domain/assessment.ts";
import type { ClusterSnapshot, PodRecord } from "#lib/domain/snapshot.ts";
import { workloadOf } from "#lib/domain/workload.ts";
import { reasonFieldsOf } from "./explain.ts";

/** What stands beside an assessment in the answer. */
export type Beside = { readonly since: string | null; readonly findings: readonly string[] };

export function presentFloatingIp(snapshot: ClusterSnapshot, assessment: domain.FloatingIpAssessment, beside: Beside): FloatingIp {
  const nodes = assessment.nodes.map((election) => presentElection(snapshot, election));
  const backends = nodes.flatMap(({ backend }) => backend ?? []);
  const { scope, reason: why } = assessment.reach;
  return {
    ip: assessment.ip,
    family: assessment.family,
    state: assessment.state,
    stateReason: reasonFieldsOf(assessment.stateReason),
    nodes,
    backends,
    standbyCount: nodes.reduce((sum, { standbys }) => sum + standbys.length, 0),
    remoteCount: remoteCountOf(nodes),
    reach: { scope, ...reasonFieldsOf(why) },
    pool: assessment.pool,
    block: assessment.block,
    allocatedTo: assessment.allocatedTo,
    reserved: assessment.reserved,
    since: beside.since,
    sinceCertainty: "at-latest",
    lastTransition: null,
    findings: [...beside.findings],
    notes: null,
  };
}

/** Remote is what stands on another node than the first backend. Where nobody serves, nobody is remote. */
function remoteCountOf(nodes: readonly NodeElection[]): number {
  const first = nodes.find(({ backend }) => backend !== null);
  if (!first) return 0;
  return nodes
    .filter((election) => election !== first)
    .reduce((sum, { backend, standbys }) => sum + standbys.length + (backend ? 1 : 0), 0);
}

function presentElection(snapshot: ClusterSnapshot, election: domain.NodeElection): NodeElection {
  return {
    node: election.node,
    felixGate: election.felixGate,
    backend: election.backend && presentClaimant(snapshot, election.backend),
    standbys: election.standbys.map((claim) => presentClaimant(snapshot, claim)),
    ...reasonFieldsOf(election.reason),
  };
}

export function presentClaimant(snapshot: ClusterSnapshot, { pod, podIp }: domain.Claim): PodRef {
  return presentPod(snapshot, pod, podIp);
}

/** @param podIp The address that the election compares; a pod may have one of each family. */
export function presentPod(snapshot: ClusterSnapshot, pod: PodRecord, podIp: string | null = pod.statusPodIps[0] ?? null): PodRef {
  const workload = workloadOf(snapshot, pod);
  return {
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    node: pod.node,
    podIp,
    ready: pod.ready,
    terminating: pod.deletionTimestamp !== null,
    workload: workload && { kind: workload.kind, name: workload.name },
  };
}

export function presentRejected(snapshot: ClusterSnapshot, claim: domain.RejectedClaim): RejectedClaim {
  return {
    pod: presentPod(snapshot, claim.pod),
    item: claim.item,
    ip: claim.floatingIp,
    dropsPod: claim.dropsPod,
    ...reasonFieldsOf(claim.reason),
  };
}

/** RFC 3339 UTC with milliseconds, as the API promises; Kubernetes writes whole seconds. */
export function presentTime(text: string | null): string | null {
  if (text === null) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
