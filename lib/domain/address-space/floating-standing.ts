import { cidrContains } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { addressCollision } from "../diagnose/address-collision.ts";
import { addressHijack } from "../diagnose/address-hijack.ts";
import { doubtAbout } from "../source.ts";
import { ipamMayAllocate } from "../whose-address.ts";

/** `conflict`: somebody else has it. `at-risk`: IPAM may give it to a pod. `safe`: it may not. `unknown`: what decides is not known. */
export type FloatingStanding = "conflict" | "at-risk" | "safe" | "unknown";

/**
 * How a floating IP stands to what else there is: whether somebody has it already, or could get it by accident.
 *
 * The findings about collisions say the same: one rule decides both.
 */
export function standingOfFloatingIp(view: ClusterView, ip: string): FloatingStanding {
  const assessment = view.assessments.get(ip);
  if (assessment && [addressCollision, addressHijack].some((rule) => rule.find(view, assessment).length > 0)) return "conflict";
  const { snapshot, installation } = view;
  if (installation.ipam === "host-local") {
    if (doubtAbout(snapshot, "nodes")) return "unknown";
    const isInRange = [...snapshot.nodes.values()].some(({ podCidrs }) => podCidrs.some((cidr) => cidrContains(cidr, ip)));
    return isInRange ? "at-risk" : "safe";
  }
  if (installation.ipam === "unknown") return "unknown";
  if (["ippools", "ipamblocks", "ipreservations"].some((source) => doubtAbout(snapshot, source) !== null)) return "unknown";
  return ipamMayAllocate(view.addresses, ip) ? "at-risk" : "safe";
}
