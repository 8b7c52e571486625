import { createAssessor } from "../../assessor.ts";
import type { ClusterView } from "../../cluster-view.ts";
import { aCalicoNodePod, aNode, anIPPool, aSnapshot } from "../../testing/builders.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };
const NODES = ["node-a", "node-b", "node-c"];

/** What the rules make of a cluster of three nodes with both gates open and a pool for floating IPs, unless the test says otherwise. */
export function aView(snapshot: Parameters<typeof aSnapshot>[0] = {}): ClusterView {
  const defaults = {
    nodes: NODES.map((name) => aNode({ name, addresses: [] })),
    calicoNodePods: NODES.map((node) => aCalicoNodePod({ node })),
    ipPools: [anIPPool({ name: "floating", cidr: "10.99.0.0/24", disabled: true })],
  };
  return createAssessor(aSnapshot({ ...defaults, ...snapshot }), NO_RULES).view;
}
