import { formatAddress, parseAddress, parseCidr } from "../../lib/domain/address.ts";
import type { KubeObject } from "../api-server/objects.ts";
import { ApiError, type KubeClient } from "./client.ts";

/** A pool the player draws pod addresses from. */
export type PlayerPool = { readonly cidr: string; readonly blockBits: number };

type BlockSpec = {
  readonly cidr: string;
  readonly affinity?: string | null;
  readonly allocations: readonly (number | null)[];
  readonly unallocated: readonly number[];
  readonly attributes: readonly { readonly handle_id: string; readonly secondary: Readonly<Record<string, string>> }[];
};

export type Ipam = {
  /** One address of each pool, from a block of the node. @throws {Error} When a pool is exhausted. */
  allocate(pod: { readonly namespace: string; readonly name: string; readonly uid: string }, node: string): Promise<string[]>;
  release(uid: string): Promise<void>;
  /** Gives a block to a node before anybody asks for an address. */
  claim(cidr: string, node: string): Promise<void>;
};

/**
 * Calico's IPAM as far as objects show it: blocks with an affinity to a node, allocations with a handle and an owner.
 *
 * @param group `crd.projectcalico.org/v1` or `projectcalico.org/v3`.
 */
export function createIpam(client: KubeClient, group: string, pools: readonly PlayerPool[]): Ipam {
  const path = `/apis/${group}/ipamblocks`;
  // Allocations are few and quick; one after the other, they cannot meet.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act);
    turn = result.catch(() => undefined);
    return result;
  };

  async function allocateFrom(pool: PlayerPool, pod: { namespace: string; name: string; uid: string }, node: string): Promise<string> {
    const { items } = await client.list(path);
    const inPool = items.filter((block) => isWithin(specOf(block).cidr, pool.cidr));
    const own = inPool.find((block) => specOf(block).affinity === `host:${node}` && specOf(block).unallocated.length > 0);
    const block = own ?? (await claimBlock(pool, inPool, node));
    const spec = specOf(block);
    const [ordinal, ...unallocated] = spec.unallocated;
    if (ordinal === undefined) throw new Error(`block ${spec.cidr} is full`);
    const attribute = {
      handle_id: handleOf(pod.uid),
      secondary: { pod: pod.name, namespace: pod.namespace, node, timestamp: new Date().toISOString() },
    };
    const allocations = spec.allocations.map((index, at) => (at === ordinal ? spec.attributes.length : index));
    await client.replace(`${path}/${block.metadata.name}`, {
      ...block,
      spec: { ...spec, allocations, unallocated, attributes: [...spec.attributes, attribute] },
    });
    const range = parseCidr(spec.cidr);
    return range ? formatAddress(range.first + BigInt(ordinal), range.family) : "";
  }

  async function claimBlock(pool: PlayerPool, taken: readonly KubeObject[], node: string): Promise<KubeObject> {
    const range = parseCidr(pool.cidr);
    if (!range) throw new Error(`${pool.cidr} is no range`);
    const bits = range.family === 4 ? 32 : 128;
    const size = 1n << BigInt(pool.blockBits);
    const used = new Set(taken.map((block) => specOf(block).cidr));
    for (let first = range.first; first + size - 1n <= range.last; first += size) {
      const cidr = `${formatAddress(first, range.family)}/${bits - pool.blockBits}`;
      if (used.has(cidr)) continue;
      try {
        return await createBlock(cidr, node, Number(size));
      } catch (error) {
        // Another player was quicker.
        if (!(error instanceof ApiError) || error.status !== 409) throw error;
      }
    }
    throw new Error(`${pool.cidr} is exhausted`);
  }

  async function createBlock(cidr: string, node: string, length: number): Promise<KubeObject> {
    const block = await client.create(path, {
      apiVersion: group,
      kind: "IPAMBlock",
      metadata: { name: cidr.replace(/[.:/]/g, "-") },
      spec: {
        cidr,
        affinity: `host:${node}`,
        strictAffinity: false,
        deleted: false,
        allocations: Array.from({ length }, () => null),
        unallocated: Array.from({ length }, (_, ordinal) => ordinal),
        attributes: [],
      },
    });
    await claimAffinity(cidr, node);
    return block;
  }

  /** Who may draw from a block first. Clusters of tests do without the kind. */
  async function claimAffinity(cidr: string, node: string): Promise<void> {
    const metadata = { name: `${node}-${cidr.replace(/[.:/]/g, "-")}` };
    const deleted = group.endsWith("/v3") ? false : "false";
    const spec = { state: "confirmed", node, type: "host", cidr, deleted };
    await client
      .create(`/apis/${group}/blockaffinities`, { apiVersion: group, kind: "BlockAffinity", metadata, spec })
      .catch((error: unknown) => {
        if (!(error instanceof ApiError) || ![404, 409].includes(error.status)) throw error;
      });
  }

  async function releaseAll(uid: string): Promise<void> {
    const handle = handleOf(uid);
    const { items } = await client.list(path);
    for (const block of items) {
      const spec = specOf(block);
      const held = spec.attributes.flatMap(({ handle_id }, index) => (handle_id === handle ? [index] : []));
      if (held.length === 0) continue;
      const freed = spec.allocations.flatMap((index, ordinal) => (index !== null && held.includes(index) ? [ordinal] : []));
      const kept = spec.attributes.filter((_, index) => !held.includes(index));
      const renumber = (index: number | null) =>
        index === null || held.includes(index) ? null : index - held.filter((gone) => gone < index).length;
      await client.replace(`${path}/${block.metadata.name}`, {
        ...block,
        spec: { ...spec, allocations: spec.allocations.map(renumber), unallocated: [...spec.unallocated, ...freed], attributes: kept },
      });
    }
  }

  return {
    allocate: (pod, node) =>
      inTurn(async () => {
        const addresses: string[] = [];
        for (const pool of pools) addresses.push(await allocateFrom(pool, pod, node));
        return addresses;
      }),
    release: (uid) => inTurn(() => releaseAll(uid)),
    claim: (cidr, node) =>
      inTurn(async () => {
        const range = parseCidr(cidr);
        if (range) await createBlock(cidr, node, Number(range.last - range.first + 1n));
      }),
  };
}

function specOf(block: KubeObject): BlockSpec {
  return block["spec"] as BlockSpec;
}

function handleOf(uid: string): string {
  return `k8s-pod-network.${uid.replaceAll("-", "").padEnd(64, "0")}`;
}

function isWithin(cidr: string, pool: string): boolean {
  const [inner, outer] = [parseCidr(cidr), parseCidr(pool)];
  const first = inner && parseAddress(formatAddress(inner.first, inner.family));
  return Boolean(inner && outer && first && inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last);
}
