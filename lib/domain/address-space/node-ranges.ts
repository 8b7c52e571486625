import { type Cidr, parseAddress, parseCidr } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { packCells } from "./cells.ts";

/** A range of a node from which host-local gives out addresses. The API shows its allocations only through the pods that have them. */
export type NodeRange = {
  readonly range: Cidr;
  readonly inUse: number;
  readonly floating: number;
  /** As a block's; `null` for a range that is too large to be drawn address by address. */
  readonly cells: string | null;
};

const MAX_DRAWN = 4096n;

/**
 * The ranges of all nodes. What is used in them is told only where the IPAM obeys them.
 *
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/k8s/k8s.go, `getPodCidrs`; containernetworking/plugins host-local
 */
export function nodeRangesOf(
  { snapshot, installation }: ClusterView,
  floating: readonly { readonly ip: string; readonly standing: string }[],
): readonly { readonly name: string; readonly podCidrs: readonly string[]; readonly ranges: readonly NodeRange[] }[] {
  const isObeyed = installation.ipam === "host-local";
  const byNode = isObeyed ? addressesByNode(snapshot) : new Map<string, readonly bigint[]>();
  return [...snapshot.nodes.values()].map(({ name, podCidrs }) => ({
    name,
    podCidrs,
    ranges: isObeyed
      ? podCidrs.flatMap((text) => {
          const range = parseCidr(text);
          return range ? [rangeOf(range, byNode.get(`${name}/${range.family}`) ?? [], floating)] : [];
        })
      : [],
  }));
}

function rangeOf(
  range: Cidr,
  values: readonly bigint[],
  floating: readonly { readonly ip: string; readonly standing: string }[],
): NodeRange {
  const used = values.filter((value) => range.first <= value && value <= range.last);
  const pins = floating.flatMap(({ ip, standing }) => {
    const address = parseAddress(ip);
    const isInside = address?.family === range.family && range.first <= address.value && address.value <= range.last;
    return address && isInside ? [{ at: address.value, standing }] : [];
  });
  return { range, inUse: new Set(used).size, floating: pins.length, cells: drawn() };

  function drawn(): string | null {
    const size = range.last - range.first + 1n;
    if (size > MAX_DRAWN) return null;
    const letters = Array.from({ length: Number(size) }, () => "f");
    // The network, its gateway and, of IPv4, the broadcast are never given out.
    for (const at of range.family === 4 ? [0, 1, letters.length - 1] : [0, 1]) if (at < letters.length) letters[at] = "o";
    for (const value of used) letters[Number(value - range.first)] = "u";
    for (const { at, standing } of pins) letters[Number(at - range.first)] = standing === "conflict" ? "x" : "R";
    return packCells(letters);
  }
}

function addressesByNode({ pods, podAddresses }: ClusterView["snapshot"]): ReadonlyMap<string, readonly bigint[]> {
  const found = new Map<string, bigint[]>();
  const note = (node: string | null, ips: readonly string[]) => {
    for (const ip of ips) {
      const address = node === null ? null : parseAddress(ip);
      if (!address) continue;
      const key = `${node}/${address.family}`;
      const held = found.get(key);
      if (held) held.push(address.value);
      else found.set(key, [address.value]);
    }
  };
  for (const { node, ips } of podAddresses.values()) note(node, ips);
  for (const pod of pods.values())
    if (!pod.hostNetwork && pod.phase !== "Succeeded" && pod.phase !== "Failed") note(pod.node, pod.statusPodIps);
  return found;
}
