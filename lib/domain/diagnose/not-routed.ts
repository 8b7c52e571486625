import { onlyOnItsNode } from "./only-on-its-node.ts";
import type { FloatingIpRule } from "./rule.ts";

/** In a VXLAN pool, or an IPIP pool since v3.33, other nodes have no route to an address outside the node's own block (trap 14). */
export const notRouted: FloatingIpRule = {
  code: "not-routed",
  severity: "warning",
  needs: ["ippools", "ipamblocks"],
  find: (_view, assessment) => onlyOnItsNode(assessment, ["reach-vxlan", "reach-ipip-not-programmed"]),
};
