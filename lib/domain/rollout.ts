import { calicoNodePodsOf } from "./cni-gate.ts";
import type { Installation } from "./installation.ts";
import type { CalicoDaemonSetRecord, CalicoNodePodRecord, ClusterSnapshot } from "./snapshot.ts";

/** `waiting`: the pod was made from an older template. `failed`: `install-cni` ended with an error and is tried again. */
export type NodeRolloutState = "done" | "restarting" | "failed" | "waiting" | "unknown";

export type NodeRollout = {
  readonly node: string;
  readonly state: NodeRolloutState;
  /** Of calico-node's pod there. */
  readonly ready: boolean;
  /** RFC 3339: since when it restarts, or when the restart began; `null` where none did. */
  readonly startedAt: string | null;
  /** RFC 3339: when `install-cni` was through. */
  readonly finishedAt: string | null;
};

export type Rollout = {
  /** RFC 3339, as `kubectl rollout restart` marks it; `null` where nobody restarted it. */
  readonly restartedAt: string | null;
  /** `stopped`: pods of an older template stay until somebody deletes them. */
  readonly state: "done" | "running" | "stopped" | "unknown";
  /** Nodes that should run calico-node. */
  readonly total: number;
  readonly done: number;
  /** In text order. A node whose pod is gone and has no successor yet is not among them. */
  readonly nodes: readonly NodeRollout[];
};

export const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

/**
 * How far calico-node's pods are with the template as it stands: by that each node takes over the text of the CNI configuration.
 *
 * @returns `null` where no DaemonSet of calico-node is known.
 * @see kubernetes/kubernetes v1.34 pkg/controller/daemon/util/daemonset_util.go, `IsPodUpdated`
 */
export function describeRollout(snapshot: ClusterSnapshot, { daemonSet }: Pick<Installation, "daemonSet">): Rollout | null {
  if (!daemonSet) return null;
  const nodes = calicoNodePodsOf(snapshot).map(([node, pod]) => ({ node, ...progressOf(pod, daemonSet) }));
  const done = nodes.filter(({ state }) => state === "done").length;
  const total = Math.max(daemonSet.desired, nodes.length);
  return {
    restartedAt: daemonSet.templateAnnotations[RESTARTED_AT] ?? null,
    state: stateOf(nodes, total, daemonSet),
    total,
    done,
    nodes,
  };
}

function stateOf(nodes: readonly NodeRollout[], total: number, { updateStrategy }: CalicoDaemonSetRecord): Rollout["state"] {
  const has = (state: NodeRolloutState) => nodes.some((node) => node.state === state);
  if (nodes.length === 0) return "unknown";
  if (has("waiting")) return updateStrategy === "OnDelete" ? "stopped" : "running";
  if (has("restarting") || has("failed") || nodes.length < total) return "running";
  return has("unknown") ? "unknown" : "done";
}

function progressOf(pod: CalicoNodePodRecord, { templateGeneration }: CalicoDaemonSetRecord): Omit<NodeRollout, "node"> {
  const { ready, createdAt, deletionTimestamp, installCni } = pod;
  const finishedAt = installCni?.finishedAt ?? null;
  if (deletionTimestamp !== null) return { state: "restarting", ready, startedAt: deletionTimestamp, finishedAt: null };
  if (templateGeneration === null || pod.templateGeneration === null) return { state: "unknown", ready, startedAt: null, finishedAt };
  if (pod.templateGeneration !== templateGeneration) return { state: "waiting", ready, startedAt: null, finishedAt: null };
  if (installCni?.state === "failed") return { state: "failed", ready, startedAt: createdAt, finishedAt: null };
  // A pod without the init container, e.g. of a cluster that installs CNI by other means, is through when it is there.
  const isThrough = installCni === null || installCni.state === "finished";
  return { state: isThrough ? "done" : "restarting", ready, startedAt: createdAt, finishedAt: isThrough ? finishedAt : null };
}
