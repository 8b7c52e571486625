import { nodesThatProgramNone } from "./per-node.ts";
import type { ClusterRule } from "./rule.ts";

/** The Felix gate is closed on a node that holds claims: the pods run, and their floating IPs are dead (traps 2, 3). */
export const felixGateOff: ClusterRule = {
  code: "felix-gate-off",
  severity: "warning",
  needs: ["felixconfigurations", "daemonsets"],
  find(view) {
    return nodesThatProgramNone(view, ["felix-gate-off"]).map((found) => {
      const decidedBy = String(found.facts["decidedBy"]);
      const level = decidedBy.startsWith("env/")
        ? "variable"
        : decidedBy === "built-in"
          ? "builtin"
          : decidedBy === "FelixConfiguration/default"
            ? "default"
            : "object";
      return { ...found, facts: { ...found.facts, level } };
    });
  },
};
