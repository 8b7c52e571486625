import { type ClusterRule, fullName } from "./rule.ts";

const WHY: Readonly<Record<string, string>> = {
  "cni-not-json": "json",
  "cni-flag-not-boolean": "boolean",
  "cni-no-calico-plugin": "none",
  "cni-two-calico-plugins": "two",
  "cni-config-key-missing": "key",
};

/** Text that crash-loops install-cni, or with which ADD and DEL of every pod fail (trap 5). */
export const cniConfigInvalid: ClusterRule = {
  code: "cni-config-invalid",
  severity: "critical",
  needs: ["configmaps"],
  find({ cniGate }) {
    const { configMap, key, problem } = cniGate;
    const why = problem && WHY[problem.code];
    if (!configMap || !problem || why === undefined) return [];
    const detail = problem.facts["error"] ?? problem.facts["found"] ?? "";
    return [
      {
        subject: { kind: "ConfigMap", namespace: configMap.namespace, name: configMap.name },
        ips: [],
        facts: { configMap: fullName(configMap), key, why, detail },
      },
    ];
  },
};
