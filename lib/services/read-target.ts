import "server-only";
import type { TargetReader } from "#lib/cluster/target-reader.ts";
import type { TargetDetail } from "#lib/contract/targets.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { claimedBy } from "#lib/domain/plan/annotation-edit.ts";
import type { Target } from "#lib/domain/plan/plan.ts";
import { livePods } from "#lib/domain/plan/target.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "#lib/domain/snapshot.ts";
import { workloadOf } from "#lib/domain/workload.ts";
import { ConsoleError } from "#lib/errors.ts";
import { podTarget, workloadTarget } from "./list-targets.ts";

/**
 * One target with its pods, from the API server: what is watched keeps of a pod without a claim only its address.
 *
 * @throws {ConsoleError} `not-found`; `forbidden` or `cluster-unreachable` where it cannot be read.
 */
export async function readTarget(view: () => ClusterView, targets: TargetReader, name: Target): Promise<TargetDetail> {
  const objects = await targets.read(name);
  const [pod] = objects.pods;
  const { workload } = objects;
  if (!workload && !(name.kind === "Pod" && pod)) {
    throw new ConsoleError("not-found", `There is no ${name.kind} ${name.namespace}/${name.name}.`, { facts: { ...name } });
  }
  const pods = livePods(objects);
  const running = [...new Set(pods.flatMap(claimsOf))];
  const target = workload
    ? { ...workloadTarget(workload, claimedBy(workload.templateFloatingIps), running), pods: pods.length }
    : podTarget({ ...name, uid: "", node: null, ips: [] }, running, pod ? workloadOf(view().snapshot, pod) : null);
  return {
    target,
    pods: pods.map((one) => ({
      namespace: one.namespace,
      name: one.name,
      uid: one.uid,
      node: one.node,
      podIps: [...one.statusPodIps],
      ready: one.ready,
      claims: [...claimsOf(one)],
    })),
  };
}

function claimsOf(pod: PodRecord): readonly string[] {
  return claimedBy(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null);
}
