import { nodesThatProgramNone } from "./per-node.ts";
import type { ClusterRule } from "./rule.ts";

/** IPv6 floating IPs on a node whose Felix has no IPv6 support, as every upstream manifest sets it (trap 11). */
export const ipv6Off: ClusterRule = {
  code: "ipv6-off",
  severity: "warning",
  needs: ["felixconfigurations", "daemonsets"],
  find: (view) => nodesThatProgramNone(view, ["ipv6-off"]),
};
