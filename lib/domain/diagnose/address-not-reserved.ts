import { blockOf } from "../block.ts";
import { ipamMayAllocate } from "../whose-address.ts";
import { aboutPod, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** IPAM knows nothing of floating IPs, and may give this one to a pod at any time (trap 20). */
export const addressNotReserved: FloatingIpRule = {
  code: "address-not-reserved",
  severity: "warning",
  needs: ["ippools", "ipamblocks", "ipreservations"],
  find(view, assessment) {
    const { ip } = assessment;
    const [claim] = claimsIn(assessment);
    const place = claim && ipamMayAllocate(view.addresses, ip);
    if (!claim || !place || view.installation.ipam !== "calico-ipam" || view.holders.holdersOf(ip).length > 0) return [];
    const free = blockOf(view.addresses, ip)?.unallocated.length ?? 0;
    const facts = {
      ip,
      pod: fullName(claim.pod),
      pool: place.pool,
      block: place.block,
      node: place.node,
      free,
      where: place.block === null ? "pool" : place.node === null ? "block" : "node",
    };
    return [{ subject: aboutPod(claim.pod), ips: [ip], facts: { ...facts, cidr: `${ip}/${assessment.family === 4 ? 32 : 128}` } }];
  },
};
