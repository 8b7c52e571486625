import type { Claim, FloatingIpAssessment, NodeElection } from "./assessment.ts";
import type { ClusterView } from "./cluster-view.ts";
import { check, type FailoverCheck } from "./failover-check.ts";
import { replacementChecks } from "./failover-replacement.ts";
import { podKnowledgeOf } from "./pod-knowledge.ts";
import type { NodeRecord } from "./snapshot.ts";

/**
 * Whether a floating IP would survive the loss of its pod, and of its node, and why.
 *
 * Only a claimant on the backend's own node is a standby. One on another node helps when the node is lost only if it
 * serves already, which is a split. Readiness helps nobody: Calico keeps a backend that is not ready.
 *
 * @returns First the verdict, then its reasons; one line alone when the state is unknown.
 */
export function assessFailover(view: ClusterView, assessment: FloatingIpAssessment): readonly FailoverCheck[] {
  if (assessment.state === "unknown") return [check("unknown", "cannot-know")];
  const serving = assessment.nodes.filter(hasBackend);
  if (serving.length === 0) {
    const verdict = check("no", assessment.state === "disabled" ? "nothing-programmed" : "nobody-serves");
    return [verdict, ...replacementChecks(view, assessment), ...seenChecks(view)];
  }
  return [
    verdictOf(serving),
    ...serving.flatMap((election) => nodeChecks(view, election)),
    ...remoteChecks(assessment, serving),
    ...replacementChecks(view, assessment),
    check("note", "readiness-does-not-protect"),
    ...seenChecks(view),
  ];
}

type Serving = NodeElection & { readonly backend: Claim };

function hasBackend(election: NodeElection): election is Serving {
  return election.backend !== null;
}

function verdictOf(serving: readonly Serving[]): FailoverCheck {
  const nodes = serving.map(({ node }) => node);
  if (serving.length > 1) return check("yes", "other-nodes-serve", { nodes });
  const [only] = serving;
  const takers = only?.standbys.filter(({ pod }) => pod.deletionTimestamp === null) ?? [];
  if (takers.length > 0) return check("at-risk", "survives-the-pod-not-the-node", { nodes });
  return check("no", "survives-neither", { nodes });
}

function nodeChecks(view: ClusterView, { node, backend, standbys }: Serving): readonly FailoverCheck[] {
  return [
    ...backendChecks(backend),
    ...nodeHealth(view.snapshot.nodes.get(node), node),
    standbyCheck(node, standbys),
    nodeLossCheck(view, backend),
  ];
}

function backendChecks({ pod, node }: Claim): readonly FailoverCheck[] {
  const facts = { pod: `${pod.namespace}/${pod.name}`, node };
  if (pod.deletionTimestamp !== null) return [check("at-risk", "backend-terminating", facts)];
  return pod.ready ? [] : [check("at-risk", "backend-not-ready", facts)];
}

function nodeHealth(record: NodeRecord | undefined, node: string): readonly FailoverCheck[] {
  if (!record) return [check("at-risk", "node-not-found", { node })];
  return record.ready === "True" ? [] : [check("at-risk", "node-not-ready", { node })];
}

function standbyCheck(node: string, standbys: readonly Claim[]): FailoverCheck {
  const standby = standbys.find(({ pod }) => pod.deletionTimestamp === null);
  if (!standby) {
    const [leaving] = standbys;
    if (leaving) return check("no", "standby-terminating", { node, pod: nameOf(leaving) });
    return check("no", "no-standby", { node });
  }
  const facts = { node, pod: nameOf(standby), podIp: standby.podIp, count: standbys.length };
  return standby.pod.ready ? check("yes", "standby-ready", facts) : check("at-risk", "standby-not-ready", facts);
}

/** Since 1.32 a node is declared lost ten seconds later than before. */
function graceSeconds(kubernetesVersion: string | null): number {
  const [, major = 1, minor = 32] = kubernetesVersion?.match(/^v?(\d+)\.(\d+)/)?.map(Number) ?? [];
  return major > 1 || minor >= 32 ? 50 : 40;
}

function nodeLossCheck(view: ClusterView, { pod, node }: Claim): FailoverCheck {
  const grace = graceSeconds(view.snapshot.identity.kubernetesVersion);
  const toleration = pod.unreachableTolerationSeconds;
  const facts = { node, pod: `${pod.namespace}/${pod.name}`, graceSeconds: grace };
  if (toleration === null) return check("no", "node-loss-never-evicts", facts);
  const timed = { ...facts, tolerationSeconds: toleration, totalSeconds: grace + toleration };
  if (pod.controller === null) return check("no", "node-loss-no-controller", timed);
  if (pod.controller.kind === "StatefulSet") return check("no", "node-loss-stateful", timed);
  if (pod.controller.kind === "DaemonSet") return check("no", "node-loss-daemon", timed);
  return check("note", "node-loss-takes", timed);
}

function remoteChecks({ nodes }: FloatingIpAssessment, serving: readonly Serving[]): readonly FailoverCheck[] {
  if (serving.length > 1) {
    const pods = serving.map(({ backend }) => nameOf(backend));
    return [check("note", "split-breaks-connections", { pods, nodes: serving.map(({ node }) => node) })];
  }
  const idle = nodes.filter((election) => election.backend === null);
  if (idle.length === 0) return [check("no", "no-remote-claimant")];
  return [check("no", "remote-not-programmed", { nodes: idle.map(({ node }) => node) })];
}

function seenChecks(view: ClusterView): readonly FailoverCheck[] {
  const { namespaces } = podKnowledgeOf(view.snapshot.sources);
  return namespaces ? [check("note", "some-namespaces-only", { namespaces })] : [];
}

function nameOf({ pod }: Claim): string {
  return `${pod.namespace}/${pod.name}`;
}
