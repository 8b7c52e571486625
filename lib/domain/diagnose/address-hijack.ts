import { aboutIp, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** The floating IP is the address of a node or of a Service: on the claimant's node their traffic goes to the pod instead (trap 21). */
export const addressHijack: FloatingIpRule = {
  code: "address-hijack",
  severity: "critical",
  needs: ["nodes", "services"],
  find(view, assessment) {
    const { ip } = assessment;
    const claims = claimsIn(assessment);
    if (claims.length === 0) return [];
    const victims = view.holders.holdersOf(ip).flatMap((holder) => {
      if (holder.is === "node") return `node ${holder.node}`;
      return holder.is === "service" ? `service ${fullName(holder)}` : [];
    });
    if (victims.length === 0) return [];
    const facts = { ip, victims, pods: claims.map(({ pod }) => fullName(pod)), nodes: [...new Set(claims.map(({ node }) => node))] };
    return [{ subject: aboutIp(ip), ips: [ip], facts }];
  },
};
