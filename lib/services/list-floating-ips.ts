import "server-only";
import { matchesFilter, sortByUrgency } from "#lib/contract/floating-ip-filter.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { FloatingIpFilter } from "#lib/contract/questions.ts";

/** @returns Those that were asked for, worst first. */
export function listFloatingIps(items: Iterable<FloatingIp>, filter: FloatingIpFilter): FloatingIp[] {
  return sortByUrgency([...items].filter((item) => matchesFilter(item, filter)));
}
