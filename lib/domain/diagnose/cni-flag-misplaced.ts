import { readCniConfig } from "../cni-config.ts";
import { type ClusterRule, fullName } from "./rule.ts";

/** The flag stands where nobody reads it: beside the calico plugin, beside a `delegate`, or misspelt (traps 5, 27). */
export const cniFlagMisplaced: ClusterRule = {
  code: "cni-flag-misplaced",
  severity: "warning",
  needs: ["configmaps"],
  find({ cniGate: { configMap, key } }) {
    const text = key === null ? undefined : configMap?.data[key];
    const config = text === undefined ? null : readCniConfig(text);
    if (!configMap || !config?.ok || config.misplaced.length === 0) return [];
    const right = [...config.path, "feature_control", "floating_ips"].join(".");
    const facts = {
      configMap: fullName(configMap),
      key,
      places: config.misplaced,
      right,
      delegate: config.path.includes("delegate") ? "yes" : "no",
    };
    return [{ subject: { kind: "ConfigMap", namespace: configMap.namespace, name: configMap.name }, ips: [], facts }];
  },
};
