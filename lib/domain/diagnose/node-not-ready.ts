import type { NodeRecord } from "../snapshot.ts";
import { type FloatingIpRule, fullName } from "./rule.ts";

/** The backend's node is lost and its pod is not evicted yet: Calico counts the claim, and nobody answers. After that, `dead-node-claim`. */
export const nodeNotReady: FloatingIpRule = {
  code: "node-not-ready",
  severity: "critical",
  needs: ["pods", "nodes"],
  find: (view, { ip, nodes }) =>
    nodes.flatMap(({ node, backend }) => {
      const record = view.snapshot.nodes.get(node);
      if (!backend || backend.pod.deletionTimestamp !== null || !record || !isLost(record)) return [];
      const facts = { ip, node, pod: fullName(backend.pod), since: record.readySince, dated: record.readySince === null ? "no" : "yes" };
      return [{ subject: { kind: "Node", namespace: null, name: node }, ips: [ip], facts }];
    }),
};

/** Of a node that is not known nothing is said. */
export function isLost(node: NodeRecord | undefined): boolean {
  return node !== undefined && (node.ready !== "True" || node.unreachable);
}
