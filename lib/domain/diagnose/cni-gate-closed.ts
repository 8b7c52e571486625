import { type ClusterRule, fullName } from "./rule.ts";

/** The CNI gate is closed: pods that claim a floating IP run on, but no new one starts (trap 1). */
export const cniGateClosed: ClusterRule = {
  code: "cni-gate-closed",
  severity: "info",
  needs: ["configmaps"],
  find({ cniGate, installation, pods, snapshot }) {
    const { enabled, configMap, key } = cniGate;
    // The operator takes edits back; `operator-managed` tells it.
    if (enabled !== false || !configMap || installation.managedBy === "operator") return [];
    const templates = [...snapshot.workloads.values()].filter(({ templateFloatingIps }) => templateFloatingIps !== null).length;
    const facts = { configMap: fullName(configMap), key, claimants: pods.size, templates };
    const isNeeded = pods.size + templates > 0;
    return [
      {
        subject: { kind: "ConfigMap", namespace: configMap.namespace, name: configMap.name },
        ips: [],
        facts,
        ...(isNeeded ? { severity: "warning" as const } : {}),
      },
    ];
  },
};
