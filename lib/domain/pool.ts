import { type Address, type Cidr, cidrContains, parseAddress, parseCidr } from "./address.ts";
import type { ClusterSnapshot, IPAMBlockRecord, IPPoolRecord, RecordChange } from "./snapshot.ts";

/** Pools, blocks and reservations, to be found by address. Kept up record by record. */
export type AddressIndex = {
  readonly pools: readonly { readonly range: Cidr; readonly pool: IPPoolRecord }[];
  readonly reservations: readonly { readonly range: Cidr; readonly name: string }[];
  /** The block that holds an address; deleted ones are none. */
  blockAt(address: Address): IPAMBlockRecord | null;
  /** Takes in a change of `ipPools`, `ipamBlocks` or `ipReservations`; others are none of its business. */
  apply(change: RecordChange): void;
};

export function addressIndexOf(snapshot: ClusterSnapshot): AddressIndex {
  const blocks = createBlockLookup(snapshot.ipamBlocks.values());
  let pools = poolsOf(snapshot);
  let reservations = reservationsOf(snapshot);
  return {
    get pools() {
      return pools;
    },
    get reservations() {
      return reservations;
    },
    blockAt: blocks.find,
    apply(change) {
      if (change.collection === "ipPools") pools = poolsOf(snapshot);
      if (change.collection === "ipReservations") reservations = reservationsOf(snapshot);
      if (change.collection !== "ipamBlocks") return;
      if (change.before) blocks.remove(change.before);
      if (change.after) blocks.add(change.after);
    },
  };
}

/**
 * The IP pool that holds an address: where pools overlap, the smaller one.
 *
 * @returns `null` outside every pool, and for a text that is no address.
 */
export function poolOf(index: Pick<AddressIndex, "pools">, ip: string): IPPoolRecord | null {
  const address = parseAddress(ip);
  return (address && index.pools.find(({ range }) => cidrContains(range, address))?.pool) ?? null;
}

/** The names of the IPReservations that hold an address. They keep IPAM from choosing it, not a pod from asking for it. */
export function reservationsOn(
  index: Pick<AddressIndex, "reservations">,
  ip: string,
): readonly { readonly name: string; readonly cidr: string }[] {
  const address = parseAddress(ip);
  if (!address) return [];
  return index.reservations.filter(({ range }) => cidrContains(range, address)).map(({ name, range }) => ({ name, cidr: range.text }));
}

export type Encapsulation = "none" | "ipip" | "vxlan";

/** How a pool's packets travel between nodes. `CrossSubnet` counts as its encapsulation: nobody knows which nodes share a subnet. */
export function encapsulationOf(pool: Pick<IPPoolRecord, "ipipMode" | "vxlanMode">): Encapsulation {
  if (pool.vxlanMode !== null && pool.vxlanMode !== "Never") return "vxlan";
  return pool.ipipMode !== null && pool.ipipMode !== "Never" ? "ipip" : "none";
}

/**
 * Whether IPAM may choose an address of this pool by itself.
 *
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/clientv3/client.go, `poolAccessor.GetEnabledPools`
 */
export function isOpenToIpam(pool: IPPoolRecord): boolean {
  return !pool.disabled && !pool.deleting && pool.allocatable !== false && pool.assignmentMode !== "Manual";
}

function poolsOf(snapshot: ClusterSnapshot): AddressIndex["pools"] {
  const readable = [...snapshot.ipPools.values()].flatMap((pool) => {
    const range = parseCidr(pool.cidr);
    return range ? [{ range, pool }] : [];
  });
  return readable.toSorted((a, b) => b.range.prefix - a.range.prefix || (a.pool.name < b.pool.name ? -1 : 1));
}

function reservationsOf(snapshot: ClusterSnapshot): AddressIndex["reservations"] {
  return [...snapshot.ipReservations.values()].flatMap(({ name, reservedCIDRs }) =>
    // Calico trims blanks here, and takes a bare address too.
    reservedCIDRs.flatMap((text) => {
      const range = parseCidr(text.trim());
      return range ? [{ range, name }] : [];
    }),
  );
}

/** Blocks never overlap, so an address is looked up once for each size that occurs. */
function createBlockLookup(initial: Iterable<IPAMBlockRecord>) {
  const byFirst = new Map<string, IPAMBlockRecord>();
  const sizes = new Map<string, number>();

  function add(block: IPAMBlockRecord): void {
    const range = parseCidr(block.cidr);
    if (!range || block.deleted) return;
    byFirst.set(key(range.family, range.prefix, range.first), block);
    const size = `${range.family}/${range.prefix}`;
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }

  function remove(block: IPAMBlockRecord): void {
    const range = parseCidr(block.cidr);
    if (!range || block.deleted || !byFirst.delete(key(range.family, range.prefix, range.first))) return;
    const size = `${range.family}/${range.prefix}`;
    const left = (sizes.get(size) ?? 1) - 1;
    if (left === 0) sizes.delete(size);
    else sizes.set(size, left);
  }

  function find(address: Address): IPAMBlockRecord | null {
    for (const size of sizes.keys()) {
      const [family, prefix] = size.split("/").map(Number);
      if (family !== address.family || prefix === undefined) continue;
      const width = BigInt((family === 4 ? 32 : 128) - prefix);
      const found = byFirst.get(key(family, prefix, (address.value >> width) << width));
      if (found) return found;
    }
    return null;
  }

  for (const block of initial) add(block);
  return { add, remove, find };
}

function key(family: number, prefix: number, first: bigint): string {
  return `${family}/${prefix}/${first}`;
}
