import { isLost } from "./node-not-ready.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** A pod that is to go still holds its claim, because its node does not answer (trap 23). */
export const deadNodeClaim: PodRule = {
  code: "dead-node-claim",
  severity: "warning",
  needs: ["pods", "nodes"],
  find(view, { pod, claims }) {
    const node = pod.node === null ? undefined : view.snapshot.nodes.get(pod.node);
    if (pod.deletionTimestamp === null || claims.length === 0 || !node || !isLost(node)) return [];
    const ips = claims.map(({ floatingIp }) => floatingIp);
    return [
      {
        subject: aboutPod(pod),
        ips,
        facts: { pod: fullName(pod), namespace: pod.namespace, name: pod.name, node: node.name, since: pod.deletionTimestamp },
      },
    ];
  },
};
