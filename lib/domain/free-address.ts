import { cidrContains, formatAddress, parseAddress, parseCidr } from "./address.ts";
import type { Family } from "./assessment.ts";
import type { ClusterSnapshot } from "./snapshot.ts";

/** Beyond this, a range of a node is looked at from its start only: no IPAM fills it so far. */
const MAX_RANGE = 4096n;

/**
 * The address a new pod on a node may get that sorts first as text: what an election would prefer.
 *
 * IPAM does not choose by text, so this is the worst case, not a forecast. Blocks of the node count; where there are
 * none (host-local, Canal), the ranges of the Node object, less what pods have.
 *
 * @param taken Canonical addresses to leave out besides.
 * @returns `null` when the node has neither blocks nor ranges of the family, or all are used.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/ipam/ipam_block.go, `autoAssign`
 */
export function earliestFreeAddress(
  snapshot: ClusterSnapshot,
  node: string,
  family: Family,
  taken: ReadonlySet<string> = new Set(),
): string | null {
  const blocks = freeInBlocks(snapshot, node, family);
  const free = blocks.length > 0 ? blocks : freeInRanges(snapshot, node, family);
  let earliest: string | null = null;
  for (const address of free) if (!taken.has(address) && (earliest === null || address < earliest)) earliest = address;
  return earliest;
}

/** The addresses that IPAM may give to a new pod from the blocks of a node, canonical; empty where it has none. */
export function freeInBlocks({ ipamBlocks, ipReservations }: ClusterSnapshot, node: string, family: Family): readonly string[] {
  const reserved = [...ipReservations.values()].flatMap(({ reservedCIDRs }) =>
    reservedCIDRs.flatMap((cidr) => parseCidr(cidr.trim()) ?? []),
  );
  return [...ipamBlocks.values()].flatMap((block) => {
    if (block.deleted || block.affinity !== `host:${node}`) return [];
    // Only now: a cluster has thousands of blocks, a node a few.
    const range = parseCidr(block.cidr);
    if (range?.family !== family) return [];
    return block.unallocated
      .map((ordinal) => formatAddress(range.first + BigInt(ordinal), family))
      .filter((address) => !reserved.some((cidr) => cidrContains(cidr, address)));
  });
}

/** The first two addresses of a range are the network and its gateway, the last is the broadcast. */
function freeInRanges(snapshot: ClusterSnapshot, node: string, family: Family): readonly string[] {
  const used = usedOn(snapshot, node);
  return (snapshot.nodes.get(node)?.podCidrs ?? []).flatMap((cidr) => {
    const range = parseCidr(cidr);
    if (range?.family !== family) return [];
    const size = range.last - range.first - 2n;
    const count = Number(size < MAX_RANGE ? size : MAX_RANGE);
    return Array.from({ length: Math.max(0, count) }, (_, ordinal) => formatAddress(range.first + 2n + BigInt(ordinal), family)).filter(
      (address) => !used.has(address),
    );
  });
}

function usedOn({ pods, podAddresses }: ClusterSnapshot, node: string): ReadonlySet<string> {
  const raw = [
    ...[...pods.values()].filter((pod) => pod.node === node).flatMap((pod) => pod.statusPodIps),
    ...[...podAddresses.values()].filter((pod) => pod.node === node).flatMap((pod) => pod.ips),
  ];
  return new Set(raw.flatMap((text) => parseAddress(text)?.text ?? []));
}
