import { canonicalAddress, compareAddresses } from "../address.ts";
import { readFloatingIps } from "../annotation.ts";
import type { Claim, FloatingIpAssessment } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { freeInBlocks } from "../free-address.ts";
import type { PodRecord, WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** A Job starts no pod beyond those it has; a CronJob has no number. */
const GROWING = new Set(["Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"]);

/**
 * A workload whose template claims the address is about to start more pods, and free addresses of the backend's node sort before
 * the backend's own: a new pod there takes the address, though nothing failed (trap 17).
 *
 * It speaks from the moment the workload asks for more claimants than have an address until all have one. So it is there when the
 * template grew, and a workload at rest is silent, however many addresses sort earlier. Pods that are made and have no address yet
 * still count as missing: the number of pods alone is level again within a second. Without IPAM's blocks nobody knows what is free.
 */
export const preemptionAhead: FloatingIpRule = {
  code: "preemption-ahead",
  severity: "warning",
  needs: ["pods", "ipamblocks", "deployments", "statefulsets", "daemonsets", "replicasets"],
  find(view, assessment) {
    const { ip, family, nodes } = assessment;
    return nodes.flatMap(({ node, backend, standbys }) => {
      const [growth] = backend ? growthAt(view, assessment, node, [backend, ...standbys]) : [];
      if (!backend || !growth) return [];
      const free = freeInBlocks(view.snapshot, node, family);
      const earlier = free.filter((address) => address < backend.podIp);
      if (earlier.length === 0) return [];
      const { workload, from, to } = growth;
      const facts = {
        ip,
        node,
        pod: fullName(backend.pod),
        podIp: backend.podIp,
        workload: workload.name,
        kind: workload.kind,
        from,
        to,
        earlier: earlier.length,
        free: free.length,
        example: earlier.toSorted(compareAddresses)[0] ?? "",
      };
      return [{ subject: { kind: workload.kind, namespace: workload.namespace, name: workload.name }, ips: [ip], facts }];
    });
  },
};

type Growth = { readonly workload: WorkloadRecord; readonly from: number; readonly to: number };

/** Workloads that will have more claimants than have an address now, other than on nodes where their pods are bound already. */
function growthAt(view: ClusterView, assessment: FloatingIpAssessment, node: string, onNode: readonly Claim[]): readonly Growth[] {
  const runBy = (pod: PodRecord) => workloadOf(view.snapshot, pod)?.record ?? null;
  const pods = [...(view.podsByIp.get(assessment.ip) ?? [])].toSorted().flatMap((uid) => view.pods.get(uid)?.pod ?? []);
  const workloads = new Map(pods.flatMap((pod) => runBy(pod) ?? []).map((workload) => [workload.uid, workload]));
  return [...workloads.values()].flatMap((workload) => {
    const { kind, desired } = workload;
    if (!GROWING.has(kind) || desired === null || !templateClaims(workload, assessment.ip)) return [];
    const isOurs = ({ pod }: { readonly pod: PodRecord }) => pod.deletionTimestamp === null && runBy(pod)?.uid === workload.uid;
    // One pod a node: the next one comes up elsewhere.
    if (kind === "DaemonSet" && onNode.some(isOurs)) return [];
    const from = claimsIn(assessment).filter(isOurs).length;
    const elsewhere = assessment.rejected.filter(
      (claim) => claim.reason.code === "pod-no-address" && isOurs(claim) && claim.pod.node !== node,
    ).length;
    return desired - from - elsewhere > 0 ? [{ workload, from, to: desired }] : [];
  });
}

function templateClaims({ templateFloatingIps, templateHostNetwork }: WorkloadRecord, ip: string): boolean {
  if (templateFloatingIps === null || templateHostNetwork) return false;
  const read = readFloatingIps(templateFloatingIps);
  return read.ok && read.items.some((item) => canonicalAddress(item) === ip);
}
