import { claimsOf } from "./claims.ts";
import type { PodClaims } from "./cluster-view.ts";
import type { PodRecord } from "./snapshot.ts";

/** What one annotated pod claims, and every floating IP it has to do with. */
export function podClaimsOf(pod: PodRecord): PodClaims {
  const { claims, rejected, crashesFelix } = claimsOf(pod);
  const ips = new Set([...claims, ...rejected].flatMap(({ floatingIp }) => floatingIp ?? []));
  return { pod, claims, rejected, crashesFelix, ips: [...ips] };
}
