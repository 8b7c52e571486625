import type { Finding } from "../../assessment.ts";
import { createAssessor } from "../../assessor.ts";
import type { ClusterSnapshot, NodeRecord, PodRecord } from "../../snapshot.ts";
import { aNode, aPod, aSnapshot, aWorkload } from "../../testing/builders.ts";
import { diagnosticRules } from "../diagnose.ts";

export const IP = "10.99.0.10";

export function findAll(snapshot: ClusterSnapshot): readonly Finding[] {
  return createAssessor(snapshot, diagnosticRules).findings();
}

/** What one rule found. */
export function find(code: string, snapshot: ClusterSnapshot): readonly Finding[] {
  return findAll(snapshot).filter((finding) => finding.code === code);
}

type Records = NonNullable<Parameters<typeof aSnapshot>[0]>;

/** A cluster in which one pod claims {@link IP}. */
export function aClaimOf(pod: Parameters<typeof aPod>[0] = {}, records: Records = {}): ClusterSnapshot {
  return aSnapshot({ pods: [aPod({ floatingIps: [IP], ...pod })], ...records });
}

export function aLostNode(fields: Partial<NodeRecord> = {}): NodeRecord {
  return aNode({ ready: "Unknown", readySince: "2026-08-29T03:05:00.000Z", ...fields });
}

/** A Deployment whose template claims {@link IP}, its ReplicaSet, and what its pods need to say to be run by it. */
export function aDeployment(fields: Parameters<typeof aWorkload>[0] = {}) {
  const deployment = aWorkload({ name: "checkout", templateFloatingIps: JSON.stringify([IP]), ...fields });
  const controller = { kind: deployment.kind, name: deployment.name, uid: deployment.uid };
  const replicaSet = aWorkload({ kind: "ReplicaSet", name: "checkout-6f7d", controller });
  const run = { kind: "ReplicaSet", name: replicaSet.name, uid: replicaSet.uid };
  return { deployment, workloads: [deployment, replicaSet], run };
}

export function aFailedStart(pod: PodRecord, error: string) {
  return {
    uid: `event-${pod.uid}`,
    reason: "FailedCreatePodSandBox",
    message: `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "1f": plugin type="calico" failed (add): ${error}`,
    pod: { namespace: pod.namespace, name: pod.name, uid: pod.uid },
    count: 3,
    lastAt: "2026-08-29T03:11:00.000Z",
  };
}
