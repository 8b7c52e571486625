import type { ClusterView } from "../cluster-view.ts";
import { type Reason, reason } from "../reason.ts";
import type { PodRecord, WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";

/** Who claims an address beside the target: people know a pod by its workload. */
export type OtherClaim = { readonly ip: string; readonly namespace: string; readonly workload: string; readonly pods: readonly string[] };

/**
 * The claims of others on some addresses: of pods, and of templates whose pods are still to come.
 *
 * @param isOwn Tells the pods and workloads of the target.
 */
export function otherClaimsOn(
  view: ClusterView,
  ips: readonly string[],
  isOwn: { pod(pod: PodRecord): boolean; workload(workload: WorkloadRecord): boolean },
): readonly OtherClaim[] {
  const templates = [...view.snapshot.workloads.values()].filter(
    (workload) => workload.templateFloatingIps !== null && !isOwn.workload(workload),
  );
  return ips.flatMap((ip) => {
    const found = new Map<string, { namespace: string; workload: string; pods: string[] }>();
    const enter = (namespace: string, workload: string, pod: string | null) => {
      const key = `${namespace} ${workload}`;
      const entry = found.get(key) ?? { namespace, workload, pods: [] };
      found.set(key, pod === null ? entry : { ...entry, pods: [...entry.pods, pod] });
    };
    for (const uid of [...(view.podsByIp.get(ip) ?? [])].toSorted()) {
      const pod = view.pods.get(uid)?.pod;
      if (!pod || isOwn.pod(pod)) continue;
      const workload = workloadOf(view.snapshot, pod);
      enter(pod.namespace, workload ? `${workload.kind} ${workload.name}` : `Pod ${pod.name}`, `${pod.namespace}/${pod.name}`);
    }
    for (const workload of templates) {
      // Its pods are known by the Deployment, and so is the template that the ReplicaSet has from it.
      if (workload.controller === null && claimedBy(workload.templateFloatingIps).includes(ip))
        enter(workload.namespace, `${workload.kind} ${workload.name}`, null);
    }
    return [...found.values()].map((entry) => ({ ip, ...entry }));
  });
}

/**
 * What the reader has to know of claims of others, and what must be confirmed by name first.
 *
 * @param namespace Of the target. @param takeOver Namespaces whose claims the reader has confirmed.
 */
export function judgeOtherClaims(
  claims: readonly OtherClaim[],
  namespace: string,
  takeOver: readonly string[],
): { readonly warnings: readonly Reason[]; readonly blockers: readonly Reason[] } {
  const warnings = claims.map(({ ip, namespace: of, workload, pods }) =>
    reason("claimed-by-other", { ip, namespace: of, workload, pods, count: pods.length }),
  );
  const foreign = new Set(claims.map((claim) => claim.namespace).filter((of) => of !== namespace && !takeOver.includes(of)));
  const blockers = [...foreign].toSorted().map((of) =>
    reason("take-over-unconfirmed", {
      namespace: of,
      ips: [...new Set(claims.filter((claim) => claim.namespace === of).map(({ ip }) => ip))],
      workloads: [...new Set(claims.filter((claim) => claim.namespace === of).map(({ workload }) => workload))],
    }),
  );
  return { warnings, blockers };
}
