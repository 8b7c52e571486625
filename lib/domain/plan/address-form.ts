import { type Address, cidrContains, isV4Mapped, parseAddress, parseCidr } from "../address.ts";
import { withoutLeadingZeros } from "../endpoint.ts";
import { type Reason, reason } from "../reason.ts";

/** Programmed by Felix like any other, and never a floating IP: they would take traffic of the node itself, or of nobody. */
const SPECIAL = [
  { cidr: "0.0.0.0/8", is: "unspecified" },
  { cidr: "127.0.0.0/8", is: "loopback" },
  { cidr: "169.254.0.0/16", is: "link-local" },
  { cidr: "224.0.0.0/4", is: "multicast" },
  { cidr: "255.255.255.255/32", is: "broadcast" },
  { cidr: "::/128", is: "unspecified" },
  { cidr: "::1/128", is: "loopback" },
  { cidr: "fe80::/10", is: "link-local" },
  { cidr: "ff00::/8", is: "multicast" },
] as const;

export type AddressForm =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly code: "address-invalid" | "address-not-canonical"; readonly reason: Reason };

/**
 * Whether a text is an address that may be claimed anywhere: what its letters tell, before anything is known of a cluster.
 *
 * @param text As typed. Any spelling of an IPv6 address is taken.
 */
export function checkAddressForm(text: string): AddressForm {
  const address = parseAddress(text);
  if (!address || isV4Mapped(text)) {
    const form = oddForm(text);
    return form
      ? { ok: false, code: "address-not-canonical", reason: form }
      : { ok: false, code: "address-invalid", reason: reason("address-unparsable", { ip: text }) };
  }
  const special = SPECIAL.find(({ cidr }) => cidrContains(cidr, address));
  if (special) return { ok: false, code: "address-invalid", reason: reason("address-special", { ip: address.text, is: special.is }) };
  return { ok: true, address };
}

/** A form that evidently means an address, and that Calico drops in silence or crashes on; `null` for what means none. */
function oddForm(text: string): Reason | null {
  if (isV4Mapped(text)) return reason("address-v4-mapped", { ip: text, canonical: parseAddress(text)?.text ?? "" });
  const trimmed = text.trim();
  if (trimmed !== text && parseAddress(trimmed)) return reason("address-blank", { ip: text, canonical: trimmed });
  const [bare = "", length] = trimmed.split("/");
  if (length !== undefined && (parseCidr(trimmed) || parseAddress(bare))) return reason("address-mask", { ip: text, canonical: bare });
  const plain = withoutLeadingZeros(trimmed);
  return plain === null ? null : reason("address-leading-zero", { ip: text, canonical: plain });
}
