import "server-only";
import type { AddressSpace, Block, Count, NodeRange, Pool } from "#lib/contract/pools.ts";
import type { BlockPicture } from "#lib/domain/address-space/block-picture.ts";
import * as domain from "#lib/domain/address-space/describe.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { encapsulationOf } from "#lib/domain/pool.ts";
import { explainedOf } from "./explain.ts";

/** The address space as the API tells it. @param at RFC 3339. @param version Grows when it may have changed. */
export function readPools(view: ClusterView, at: string, version: number): AddressSpace {
  const space = domain.describeAddressSpace(view);
  return {
    observedAt: at,
    version,
    ipam: space.ipam,
    ipamObeys: space.ipamObeys,
    pools: space.pools.map(presentPool),
    strays: space.strays.map(presentBlock),
    nodes: space.nodes.map(({ name, podCidrs, ranges }) => ({
      name,
      podCidrs: [...podCidrs],
      ranges: ranges.map(({ range, ...rest }): NodeRange => ({ cidr: range.text, ...rest })),
    })),
    reservations: [...space.reservations],
    floating: space.floating.map(({ reservedBy, ...place }) => ({ ...place, reservedBy: [...reservedBy] })),
    leaks: space.leaks?.map(({ ip, block, namespace, name, node }) => ({ ip, block, namespace, name, node })) ?? null,
    doubts: space.doubts.map((doubt) => explainedOf(doubt)),
  };
}

function presentPool({ pool, range, isOpenToIpam, counts, blocks }: domain.PoolPicture): Pool {
  return {
    name: pool.name,
    cidr: range.text,
    family: range.family,
    disabled: pool.disabled,
    mode: pool.assignmentMode ?? "Automatic",
    openToIpam: isOpenToIpam,
    allocatable: pool.allocatable,
    deleting: pool.deleting,
    blockSize: pool.blockSize ?? (range.family === 4 ? 26 : 122),
    encapsulation: encapsulationOf(pool),
    exported: !pool.disableBGPExport,
    natOutgoing: pool.natOutgoing,
    allowedUses: [...pool.allowedUses],
    nodeSelector: pool.nodeSelector,
    namespaceSelector: pool.namespaceSelector,
    counts: {
      capacity: presentCount(counts.capacity),
      inUse: presentCount(counts.inUse),
      reserved: presentCount(counts.reserved),
      available: presentCount(counts.available),
      floating: presentCount(counts.floating),
    },
    blocks: blocks.map(presentBlock),
  };
}

/** Most pictures are the same ones as before. */
const presented = new WeakMap<BlockPicture, Block>();

function presentBlock(picture: BlockPicture): Block {
  const known = presented.get(picture);
  if (known) return known;
  const { range, ...rest } = picture;
  const fresh = { cidr: range.text, ...rest };
  presented.set(picture, fresh);
  return fresh;
}

/** A /64 has more addresses than a number can count. */
function presentCount(count: bigint): Count {
  return count > 2n ** 53n ? String(count) : Number(count);
}
