import { type Cidr, parseAddress, parseCidr } from "./address.ts";
import type { PodRecord } from "./snapshot.ts";

export type PodAddresses =
  | { readonly ok: true; readonly addresses: readonly Cidr[]; readonly finished: boolean }
  | { readonly ok: false; readonly error: string };

const FINAL_PHASES = new Set(["Failed", "Succeeded", "Completed"]);

/**
 * The addresses that Calico takes for a pod's own, from the first place that has any.
 *
 * One unreadable address is an error for the whole pod. A finished pod has none, whatever its status still says.
 *
 * @returns Each as a range with its mask: only `/32` and `/128` can carry a floating IP.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/conversion/conversion.go, `getPodIPs`, `IsFinished`
 */
export function podAddressesOf(pod: PodRecord): PodAddresses {
  const addresses: Cidr[] = [];
  for (const text of sourceOf(pod)) {
    const range = readCidrOrIp(text);
    if (!range) return { ok: false, error: `invalid CIDR address: ${text}` };
    addresses.push(range);
  }
  const finished = isFinished(pod);
  return { ok: true, addresses: finished ? [] : addresses, finished };
}

/** Whether Calico regards the pod as done with its network. A deletion timestamp alone does not end a claim. */
export function isFinished(pod: Pick<PodRecord, "annotations" | "deletionTimestamp" | "phase">): boolean {
  const released = pod.annotations["cni.projectcalico.org/podIP"] === "" || pod.annotations["vpc.amazonaws.com/pod-ips"] === "";
  return (pod.deletionTimestamp !== null && released) || FINAL_PHASES.has(pod.phase);
}

function sourceOf({ statusPodIps, annotations }: PodRecord): readonly string[] {
  if (statusPodIps.length > 0) return statusPodIps;
  const podIps = annotations["cni.projectcalico.org/podIPs"];
  if (podIps) return podIps.split(",");
  const podIp = annotations["cni.projectcalico.org/podIP"];
  if (podIp) return [podIp];
  const aws = annotations["vpc.amazonaws.com/pod-ips"];
  return aws ? aws.split(",") : [];
}

/** Go's CIDR reader first, then its address reader. */
function readCidrOrIp(text: string): Cidr | null {
  if (text.includes("/")) return parseCidr(text);
  const address = parseAddress(text);
  return address && parseCidr(address.text);
}
