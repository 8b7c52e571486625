import { isBlind, nodesThatProgramNone } from "./per-node.ts";
import type { ClusterRule } from "./rule.ts";

/** eBPF and Windows know no floating IPs: a route attracts the traffic, and nobody rewrites it (trap 16). */
export const dataplaneUnsupported: ClusterRule = {
  code: "dataplane-unsupported",
  severity: "critical",
  needs: ["felixconfigurations", "daemonsets", "nodes"],
  find: (view) =>
    nodesThatProgramNone(view, ["dataplane-ebpf", "dataplane-windows", "felix-gate-off"])
      .filter(({ facts }) => isBlind(view, String(facts["node"])))
      .map((found) => ({
        ...found,
        facts: { ...found.facts, dataplane: view.felix.dataplaneOn(String(found.facts["node"])) === "windows" ? "Windows" : "eBPF" },
      })),
};
