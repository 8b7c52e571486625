import { type Cidr, cidrContains, formatAddress, parseAddress, parseCidr } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Reason, reason } from "../reason.ts";
import { doubtAbout } from "../source.ts";
import { type Planned, type PlanObject, planned, type Refusal, refused, type Step } from "./plan.ts";

export type ReserveIntent = { readonly cidrs: readonly string[]; readonly name: string };

/** A DNS subdomain, as the names of Calico's objects. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Plans to hold addresses against IPAM: an `IPReservation` is created, or the one of that name is extended.
 *
 * It keeps IPAM from choosing an address, not a pod from asking for it, and takes none away from who has it.
 */
export function planReserve(view: ClusterView, { cidrs, name }: ReserveIntent): Planned {
  const { ranges, refusals } = rangesOf(cidrs);
  const all = [...refusals, ...refusedBy(view, name)];
  if (all.length > 0) return refused(...all);
  const held = view.snapshot.ipReservations.get(name)?.reservedCIDRs ?? null;
  const given = ranges.filter((range) => !(held ?? []).some((text) => covers(text, range))).map(({ text }) => text);
  const next = [...(held ?? []), ...new Set(given)];
  return planned({
    steps: given.length === 0 ? [] : [held === null ? createOf(view, name, next) : patchOf(view, name, held, next, "step-reserve")],
    warnings: [...ranges.flatMap((range) => outsidePools(view, range)), ...ranges.flatMap((range) => heldBySomebody(view, range))],
    blockers: [...(given.length === 0 ? [reason("nothing-to-change")] : []), ...doubts(view)],
  });
}

/**
 * Plans to let IPAM have addresses again: the `IPReservation` shrinks, and goes with the last of them.
 *
 * A wider range that holds one of them is split around it, so that all others stay held.
 */
export function planUnreserve(view: ClusterView, { cidrs, name }: ReserveIntent): Planned {
  const { ranges, refusals } = rangesOf(cidrs);
  const all = [...refusals, ...refusedBy(view, name)];
  if (all.length > 0) return refused(...all);
  const held = view.snapshot.ipReservations.get(name)?.reservedCIDRs;
  if (!held) return refused({ code: "target-unsupported", pointer: "/name", reason: reason("reservation-not-found", { name }) });
  const next = held.flatMap((text) => without(text, ranges));
  const isSame = next.length === held.length && next.every((text, index) => text === held[index]);
  const object = objectOf(view, name);
  const remove: Step = { what: reason("step-unreserve-all", { object: name, cidrs: held }), object, verb: "delete", patch: null };
  const claimed = [...view.assessments.keys()].filter((ip) => ranges.some((range) => cidrContains(range, ip)));
  return planned({
    steps: isSame ? [] : [next.length === 0 ? remove : patchOf(view, name, held, next, "step-unreserve")],
    warnings: claimed.length > 0 && !isSame ? [reason("claimed-and-unheld", { ips: claimed, count: claimed.length })] : [],
    blockers: [...(isSame ? [reason("nothing-to-change")] : []), ...doubts(view)],
  });
}

function rangesOf(cidrs: readonly string[]): { readonly ranges: readonly Cidr[]; readonly refusals: readonly Refusal[] } {
  const read = cidrs.map((text, index) => readRange(text, `/cidrs/${index}`));
  return { ranges: read.flatMap((one) => ("code" in one ? [] : [one])), refusals: read.flatMap((one) => ("code" in one ? [one] : [])) };
}

/** A bare address is a range of one. Bits behind the prefix are refused: a reader may have meant one address. */
function readRange(text: string, pointer: string): Cidr | Refusal {
  const range = parseCidr(text);
  if (!range) return { code: "address-invalid", pointer, reason: reason("cidr-unparsable", { cidr: text }) };
  const canonical = withLength(range);
  const [address = ""] = text.split("/");
  if (parseAddress(address)?.value !== range.first)
    return { code: "address-not-canonical", pointer, reason: reason("cidr-host-bits", { cidr: text, canonical }) };
  return { ...range, text: canonical };
}

