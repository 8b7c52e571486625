import { type Cidr, formatAddress, parseCidr } from "../address.ts";
import { affineNode, describeHolder, type Holder } from "../block.ts";
import type { IPAMBlockRecord } from "../snapshot.ts";
import { type Cell, packCells } from "./cells.ts";

/** An address that IPAM holds for a pod. */
export type PodAllocation = {
  readonly ordinal: number;
  readonly ip: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
};

export type DecodedBlock = {
  readonly range: Cidr;
  readonly node: string | null;
  readonly affinity: "node" | "load-balancer" | "none";
  /** One letter for each address. */
  readonly letters: string;
  /** The same, runs shortened. */
  readonly packed: string;
  /** As Calico counts it: all that is not in `unallocated`. */
  readonly inUse: number;
  /** Ordinals. */
  readonly unallocated: readonly number[];
  readonly borrowed: number;
  readonly pods: readonly PodAllocation[];
};

const LETTERS: Readonly<Record<Holder["kind"], Cell>> = {
  pod: "u",
  tunnel: "t",
  "windows-reserved": "w",
  service: "s",
  cooldown: "c",
  other: "o",
};

/** Records never change, and nobody wants to decode ten thousand blocks because one pod came. */
const decoded = new WeakMap<IPAMBlockRecord, DecodedBlock | null>();

/**
 * What stands at each address of a block.
 *
 * @returns `null` for a deleted block, which counts as none, and for one whose range cannot be read or is beyond any that Calico makes.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/model/block.go, `AllocationBlock`; libcalico-go/lib/ipam/ipam.go, `GetUtilization`
 */
export function decodeBlock(block: IPAMBlockRecord): DecodedBlock | null {
  const known = decoded.get(block);
  if (known !== undefined) return known;
  const range = block.deleted ? null : parseCidr(block.cidr);
  const fresh = range && range.last - range.first < MAX_BLOCK ? decode(block, range) : null;
  decoded.set(block, fresh);
  return fresh;
}

/** Whether decoding costs nothing any more. */
export function isDecoded(block: IPAMBlockRecord): boolean {
  return decoded.has(block);
}

/** `IPPool.spec.blockSize` is at least 20 or 116. */
const MAX_BLOCK = 65_536n;

function decode(block: IPAMBlockRecord, range: Cidr): DecodedBlock {
  const node = affineNode(block);
  const size = Number(range.last - range.first) + 1;
  const holders = block.attributes.map((attribute) => describeHolder(attribute));
  const nobody = describeHolder(undefined);
  const letters: string[] = Array.from({ length: size }, () => "f");
  const pods: PodAllocation[] = [];
  let borrowed = 0;
  for (let ordinal = 0; ordinal < size; ordinal += 1) {
    const index = block.allocations[ordinal];
    if (index === null || index === undefined) continue;
    const holder = holders[index] ?? nobody;
    const isBorrowed = holder.kind === "pod" && node !== null && holder.node !== null && holder.node !== node;
    letters[ordinal] = isBorrowed ? "b" : LETTERS[holder.kind];
    if (isBorrowed) borrowed += 1;
    if (holder.pod === null || holder.kind !== "pod" || isOfVirtualMachine(block.attributes[index]?.handleId)) continue;
    pods.push({ ordinal, ip: formatAddress(range.first + BigInt(ordinal), range.family), ...holder.pod, node: holder.node });
  }
  const affinity = node !== null ? "node" : block.affinity?.startsWith("virtual:") ? "load-balancer" : "none";
  return {
    range,
    node,
    affinity,
    letters: letters.join(""),
    packed: packCells(letters),
    inUse: size - block.unallocated.length,
    unallocated: block.unallocated,
    borrowed,
    pods,
  };
}

/** KubeVirt keeps the address of a machine while its pods come and go. */
function isOfVirtualMachine(handle: string | null | undefined): boolean {
  return handle?.includes(".vmi.") ?? false;
}
