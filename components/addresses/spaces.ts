import type { AddressSpace, Block, NodeRange, Pool, PoolCounts } from "#lib/contract/pools.ts";
import { type Cidr, formatAddress, parseCidr } from "#lib/domain/address.ts";
import type { Family } from "#lib/domain/assessment.ts";

/** A range with blocks in it, drawn as one picture: a pool, or all ranges of the nodes where host-local obeys them. */
export type Space = {
  readonly key: string;
  readonly name: string;
  readonly cidr: string;
  readonly family: Family;
  readonly kind: "pool" | "ranges";
  readonly pool: Pool | null;
  readonly blocks: readonly Block[];
  readonly blockSize: number;
  readonly counts: PoolCounts;
};

/** What there is to draw, pools in order of address; what the IPAM obeys comes first. */
export function spacesOf(space: AddressSpace): readonly Space[] {
  const pools = space.pools.map(
    (pool): Space => ({
      key: pool.name,
      name: pool.name,
      cidr: pool.cidr,
      family: pool.family,
      kind: "pool",
      pool,
      blocks: pool.blocks,
      blockSize: pool.blockSize,
      counts: pool.counts,
    }),
  );
  if (space.ipamObeys !== "podCIDR") return pools;
  return [...([4, 6] as const).flatMap((family) => rangesOf(space, family) ?? []), ...pools];
}

/** The space that holds an address; the smallest where several do. */
export function spaceAt(spaces: readonly Space[], family: Family, value: bigint): Space | null {
  let found: { readonly space: Space; readonly size: bigint } | null = null;
  for (const space of spaces) {
    const range = parseCidr(space.cidr);
    if (!range || range.family !== family || value < range.first || value > range.last) continue;
    const size = range.last - range.first;
    if (!found || size < found.size) found = { space, size };
  }
  return found?.space ?? null;
}

function rangesOf({ nodes }: AddressSpace, family: Family): Space | null {
  const ranges = nodes
    .flatMap(({ name, ranges }) =>
      ranges.flatMap((range) => {
        const cidr = parseCidr(range.cidr);
        return cidr?.family === family ? [{ name, range, cidr }] : [];
      }),
    )
    .toSorted((a, b) => (a.cidr.first < b.cidr.first ? -1 : 1));
  const [first] = ranges;
  const last = ranges.at(-1);
  if (!first || !last) return null;
  const blocks = ranges.map(({ name, range, cidr }) => blockOf(name, range, cidr));
  const sum = (read: (block: Block) => number) => blocks.reduce((total, block) => total + read(block), 0);
  return {
    key: `ranges-${family}`,
    name: `PodCIDR, IPv${family}`,
    cidr: coverOf(first.cidr, last.cidr),
    family,
    kind: "ranges",
    pool: null,
    blocks,
    blockSize: first.cidr.prefix,
    counts: {
      capacity: String(ranges.reduce((total, { cidr }) => total + cidr.last - cidr.first + 1n, 0n)),
      inUse: sum(({ inUse }) => inUse),
      reserved: 0,
      available: sum(({ available }) => available),
      floating: sum(({ floating }) => floating),
    },
  };
}

/** The network, its gateway and the broadcast are never given out. */
function blockOf(node: string, { cidr, inUse, floating, cells }: NodeRange, range: Cidr): Block {
  const available = Math.max(0, Number(range.last - range.first) + 1 - inUse - (range.family === 4 ? 3 : 2));
  return {
    cidr,
    affinity: "node",
    node,
    inUse,
    reserved: 0,
    available,
    floating,
    conflicts: 0,
    borrowed: 0,
    leaked: 0,
    cells: cells ?? "",
  };
}

/** The smallest range of a prefix that holds both. */
function coverOf(a: Cidr, b: Cidr): string {
  const bits = a.family === 4 ? 32 : 128;
  let prefix = a.prefix;
  while (prefix > 0 && a.first >> BigInt(bits - prefix) !== b.last >> BigInt(bits - prefix)) prefix -= 1;
  const size = BigInt(bits - prefix);
  return `${formatAddress((a.first >> size) << size, a.family)}/${prefix}`;
}
