import { parseAddress } from "./address.ts";
import { type StringArray, unmarshalStringArray } from "./go-json.ts";

/**
 * Reads the value of `cni.projectcalico.org/floatingIPs` as Calico does: a JSON array of strings, items verbatim.
 *
 * An item need not be an address; which of them count is decided per pod, in `endpointOf`.
 *
 * @param value The annotation's value; `""` is a value, and a malformed one.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go, `podToDefaultWorkloadEndpoint`
 */
export function readFloatingIps(value: string): StringArray {
  return unmarshalStringArray(value);
}

/**
 * The value to write for some addresses: canonical, each once, in the order given.
 *
 * @throws {RangeError} When there is none (a claim is withdrawn by deleting the key: an empty value takes the pod off the
 *   network), or when Calico would not take one of them.
 */
export function writeFloatingIps(ips: readonly string[]): string {
  const canonical = ips.map((ip) => {
    const address = parseAddress(ip);
    if (!address || (ip.includes(":") && address.family === 4)) throw new RangeError(`${JSON.stringify(ip)} is no floating IP`);
    return address.text;
  });
  if (canonical.length === 0) throw new RangeError("an empty claim is a deleted key");
  return JSON.stringify([...new Set(canonical)]);
}
