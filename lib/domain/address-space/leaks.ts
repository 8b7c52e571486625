import type { ClusterView } from "../cluster-view.ts";
import { fullName } from "../diagnose/rule.ts";
import { doubtAbout } from "../source.ts";
import { decodeBlock, type PodAllocation } from "./decode-block.ts";

/** An address that IPAM holds for a pod that is gone. */
export type Leak = PodAllocation & { readonly block: string };

type LeakView = Pick<ClusterView, "snapshot" | "holders">;

/**
 * Addresses that IPAM keeps for pods that no longer exist, or that have another address by now.
 *
 * A pod that has no address yet is starting, and will have this one. Addresses of virtual machines outlive their pods.
 *
 * @returns `null` while pods or blocks are not all known: then nobody can say that a pod is gone.
 */
export function findLeaks({ snapshot, holders }: LeakView): readonly Leak[] | null {
  if (doubtAbout(snapshot, "pods") || doubtAbout(snapshot, "ipamblocks")) return null;
  // Whoever limits the console to some namespaces does not see the pods of the others.
  if (!snapshot.sources.has("pods")) return null;
  const suspects: Leak[] = [];
  for (const block of snapshot.ipamBlocks.values()) {
    for (const pod of decodeBlock(block)?.pods ?? []) {
      const isThere = holders
        .holdersOf(pod.ip)
        .some((holder) => holder.is === "pod" && holder.name === pod.name && holder.namespace === pod.namespace);
      if (!isThere) suspects.push({ ...pod, block: block.cidr });
    }
  }
  if (suspects.length === 0) return [];
  const starting = podsWithoutAddress(snapshot, new Set(suspects.map(fullName)));
  return suspects.filter((suspect) => !starting.has(fullName(suspect)));
}

function podsWithoutAddress({ pods, podAddresses }: LeakView["snapshot"], names: ReadonlySet<string>): ReadonlySet<string> {
  const starting = new Set<string>();
  for (const pod of pods.values()) {
    const isFinished = pod.phase === "Succeeded" || pod.phase === "Failed";
    // The address of a finished pod is about to be released.
    if ((pod.statusPodIps.length === 0 || isFinished) && names.has(fullName(pod))) starting.add(fullName(pod));
  }
  for (const pod of podAddresses.values()) if (pod.ips.length === 0 && names.has(fullName(pod))) starting.add(fullName(pod));
  return starting;
}
