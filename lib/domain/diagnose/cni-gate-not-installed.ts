import { type ClusterRule, fullName } from "./rule.ts";

/** The ConfigMap was edited after `install-cni` ran: those nodes work with the old text (trap 4). */
export const cniGateNotInstalled: ClusterRule = {
  code: "cni-gate-not-installed",
  severity: "warning",
  needs: ["configmaps", "pods"],
  find({ cniGate }) {
    const { configMap, installedOn } = cniGate;
    const behind = installedOn.filter(({ installed }) => installed === false).map(({ node }) => node);
    // A gate that is closed in the text already has its own finding.
    if (!configMap || cniGate.enabled === false || behind.length === 0) return [];
    const facts = {
      configMap: fullName(configMap),
      editedAt: configMap.lastModifiedAt,
      nodes: behind,
      count: behind.length,
      done: installedOn.length - behind.length,
      total: installedOn.length,
    };
    return [{ subject: { kind: "Node", namespace: null, name: behind.join(", ") }, ips: [], facts }];
  },
};
