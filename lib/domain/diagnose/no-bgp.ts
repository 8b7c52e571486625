import { onlyOnItsNode } from "./only-on-its-node.ts";
import type { FloatingIpRule } from "./rule.ts";

/** Nobody carries a route of its own for the address: the backend is not BIRD (trap 15). */
export const noBgp: FloatingIpRule = {
  code: "no-bgp",
  severity: "warning",
  needs: ["ippools", "ipamblocks"],
  find: (_view, assessment) => onlyOnItsNode(assessment, ["reach-no-bgp"]),
};
