import type { ClusterRule } from "./rule.ts";

/** An object or a variable overrides an open `default` on a node that holds no claim yet: the next one there will be dead (trap 3). */
export const felixGatePinned: ClusterRule = {
  code: "felix-gate-pinned",
  severity: "info",
  needs: ["felixconfigurations", "daemonsets", "nodes"],
  find(view) {
    return [...view.snapshot.nodes.keys()].flatMap((node) => {
      const { value, decidedBy, overrides } = view.felix.gateOn(node);
      const holdsClaims = [...(view.podsByNode.get(node) ?? [])].some((uid) => (view.pods.get(uid)?.claims.length ?? 0) > 0);
      if (value !== "Disabled" || overrides.length === 0 || holdsClaims) return [];
      return [{ subject: { kind: "Node", namespace: null, name: node }, ips: [], facts: { node, decidedBy, overrides } }];
    });
  },
};
