import type { FloatingIpAssessment } from "../assessment.ts";
import { aboutIp, type Found } from "./rule.ts";

/** What rules about reach have in common: the address answers on its own node only, for one of these reasons. */
export function onlyOnItsNode({ ip, reach, nodes }: FloatingIpAssessment, codes: readonly string[]): readonly Found[] {
  if (reach.scope !== "node" || !codes.includes(reach.reason.code)) return [];
  const serving = nodes.flatMap(({ node, backend }) => (backend ? node : []));
  const encapsulation = reach.reason.code === "reach-vxlan" ? "VXLAN" : "IPIP";
  return [{ subject: aboutIp(ip), ips: [ip], facts: { encapsulation, ...reach.reason.facts, ip, nodes: serving } }];
}
