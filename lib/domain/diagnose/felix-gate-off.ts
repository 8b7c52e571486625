import { isBlind, nodesThatProgramNone } from "./per-node.ts";
import type { ClusterRule } from "./rule.ts";

/** The Felix gate is closed on a node that holds claims: the pods run, and their floating IPs are dead (traps 2, 3). */
export const felixGateOff: ClusterRule = {
  code: "felix-gate-off",
  severity: "warning",
  needs: ["felixconfigurations", "daemonsets"],
  find(view) {
    const found = nodesThatProgramNone(view, ["felix-gate-off"]);
    // Where the dataplane knows no floating IPs, opening the gate would not help.
    return found
      .filter(({ facts }) => !isBlind(view, String(facts["node"])))
      .map((found) => {
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
