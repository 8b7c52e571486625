import "server-only";
import type { Gates } from "#lib/contract/gates.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { isSupported } from "#lib/domain/cni-gate.ts";
import { describeRollout } from "#lib/domain/rollout.ts";
import { explainedOf, reasonFieldsOf } from "./explain.ts";
import { presentTime } from "./present.ts";

/** The two gates, and on each node what decides. */
export function readGates(view: ClusterView): Gates {
  const { supported, reason: why } = isSupported(view.installation);
  return {
    cni: presentCniGate(view),
    felix: {
      default: view.felix.gateByDefault().value,
      nodes: nodesOf(view).map((node) => {
        const { value, decidedBy, overrides } = view.felix.gateOn(node);
        return {
          node,
          value,
          decidedBy,
          overrides: [...overrides],
          ipv6: view.felix.ipv6On(node).value,
          claimants: claimantsOn(view, node),
        };
      }),
    },
    rollout: presentRollout(view),
    supported,
    unsupportedReason: why && explainedOf(why),
  };
}

function presentCniGate({ cniGate }: ClusterView): Gates["cni"] {
  const { enabled, configMap, key, problem, installedOn } = cniGate;
  return {
    enabled,
    configMap: configMap && `${configMap.namespace}/${configMap.name}`,
    key,
    text: key === null ? null : (configMap?.data[key] ?? null),
    editedAt: presentTime(configMap?.lastModifiedAt ?? null),
    editedBy: configMap?.lastModifiedBy ?? null,
    problem: problem && explainedOf(problem),
    installedOn: installedOn.map(({ node, installed, finishedAt, reason: why }) => ({
      node,
      installed,
      ...reasonFieldsOf(why),
      finishedAt: presentTime(finishedAt),
    })),
  };
}

function presentRollout({ snapshot, installation }: ClusterView): Gates["rollout"] {
  const rollout = describeRollout(snapshot, installation);
  if (!rollout || !installation.daemonSet) return null;
  const { namespace, name } = installation.daemonSet;
  return {
    ...rollout,
    daemonSet: `${namespace}/${name}`,
    restartedAt: presentTime(rollout.restartedAt),
    nodes: rollout.nodes.map((node) => ({
      ...node,
      startedAt: presentTime(node.startedAt),
      finishedAt: presentTime(node.finishedAt),
    })),
  };
}

/** All nodes of the cluster, and those that hold a claim though their Node object is gone or cannot be read. */
function nodesOf({ snapshot, podsByNode }: ClusterView): readonly string[] {
  return [...new Set([...snapshot.nodes.keys(), ...podsByNode.keys()])].toSorted();
}

function claimantsOn({ pods, podsByNode }: ClusterView, node: string): number {
  return [...(podsByNode.get(node) ?? [])].filter((uid) => (pods.get(uid)?.claims.length ?? 0) > 0).length;
}
