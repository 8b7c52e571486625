import { canonicalAddress, parseCidr } from "./address.ts";
import { readFloatingIps } from "./annotation.ts";
import type { Claim, RejectedClaim } from "./assessment.ts";
import { endpointOf, parseFailure, withoutLeadingZeros } from "./endpoint.ts";
import { type Reason, reason } from "./reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "./snapshot.ts";

export type Claims = { readonly claims: readonly Claim[]; readonly rejected: readonly RejectedClaim[]; readonly crashesFelix: boolean };

const NONE: Claims = { claims: [], rejected: [], crashesFelix: false };
/** One class, one repeat: the value is anybody's text of up to 256 KiB, and must not be walked twice. */
const ADDRESS_LIKE = /[0-9a-fA-F.:]+/g;
/** A colon before and punctuation behind an address, as in `{ip:10.0.0.1}` or `10.0.0.1.` */
const AROUND = /^:(?!:)|[.:]$/g;
const IPV4_WITH_PORT = /^([\d.]+):\d+$/;
const IPV6_IN_BRACKETS = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/;

/**
 * What a pod claims, and what it tried to claim in vain.
 *
 * Two spellings of one address are one claim. A claim that counts may still be programmed nowhere: that is for the
 * node's Felix to say (`programsOn`), and who is elected for `orderClaims`.
 *
 * @param pod Any pod; one without the annotation claims nothing.
 * @returns `claims` in the order of the annotation; `rejected` says why each other item, or the whole value, does not count.
 */
export function claimsOf(pod: PodRecord): Claims {
  const value = pod.annotations[FLOATING_IPS_ANNOTATION];
  if (value === undefined) return NONE;

  const endpoint = endpointOf(pod);
  if (endpoint.kind === "dropped") return { ...NONE, rejected: rejectWhole(pod, value, endpoint.reason, true) };
  if (endpoint.kind === "none") {
    const read = readFloatingIps(value);
    if (read.ok) return { ...NONE, rejected: read.items.map((item) => reject(pod, item, endpoint.reason)) };
    const facts = { namespace: pod.namespace, name: pod.name, value, error: parseFailure(value, read.error) };
    return { ...NONE, rejected: rejectWhole(pod, value, reason(value === "" ? "claim-empty" : "claim-malformed", facts), false) };
  }

  const node = pod.node ?? "";
  const claims = new Map(endpoint.nats.map((nat) => [nat.floatingIp, { ...nat, pod, node }] as const));
  return {
    claims: [...claims.values()],
    rejected: endpoint.rejected.map(({ item, reason: why }) => reject(pod, item, why)),
    crashesFelix: endpoint.crashesFelix,
  };
}

function reject(pod: PodRecord, item: string, why: Reason): RejectedClaim {
  return { pod, item, floatingIp: meantBy(item), reason: why, dropsPod: false };
}

/** One entry for each address that the value evidently means, or a single one that names none. */
function rejectWhole(pod: PodRecord, value: string, why: Reason, dropsPod: boolean): readonly RejectedClaim[] {
  const read = readFloatingIps(value);
  const candidates = read.ok ? read.items : (value.match(ADDRESS_LIKE) ?? []);
  const meant = new Set(candidates.flatMap((candidate) => meantBy(candidate) ?? meantBy(candidate.replace(AROUND, "")) ?? []));
  const ips: readonly (string | null)[] = meant.size > 0 ? [...meant] : [null];
  return ips.map((floatingIp) => ({ pod, item: null, floatingIp, reason: why, dropsPod }));
}

/** The address that an item evidently means, though Calico does not take it; `null` when that cannot be said. */
function meantBy(item: string): string | null {
  const text = item.trim();
  const exact = canonicalAddress(text);
  if (exact !== null) return exact;
  const [address = "", length] = undressed(text).split("/");
  const plain = canonicalAddress(address) ?? withoutLeadingZeros(address);
  if (plain === null || length === undefined) return plain;
  const range = parseCidr(`${plain}/${length}`);
  return range && range.first === range.last ? plain : null;
}

function undressed(text: string): string {
  return text.replace(IPV4_WITH_PORT, "$1").replace(IPV6_IN_BRACKETS, "$1");
}
