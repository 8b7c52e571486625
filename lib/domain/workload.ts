import type { ClusterSnapshot, PodRecord, WorkloadRecord } from "./snapshot.ts";

/** Who would start a pod again. `record` is `null` when only its name is known. */
export type Workload = { readonly kind: string; readonly name: string; readonly record: WorkloadRecord | null };

/**
 * The workload that people know a pod by: the Deployment of its ReplicaSet, the CronJob of its Job.
 *
 * @returns `null` for a pod that nobody controls; the nearest known controller when the one above it is not known.
 */
export function workloadOf({ workloads }: Pick<ClusterSnapshot, "workloads">, pod: PodRecord): Workload | null {
  if (pod.controller === null) return null;
  const record = workloads.get(pod.controller.uid) ?? null;
  const above = record?.controller;
  if (!above) return { kind: pod.controller.kind, name: pod.controller.name, record };
  return { kind: above.kind, name: above.name, record: workloads.get(above.uid) ?? null };
}
