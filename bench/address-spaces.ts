import { formatAddress, parseCidr } from "#lib/domain/address.ts";
import type { ClusterSnapshot, IPAMBlockRecord } from "#lib/domain/snapshot.ts";
import { anIPPool, aPod, aPodAddress, aSnapshot } from "#lib/domain/testing/builders.ts";

export type SpaceSize = { readonly cidr: string; readonly prefix: number; readonly blocks: number; readonly floating: number };

const NODES = 500;

/** A pool with blocks all over it, most of them half full, and floating IPs among them. The same each time. */
export function addressSpaceOf({ cidr, prefix, blocks, floating }: SpaceSize): ClusterSnapshot {
  const range = parseCidr(cidr);
  if (!range) throw new Error(`${cidr} is no range`);
  const random = createRandom(7);
  const length = 1n << BigInt((range.family === 4 ? 32 : 128) - prefix);
  const places = (range.last - range.first + 1n) / length;
  const step = places / BigInt(blocks);
  const at = (index: number) => range.first + BigInt(index) * step * length;
  const ipamBlocks = Array.from({ length: blocks }, (_, index) => aBlock(at(index), range.family, prefix, index, random));
  const podAddresses = ipamBlocks.flatMap(({ attributes, allocations }, index) =>
    allocations.flatMap((held, ordinal) => {
      const name = held === null ? undefined : attributes[held]?.owner["pod"];
      return name === undefined ? [] : [aPodAddress({ uid: name, name, ips: [formatAddress(at(index) + BigInt(ordinal), range.family)] })];
    }),
  );
  const pods = Array.from({ length: floating }, (_, index) =>
    aPod({ name: `gw-${index}`, floatingIps: [formatAddress(at(index % blocks) + BigInt(Math.floor(random() * 64)), range.family)] }),
  );
  return aSnapshot({ ipPools: [anIPPool({ cidr, blockSize: prefix })], ipamBlocks, podAddresses, pods });
}

function aBlock(first: bigint, family: 4 | 6, prefix: number, index: number, random: () => number): IPAMBlockRecord {
  const cidr = `${formatAddress(first, family)}/${prefix}`;
  const node = `node-${index % NODES}`;
  const share = random();
  const attributes: IPAMBlockRecord["attributes"][number][] = [];
  const allocations = Array.from({ length: 64 }, (_, ordinal) => {
    if (random() > share) return null;
    const owner = { namespace: "legacy", pod: `p-${index}-${ordinal}`, node };
    return attributes.push({ handleId: `k8s-pod-network.${index}-${ordinal}`, owner, releasedAt: null }) - 1;
  });
  const unallocated = allocations.flatMap((held, ordinal) => (held === null ? [ordinal] : []));
  return { name: cidr.replace(/[.:/]/g, "-"), cidr, affinity: `host:${node}`, allocations, unallocated, attributes, deleted: false };
}

/** @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
