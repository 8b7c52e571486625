import { onlyOnItsNode } from "./only-on-its-node.ts";
import type { FloatingIpRule } from "./rule.ts";

/** The pool is not exported by BGP (trap 13). */
export const exportDisabled: FloatingIpRule = {
  code: "export-disabled",
  severity: "warning",
  needs: ["ippools", "ipamblocks"],
  find: (_view, assessment) => onlyOnItsNode(assessment, ["reach-export-disabled"]),
};
