import type { Claim } from "./assessment.ts";

/**
 * Puts the claims of one floating IP on one node into Felix's order: the first is the backend, the others its standbys.
 *
 * Felix keeps the alphabetically earliest pod IP, compared as text: `10.0.0.10` wins over `10.0.0.9`. Do not replace this
 * with a numeric comparison, nor with `localeCompare`. Pods that share a pod IP yield the same rule, so their order is ours:
 * by UID, to be the same every time.
 *
 * @param claims Claims that count, in any order.
 * @returns A new list; empty for none.
 * @throws {RangeError} When they are of several nodes or addresses: a node elects alone, for each address alone.
 * @see projectcalico/calico v3.32.1 felix/dataplane/linux/floating_ip_mgr.go, `CompleteDeferredWork`
 */
export function orderClaims(claims: readonly Claim[]): Claim[] {
  const [first] = claims;
  if (first && claims.some(({ node, floatingIp }) => node !== first.node || floatingIp !== first.floatingIp)) {
    throw new RangeError("an election is about one floating IP on one node");
  }
  return claims.toSorted((a, b) => compareText(a.podIp, b.podIp) || compareText(a.pod.uid, b.pod.uid));
}

/**
 * The address that a pod's own traffic to its own floating IP is given on its way out (SNAT), per pod IP.
 *
 * Of the floating IPs that a pod IP won, Felix takes the alphabetically earliest.
 *
 * @param claims All claims that count on one node.
 * @returns Pod IP → floating IP; pods that won nothing have no entry.
 * @see projectcalico/calico v3.32.1 felix/dataplane/linux/floating_ip_mgr.go, `CompleteDeferredWork`
 */
export function electSnat(claims: readonly Claim[]): Map<string, string> {
  const chosen = new Map<string, string>();
  for (const [floatingIp, ofOne] of Map.groupBy(claims, (claim) => claim.floatingIp)) {
    const [winner] = orderClaims(ofOne);
    if (!winner) continue;
    const present = chosen.get(winner.podIp);
    if (present === undefined || floatingIp < present) chosen.set(winner.podIp, floatingIp);
  }
  return chosen;
}

/** Go's `<` on ASCII text, which is JavaScript's too. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
