import type { FloatingIpAssessment } from "../assessment.ts";
import { blockOf, readHolder } from "../block.ts";
import type { ClusterView } from "../cluster-view.ts";
import { aboutIp, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** The floating IP is a pod's or a tunnel's own address, or IPAM holds it for one: their traffic is hijacked (trap 19). */
export const addressCollision: FloatingIpRule = {
  code: "address-collision",
  severity: "critical",
  needs: ["pods", "ipamblocks"],
  find(view, assessment) {
    const { ip } = assessment;
    const holders = [...new Set(holdersOf(view, assessment))];
    // A pod that claims its own address harms nobody.
    const claims = claimsIn(assessment).filter(({ pod }) => holders.some((holder) => holder !== fullName(pod)));
    if (claims.length === 0) return [];
    const facts = { ip, holders, pods: claims.map(({ pod }) => fullName(pod)), nodes: [...new Set(claims.map(({ node }) => node))] };
    return [{ subject: aboutIp(ip), ips: [ip], facts }];
  },
};

function holdersOf(view: ClusterView, { ip }: FloatingIpAssessment): readonly string[] {
  const objects = view.holders.holdersOf(ip).flatMap((holder) => {
    if (holder.is === "pod") return fullName(holder);
    return holder.is === "tunnel" ? `${holder.type} tunnel of ${holder.node}` : [];
  });
  const block = blockOf(view.addresses, ip);
  const inIpam = block && readHolder(block, ip);
  // A pod that is in both is named once; what IPAM only keeps back is in nobody's way.
  if (!inIpam || inIpam.kind === "cooldown" || inIpam.kind === "windows-reserved" || inIpam.kind === "service") return objects;
  return [...objects, inIpam.text];
}
