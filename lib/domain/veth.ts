const DEFAULT_PREFIX = "cali";
const HEX_DIGITS = 11;

/** @returns 40 lower-case hex digits of the SHA-1 of UTF-8 text. This folder has no cryptography of its own. */
export type Sha1Hex = (text: string) => string;

/**
 * The name of a pod's interface on its node.
 *
 * @param prefix FelixConfiguration `interfacePrefix`; of a list, Calico makes interfaces with the first.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go, `VethNameForWorkload`
 */
export function vethNameOf(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  sha1Hex: Sha1Hex,
  prefix: string | null = null,
): string {
  const [first = ""] = (prefix ?? "").split(",");
  return (first || DEFAULT_PREFIX) + sha1Hex(`${namespace}.${name}`).slice(0, HEX_DIGITS);
}
