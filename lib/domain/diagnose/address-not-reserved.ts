import { cidrContains } from "../address.ts";
import { blockOf } from "../block.ts";
import type { ClusterView } from "../cluster-view.ts";
import type { Facts } from "../reason.ts";
import { doubtAbout } from "../source.ts";
import { ipamMayAllocate } from "../whose-address.ts";
import { aboutPod, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

const SOURCES = ["ippools", "ipamblocks", "ipreservations"];

/**
 * IPAM knows nothing of floating IPs, and may give this one to a pod at any time (trap 20).
 *
 * That nothing reserves it can be said only while all that could reserve it is known.
 */
export const addressNotReserved: FloatingIpRule = {
  code: "address-not-reserved",
  severity: "warning",
  needs: SOURCES,
  find(view, { ip, family, ...assessment }) {
    const [claim] = claimsIn({ ip, family, ...assessment });
    if (!claim || view.holders.holdersOf(ip).length > 0) return [];
    const place = view.installation.ipam === "host-local" ? inPodCidr(view, ip) : inPool(view, ip);
    if (place === null) return [];
    const facts = { ip, pod: fullName(claim.pod), ...place, cidr: `${ip}/${family === 4 ? 32 : 128}` };
    return [{ subject: aboutPod(claim.pod), ips: [ip], facts }];
  },
};

function inPool({ snapshot, installation, addresses }: ClusterView, ip: string): Facts | null {
  const isKnown = installation.ipam === "calico-ipam" && SOURCES.every((source) => doubtAbout(snapshot, source) === null);
  const place = isKnown ? ipamMayAllocate(addresses, ip) : null;
  if (!place) return null;
  const free = blockOf(addresses, ip)?.unallocated.length ?? 0;
  return { ...place, free, where: place.block === null ? "pool" : place.node === null ? "block" : "node" };
}

/** Host-local takes addresses from the node's own range, and reads neither pools nor reservations. */
function inPodCidr({ snapshot }: ClusterView, ip: string): Facts | null {
  for (const { name, podCidrs } of snapshot.nodes.values()) {
    const block = podCidrs.find((cidr) => cidrContains(cidr, ip));
    if (block !== undefined) return { pool: null, block, node: name, free: null, where: "range" };
  }
  return null;
}
