import type { Cidr } from "../address.ts";
import { parseCidr } from "../address.ts";
import type { Family, FloatingIpState } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { isOpenToIpam, reservationsOn } from "../pool.ts";
import type { Reason } from "../reason.ts";
import type { IPPoolRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import { type BlockPicture, createPainter } from "./block-picture.ts";
import { decodeBlock } from "./decode-block.ts";
import { type FloatingStanding, standingOfFloatingIp } from "./floating-standing.ts";
import { compareIntervals, containsInterval, countWithin, gapsIn, type Interval, sizeOf, unionOf } from "./interval.ts";
import { findLeaks, type Leak } from "./leaks.ts";
import { type NodeRange, nodeRangesOf } from "./node-ranges.ts";

/** Addresses. `inUse` and `reserved` may overlap; `available` is in neither, and no floating IP is taken off it: IPAM knows none. */
export type Counts = {
  readonly capacity: bigint;
  readonly inUse: bigint;
  readonly reserved: bigint;
  readonly available: bigint;
  readonly floating: bigint;
};

export type PoolPicture = {
  readonly pool: IPPoolRecord;
  readonly range: Cidr;
  readonly isOpenToIpam: boolean;
  readonly counts: Counts;
  /** In order of address. */
  readonly blocks: readonly BlockPicture[];
};

export type FloatingPlace = {
  readonly ip: string;
  readonly family: Family;
  readonly state: FloatingIpState;
  readonly pool: string | null;
  readonly block: string | null;
  readonly standing: FloatingStanding;
  readonly reservedBy: readonly string[];
};

export type AddressSpace = {
  readonly ipam: ClusterView["installation"]["ipam"];
  /** Which ranges pods get their addresses from; `null` when the IPAM is not known. */
  readonly ipamObeys: "pools" | "podCIDR" | null;
  readonly pools: readonly PoolPicture[];
  /** Blocks of no pool: their pool was deleted. */
  readonly strays: readonly BlockPicture[];
  readonly nodes: readonly { readonly name: string; readonly podCidrs: readonly string[]; readonly ranges: readonly NodeRange[] }[];
  readonly reservations: readonly { readonly name: string; readonly cidr: string; readonly family: Family }[];
  readonly floating: readonly FloatingPlace[];
  /** `null` while nobody can say. */
  readonly leaks: readonly Leak[] | null;
  /** What is not known, and what it would tell. */
  readonly doubts: readonly Reason[];
};

const SOURCES = ["ippools", "ipamblocks", "ipreservations", "nodes", "pods"];

/**
 * The address space of a cluster, with the counts that Calico itself gives.
 *
 * Ranges are counted as intervals, so that a /8 and an IPv6 /48 cost no more than what is in them.
 *
 * @returns No pools and no blocks where the cluster has none.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/ipam/ipam.go, `GetUtilization`
 */
export function describeAddressSpace(view: ClusterView): AddressSpace {
  const { snapshot, installation, addresses } = view;
  const leaks = findLeaks(view);
  const floating = [...view.assessments.values()].map(({ ip, family, state, pool, block }): FloatingPlace => {
    const standing = standingOfFloatingIp(view, ip);
    return { ip, family, state, pool, block, standing, reservedBy: reservationsOn(addresses, ip).map(({ name }) => name) };
  });
  const reserved = unionOf(addresses.reservations.map(({ range }) => range));
  const paint = createPainter({ reserved, floating, leaks: leaks ?? [] });

  const blocks = [...snapshot.ipamBlocks.values()]
    .flatMap((block) => decodeBlock(block) ?? [])
    .toSorted((a, b) => compareIntervals(a.range, b.range))
    .map(paint);
  const ranges = addresses.pools;
  const byPool = new Map<string | null, BlockPicture[]>();
  for (const block of blocks) {
    // In order of size: of two pools that hold it the smaller one.
    const owner = ranges.find(({ range }) => containsInterval(range, block.range))?.pool.name ?? null;
    const held = byPool.get(owner);
    if (held) held.push(block);
    else byPool.set(owner, [block]);
  }
  const floatingIn = Map.groupBy(floating, ({ pool }) => pool);
  return {
    ipam: installation.ipam,
    ipamObeys: installation.ipam === "unknown" ? null : installation.ipam === "host-local" ? "podCIDR" : "pools",
    pools: ranges
      .toSorted((a, b) => compareIntervals(a.range, b.range))
      .map(({ pool, range }) => {
        const own = byPool.get(pool.name) ?? [];
        const counts = countPool(range, own, reserved, BigInt(floatingIn.get(pool.name)?.length ?? 0));
        return { pool, range, isOpenToIpam: isOpenToIpam(pool), counts, blocks: own };
      }),
    strays: byPool.get(null) ?? [],
    nodes: nodeRangesOf(view, floating),
    reservations: [...snapshot.ipReservations.values()].flatMap(({ name, reservedCIDRs }) =>
      reservedCIDRs.flatMap((text) => {
        const range = parseCidr(text.trim());
        return range ? [{ name, cidr: range.text, family: range.family }] : [];
      }),
    ),
    floating,
    leaks,
    doubts: SOURCES.flatMap((source) => doubtAbout(snapshot, source) ?? []),
  };
}

/** Space outside all blocks is available too: IPAM makes a block there when it needs one. */
function countPool(range: Cidr, blocks: readonly BlockPicture[], reserved: readonly Interval[], floating: bigint): Counts {
  const outside = gapsIn(range, unionOf(blocks.map((block) => block.range)));
  const sum = (read: (block: BlockPicture) => number) => BigInt(blocks.reduce((total, block) => total + read(block), 0));
  return {
    capacity: sizeOf(range),
    inUse: sum(({ inUse }) => inUse),
    reserved: countWithin(range, reserved),
    available: sum(({ available }) => available) + outside.reduce((total, gap) => total + sizeOf(gap) - countWithin(gap, reserved), 0n),
    floating,
  };
}
