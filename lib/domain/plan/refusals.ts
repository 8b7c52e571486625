import type { Address } from "../address.ts";
import type { Family } from "../assessment.ts";
import { blockOf, readHolder } from "../block.ts";
import type { ClusterView } from "../cluster-view.ts";
import { poolOf } from "../pool.ts";
import { type Reason, reason } from "../reason.ts";
import { doubtAbout } from "../source.ts";
import type { AddressHolder } from "../whose-address.ts";
import { checkAddressForm } from "./address-form.ts";
import type { Refusal } from "./plan.ts";

/** An address to claim: read, or refused. */
export type AddressCheck = { readonly ok: true; readonly ip: string } | { readonly ok: false; readonly refusal: Refusal };

/**
 * Whether an address may be claimed here: written as Calico takes it, in a pool, and nobody's own.
 *
 * Calico checks none of this: it takes a pod off the network, keeps it from starting, or hijacks the traffic of who has the
 * address. Any spelling of an IPv6 address is taken, and its canonical text is what is written.
 *
 * @param text As typed.
 * @param families What the target's pods have addresses of; `null` where that is not known.
 * @param pointer Of the field, e.g. `/ips/0`.
 * @returns The canonical address. What cannot be checked because a source is not in sync is for {@link doubtsAboutAddresses}.
 */
export function checkAddress(view: ClusterView, text: string, families: ReadonlySet<Family> | null, pointer: string): AddressCheck {
  const no = (code: Refusal["code"], why: Reason): AddressCheck => ({ ok: false, refusal: { code, pointer, reason: why } });
  const form = checkAddressForm(text);
  if (!form.ok) return no(form.code, form.reason);
  const { address } = form;
  const ip = address.text;
  if (families && !families.has(address.family))
    return no("address-family", reason("address-family-missing", { ip, family: address.family }));
  const holder = holderOn(view, address);
  if (holder) return no("address-in-use", holder);
  if (!poolOf(view.addresses, ip) && doubtAbout(view.snapshot, "ippools") === null) {
    return no("address-outside-pools", reason("address-outside-pools", { ip, pools: view.addresses.pools.map(({ pool }) => pool.cidr) }));
  }
  return { ok: true, ip };
}

/** What would have to be known to be sure that an address is nobody's own and in a pool. */
export function doubtsAboutAddresses({ snapshot }: ClusterView): readonly Reason[] {
  return ["ippools", "pods", "nodes", "services"].flatMap((source) => {
    const doubt = doubtAbout(snapshot, source);
    return doubt ? [reason("addresses-unchecked", { source, why: doubt.code })] : [];
  });
}

function holderOn(view: ClusterView, { text: ip }: Address): Reason | null {
  const [holder] = view.holders.holdersOf(ip);
  if (holder) return reason(`address-of-${holder.is}`, { ip, ...factsOf(holder) });
  const block = blockOf(view.addresses, ip);
  const inIpam = block && readHolder(block, ip);
  return inIpam ? reason("address-allocated", { ip, to: inIpam.text }) : null;
}

function factsOf(holder: AddressHolder): Readonly<Record<string, string>> {
  switch (holder.is) {
    case "pod":
      return { holder: `${holder.namespace}/${holder.name}` };
    case "service":
      return { holder: `${holder.namespace}/${holder.name}`, type: holder.type };
    case "node":
    case "tunnel":
      return { holder: holder.node, type: holder.type };
  }
}