function withLength({ first, family, prefix }: Cidr): string {
  return `${formatAddress(first, family)}/${prefix}`;
}

function refusedBy({ snapshot }: ClusterView, name: string): readonly Refusal[] {
  if (snapshot.identity.apiGroup === null) return [{ code: "cluster-unsupported", pointer: "/action", reason: reason("calico-not-found") }];
  return NAME.test(name) ? [] : [{ code: "target-unsupported", pointer: "/name", reason: reason("name-invalid", { name }) }];
}

function doubts({ snapshot }: ClusterView): readonly Reason[] {
  const doubt = doubtAbout(snapshot, "ipreservations");
  return doubt ? [doubt] : [];
}

function covers(text: string, range: Cidr): boolean {
  const held = parseCidr(text.trim());
  return held !== null && held.family === range.family && held.first <= range.first && held.last >= range.last;
}

/** What is left of a range, in as few ranges as there can be; itself as written where nothing is taken from it. */
function without(text: string, taken: readonly Cidr[]): readonly string[] {
  const range = parseCidr(text.trim());
  if (!range || !taken.some((other) => overlaps(range, other))) return [text];
  return rest(range);

  function rest(part: Cidr): readonly string[] {
    const hit = taken.filter((other) => overlaps(part, other));
    if (hit.length === 0) return [withLength(part)];
    if (hit.some((other) => other.first <= part.first && other.last >= part.last)) return [];
    const middle = part.first + (part.last - part.first + 1n) / 2n;
    const half = { family: part.family, prefix: part.prefix + 1, text: "" };
    return [...rest({ ...half, first: part.first, last: middle - 1n }), ...rest({ ...half, first: middle, last: part.last })];
  }
}

function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function outsidePools(view: ClusterView, range: Cidr): readonly Reason[] {
  const isInPool = view.addresses.pools.some(({ range: pool }) => overlaps(pool, range));
  return isInPool ? [] : [reason("reserved-outside-pools", { cidr: range.text })];
}

/** A reservation keeps IPAM from handing out more; what was handed out stays with who has it. */
function heldBySomebody({ snapshot }: ClusterView, range: Cidr): readonly Reason[] {
  const taken = [...snapshot.ipamBlocks.values()].flatMap((block) => {
    const cidr = block.deleted ? null : parseCidr(block.cidr);
    if (!cidr || !overlaps(cidr, range)) return [];
    return block.allocations.flatMap((index, ordinal) => {
      const ip = index === null ? null : formatAddress(cidr.first + BigInt(ordinal), cidr.family);
      return ip !== null && cidrContains(range, ip) ? [ip] : [];
    });
  });
  return taken.length > 0 ? [reason("reserved-and-allocated", { cidr: range.text, ips: taken.slice(0, 10), count: taken.length })] : [];
}

function objectOf({ snapshot }: ClusterView, name: string): PlanObject {
  return { apiVersion: snapshot.identity.apiGroup ?? "", kind: "IPReservation", namespace: null, name, uid: null, resourceVersion: null };
}

function createOf(view: ClusterView, name: string, cidrs: readonly string[]): Step {
  const object = objectOf(view, name);
  const { apiVersion, kind } = object;
  return {
    what: reason("step-reserve-create", { object: name, cidrs }),
    object,
    verb: "create",
    patch: { apiVersion, kind, metadata: { name }, spec: { reservedCIDRs: cidrs } },
  };
}

function patchOf(view: ClusterView, name: string, held: readonly string[], next: readonly string[], code: string): Step {
  const changed = code === "step-reserve" ? next.filter((text) => !held.includes(text)) : held.filter((text) => !next.includes(text));
  return {
    what: reason(code, { object: name, cidrs: changed }),
    object: objectOf(view, name),
    verb: "patch",
    patch: { spec: { reservedCIDRs: next } },
    was: { spec: { reservedCIDRs: held } },
  };
}
