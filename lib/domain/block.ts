import { type Address, parseAddress, parseCidr } from "./address.ts";
import type { AddressIndex } from "./pool.ts";
import type { BlockAttribute, IPAMBlockRecord } from "./snapshot.ts";

/** Who holds an address in IPAM. `cooldown`: released, and not given out again for a while (since v3.33). */
export type Holder = {
  readonly kind: "pod" | "tunnel" | "windows-reserved" | "service" | "cooldown" | "other";
  readonly text: string;
  readonly pod: { readonly namespace: string; readonly name: string } | null;
  readonly node: string | null;
};

const WINDOWS_HANDLE = "windows-reserved-ipam-handle";
const TUNNEL_HANDLE = /^(ipip|vxlan|vxlan-v6|wireguard|wireguard-v6)-tunnel-addr-(.+)$/;

/** The block that holds an address; `null` where there is none. */
export function blockOf(index: Pick<AddressIndex, "blockAt">, ip: string): IPAMBlockRecord | null {
  const address = parseAddress(ip);
  return address && index.blockAt(address);
}

/**
 * Where an address stands in a block.
 *
 * @returns Ordinal, in addresses: 0 is the block's first address.
 * @throws {RangeError} When the address is outside the block.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/model/block.go, `IPToOrdinal`
 */
export function ordinalOf(address: Address, block: Pick<IPAMBlockRecord, "cidr">): number {
  const range = parseCidr(block.cidr);
  if (!range || range.family !== address.family || address.value < range.first || address.value > range.last) {
    throw new RangeError(`${address.text} is outside block ${block.cidr}`);
  }
  return Number(address.value - range.first);
}

/** Who holds an address of a block, as text for people; `null` when nobody does. */
export function holderOf(block: IPAMBlockRecord, ip: string): string | null {
  return readHolder(block, ip)?.text ?? null;
}

/**
 * Who holds an address of a block.
 *
 * @param ip Any spelling, inside the block.
 * @returns `null` when the ordinal is free.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/model/block.go, `AllocationBlock`
 */
export function readHolder(block: IPAMBlockRecord, ip: string): Holder | null {
  const address = parseAddress(ip);
  if (!address) return null;
  const index = block.allocations[ordinalOf(address, block)];
  if (index === null || index === undefined) return null;
  return describeHolder(block.attributes[index]);
}

/** The node a block is affine to; `null` for a load-balancer's block, or one that lost its node. */
export function affineNode(block: Pick<IPAMBlockRecord, "affinity">): string | null {
  return block.affinity?.startsWith("host:") ? block.affinity.slice("host:".length) : null;
}

/** Who an attribute of a block stands for. */
export function describeHolder(attribute: BlockAttribute | undefined): Holder {
  const { handleId = null, owner = {}, releasedAt = null } = attribute ?? {};
  const node = owner["node"] ?? null;
  const pod = owner["pod"] && owner["namespace"] ? { namespace: owner["namespace"], name: owner["pod"] } : null;
  const as = (kind: Holder["kind"], text: string): Holder => ({ kind, text, pod, node });

  if (releasedAt !== null) return as("cooldown", `released ${releasedAt}`);
  if (pod) return as("pod", `${pod.namespace}/${pod.name}`);
  const tunnel = TUNNEL_HANDLE.exec(handleId ?? "");
  if (tunnel) return { kind: "tunnel", text: `${tunnel[1]} tunnel of ${tunnel[2]}`, pod: null, node: tunnel[2] ?? null };
  if (handleId === WINDOWS_HANDLE) return as("windows-reserved", "reserved for Windows");
  if (owner["service"]) return as("service", `service ${owner["service"]}`);
  return as("other", handleId ?? "unnamed holder");
}
