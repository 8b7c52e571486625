import { type Cidr, parseAddress, parseCidr } from "./address.ts";
import { readFloatingIps } from "./annotation.ts";
import type { Family } from "./assessment.ts";
import { unmarshalStringArray } from "./go-json.ts";
import { podAddressesOf } from "./pod-addresses.ts";
import { type Reason, reason } from "./reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "./snapshot.ts";

/** One DNAT pair that Felix gets for a pod: both sides in canonical text. */
export type Nat = { readonly floatingIp: string; readonly podIp: string; readonly family: Family };

/** An item of the annotation that yields no pair, and why. */
export type RejectedItem = { readonly item: string; readonly reason: Reason };

/** A Pod as Calico sees it. */
export type Endpoint =
  /** Calico has no endpoint for it: on the host's network, not scheduled, finished, without an address. */
  | { readonly kind: "none"; readonly reason: Reason }
  /** Calico cannot convert it, so every Felix drops it: the pod has no network. */
  | { readonly kind: "dropped"; readonly reason: Reason; readonly error: string }
  | {
      readonly kind: "endpoint";
      readonly v4: string | null;
      readonly v6: string | null;
      readonly nats: readonly Nat[];
      readonly rejected: readonly RejectedItem[];
      /** A v4-mapped item on a pod with IPv6: the Felix of its node panics again and again, where it programs IPv6. */
      readonly crashesFelix: boolean;
    };

/**
 * Converts a Pod as Calico does when it reads Pods for Felix.
 *
 * One value that is no JSON array of strings loses the whole pod, its own address included; one item that is no address
 * is dropped in silence. The family of a pair is that of the pod's own address, told by a colon in the item's text.
 * Readiness, conditions, the node's health and a deletion timestamp play no part.
 *
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go, `podToDefaultWorkloadEndpoint`;
 *   libcalico-go/lib/backend/syncersv1/updateprocessors/workloadendpointprocessor.go, `ConvertV2ToV1IPNAT`
 */
export function endpointOf(pod: PodRecord): Endpoint {
  const known = endpoints.get(pod);
  if (known) return known;
  const endpoint = convert(pod);
  endpoints.set(pod, endpoint);
  return endpoint;
}

/** A record never changes, and many ask: who claims, what is wrong, what its replacement will meet. */
const endpoints = new WeakMap<PodRecord, Endpoint>();

function convert(pod: PodRecord): Endpoint {
  const subject = { namespace: pod.namespace, name: pod.name };
  if (pod.hostNetwork) return { kind: "none", reason: reason("pod-host-network", subject) };
  if (pod.node === null || pod.node === "") return { kind: "none", reason: reason("pod-unscheduled", subject) };

  const own = podAddressesOf(pod);
  if (!own.ok) return dropped("pod-address-unreadable", own.error, subject);

  const value = pod.annotations[FLOATING_IPS_ANNOTATION];
  const v4 = own.addresses.findLast(({ family }) => family === 4);
  const v6 = own.addresses.findLast(({ family }) => family === 6);
  let items: readonly string[] = [];
  if (value !== undefined && own.addresses.length > 0) {
    const read = readFloatingIps(value);
    if (!read.ok) return dropped(value === "" ? "claim-empty" : "claim-malformed", parseFailure(value, read.error), { ...subject, value });
    const masked = maskFailure(own.addresses);
    if (masked !== null) return dropped("pod-address-masked", masked, subject);
    items = read.items;
  }
  const prefixes = sourcePrefixFailure(pod.annotations["cni.projectcalico.org/allowedSourcePrefixes"]);
  if (prefixes !== null) return dropped("source-prefixes-malformed", prefixes, subject);
  if (own.finished) return { kind: "none", reason: reason("pod-finished", { ...subject, phase: pod.phase }) };
  if (own.addresses.length === 0) return { kind: "none", reason: reason("pod-no-address", { ...subject, phase: pod.phase }) };

  const addresses = { v4: bare(v4), v6: bare(v6) };
  return { kind: "endpoint", ...addresses, ...natsOf(items, addresses) };
}

/** Calico's words for a value it cannot read. */
export function parseFailure(value: string, goError: string): string {
  return `failed to parse '${value}' as JSON: ${goError}`;
}

function dropped(code: string, error: string, facts: Reason["facts"]): Endpoint {
  return { kind: "dropped", error, reason: reason(code, { ...facts, error }) };
}

/** Every address counts here, though only the last of its family carries floating IPs. */
function maskFailure(addresses: readonly Cidr[]): string | null {
  for (const { text, family, prefix } of addresses) {
    const bits = family === 4 ? 32 : 128;
    if (prefix !== bits) return `PodIP ${text} is not a valid IPv${family}: Mask size is ${prefix}, not ${bits}`;
  }
  return null;
}

function bare(range: { readonly text: string } | undefined): string | null {
  return range ? range.text.slice(0, range.text.lastIndexOf("/")) : null;
}

function natsOf(items: readonly string[], own: { v4: string | null; v6: string | null }) {
  const nats: Nat[] = [];
  const rejected: RejectedItem[] = [];
  let crashesFelix = false;
  for (const item of items) {
    const family: Family = item.includes(":") ? 6 : 4;
    const podIp = family === 6 ? own.v6 : own.v4;
    const external = parseAddress(item);
    const mapped = family === 6 && external?.family === 4;
    if (mapped && podIp !== null) crashesFelix = true;
    if (podIp !== null && external !== null && !mapped) nats.push({ floatingIp: external.text, podIp, family });
    else rejected.push({ item, reason: reason(rejectionOf(item, mapped, external !== null), { item, family: `IPv${family}` }) });
  }
  return { nats, rejected, crashesFelix };
}

function rejectionOf(item: string, mapped: boolean, isAddress: boolean): string {
  if (item === "") return "item-empty";
  if (mapped) return "item-v4-mapped";
  if (isAddress) return "item-family-missing";
  if (item.trim() !== item) return "item-blank";
  if (item.includes("/") && parseCidr(item)) return "item-mask";
  return withoutLeadingZeros(item) === null ? "item-unparsable" : "item-leading-zero";
}

/** The address that `010.0.0.1` evidently means; `null` when the text is none even so. */
export function withoutLeadingZeros(item: string): string | null {
  if (!/^\d{1,4}(\.\d{1,4}){3}$/.test(item)) return null;
  return parseAddress(item.split(".").map(Number).join("."))?.text ?? null;
}

/** Calico reads this annotation in the same conversion; a bad one loses the pod too. A prefix without its length is bad. */
function sourcePrefixFailure(value: string | undefined): string | null {
  if (value === undefined || value === "") return null;
  const read = unmarshalStringArray(value);
  if (!read.ok) return parseFailure(value, read.error);
  const bad = read.items.find((item) => !item.includes("/") || parseCidr(item) === null);
  return bad === undefined ? null : `failed to parse '${bad}' as a CIDR: invalid CIDR address: ${bad}`;
}
