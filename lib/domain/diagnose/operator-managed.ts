import type { ClusterRule } from "./rule.ts";

/** The operator owns the CNI configuration: floating IPs are not supported there, and hand edits are taken back (trap 25). */
export const operatorManaged: ClusterRule = {
  code: "operator-managed",
  severity: "info",
  needs: ["daemonsets"],
  find({ installation, pods }) {
    if (installation.managedBy !== "operator") return [];
    const subject = { kind: "Installation", namespace: null, name: "default" };
    return [{ subject, ips: [], facts: { claimants: pods.size }, ...(pods.size > 0 ? { severity: "warning" as const } : {}) }];
  },
};
