import { onlyOnItsNode } from "./only-on-its-node.ts";
import type { FloatingIpRule } from "./rule.ts";

/** The address is in no pool, so no other node learns a route to it (trap 13). */
export const outsidePools: FloatingIpRule = {
  code: "outside-pools",
  severity: "warning",
  needs: ["ippools", "ipamblocks"],
  find: (_view, assessment) => onlyOnItsNode(assessment, ["reach-outside-pools"]),
};
