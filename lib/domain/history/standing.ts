import type { Claim, FloatingIpAssessment } from "../assessment.ts";
import type { ClusterSnapshot } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import type { Standing, StandingPod } from "./transition.ts";

/** Nobody, and no node that could have somebody. */
export const UNSERVED: Standing = { state: "unserved", nodes: [] };

/**
 * Who holds a floating IP, as history keeps it.
 *
 * Where a node surely elects and nobody can say whom, nothing is known: a backend that cannot be seen has not left.
 *
 * @param assessment What was decided about it; absent where nothing in the cluster names the address.
 * @returns `null` when it is not known; without an assessment, nobody.
 */
export function standingOf(
  snapshot: Pick<ClusterSnapshot, "workloads">,
  assessment: Pick<FloatingIpAssessment, "state" | "nodes"> | undefined,
): Standing | null {
  if (!assessment) return UNSERVED;
  const { state, nodes } = assessment;
  if (state === "unknown" || nodes.some(({ backend, programs }) => backend === null && programs !== "no")) return null;
  return { state, nodes: nodes.map(({ node, backend }) => ({ node, backend: backend && standingPodOf(snapshot, backend) })) };
}

function standingPodOf(snapshot: Pick<ClusterSnapshot, "workloads">, { pod, podIp }: Claim): StandingPod {
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

/** Those who hold it, in text order of node. */
export function backendsOf({ nodes }: Standing): readonly StandingPod[] {
  return nodes.flatMap(({ backend }) => backend ?? []);
}

/**
 * Whether two standings are one for history: the same state, and the same pods with the same addresses on the same nodes.
 *
 * Readiness, a deletion timestamp, or a node that holds claims and has no backend make no difference.
 */
export function sameStanding(a: Standing, b: Standing): boolean {
  return a.state === b.state && identityOf(a) === identityOf(b);
}

function identityOf({ nodes }: Standing): string {
  return nodes.flatMap(({ node, backend }) => (backend ? [`${node} ${backend.uid} ${backend.podIp}`] : [])).join("\n");
}

/** Whether two are one backend: a pod that came to another address is another. */
function sameBackend(a: Pick<StandingPod, "uid" | "podIp">, b: Pick<StandingPod, "uid" | "podIp">): boolean {
  return a.uid === b.uid && a.podIp === b.podIp;
}

/** The backends that are none any more. */
export function leavingOf(from: Standing, to: Standing): readonly StandingPod[] {
  const after = backendsOf(to);
  return backendsOf(from).filter((pod) => !after.some((other) => sameBackend(pod, other)));
}

/** The backends that were none before. */
export function comingOf(from: Standing, to: Standing): readonly StandingPod[] {
  return leavingOf(to, from);
}
