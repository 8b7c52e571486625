import type { ClusterView } from "../cluster-view.ts";
import { compareText } from "../election.ts";
import { endpointOf } from "../endpoint.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import { withValue } from "./consequences.ts";
import type { Target, TargetKind } from "./plan.ts";
import { livePods } from "./target.ts";

/** So many workloads are looked through for pods that could stand by: of an address that more claim something else is wrong. */
const MAX_WORKLOADS = 8;
const KINDS: ReadonlySet<string> = new Set<TargetKind>(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"]);

/**
 * Whose pods could stand by: the workload of the new backend, those of who claims the address, and those whose template does. A
 * pod that let go in an earlier move is of one of them.
 *
 * @param ip Canonical.
 */
export function standbyTargets(view: ClusterView, ip: string, to: PodRecord): readonly Target[] {
  const claimants = [...(view.podsByIp.get(ip) ?? [])].toSorted().flatMap((uid) => view.pods.get(uid)?.pod ?? []);
  const owners = [to, ...claimants].flatMap((pod) => workloadOf(view.snapshot, pod)?.record ?? []);
  const templates = [...view.snapshot.workloads.values()].filter(
    ({ controller, templateFloatingIps }) => controller === null && claimedBy(templateFloatingIps).includes(ip),
  );
  const unique = [...new Map([...owners, ...templates].map((one) => [one.uid, one])).values()];
  return unique.slice(0, MAX_WORKLOADS).flatMap(({ kind, namespace, name }) => (isTarget(kind) ? [{ kind, namespace, name }] : []));
}

/**
 * The pods that can claim the address too and not be elected: on the node of the backend, behind it in Felix's order.
 *
 * One that sorts before it would take the address, and one of another node would be a second backend.
 *
 * @param siblings As they were read just now. Those that claim it already are left out.
 */
export function standbysBehind(ip: string, to: PodRecord, siblings: readonly PodRecord[]): readonly PodRecord[] {
  const own = podIpOf(withValue(to, null), ip);
  const unique = new Map(siblings.map((pod) => [pod.uid, pod]));
  return livePods({ workload: null, pods: [...unique.values()] }).filter((pod) => {
    const podIp = podIpOf(pod, ip);
    const isSibling = pod.uid !== to.uid && pod.node === to.node;
    return isSibling && !claimedBy(claimOf(pod)).includes(ip) && own !== null && podIp !== null && compareText(podIp, own) > 0;
  });
}

/** What the election would compare if the pod claimed the address; `null` where nothing is sure of that. */
function podIpOf(pod: PodRecord, ip: string): string | null {
  const endpoint = endpointOf(claimOf(pod) === null ? withValue(pod, JSON.stringify([ip])) : pod);
  // A value on which Felix crashes is mended, not edited on the way: nothing else takes effect on its node until then.
  if (endpoint.kind !== "endpoint" || endpoint.crashesFelix) return null;
  return ip.includes(":") ? endpoint.v6 : endpoint.v4;
}

function claimOf(pod: PodRecord): string | null {
  return pod.annotations[FLOATING_IPS_ANNOTATION] ?? null;
}

function isTarget(kind: string): kind is TargetKind {
  return KINDS.has(kind);
}
