import { type Cidr, formatAddress, parseAddress, parseCidr } from "../address.ts";
import type { Family } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Interval, intervalsOf, overlaps, unionOf } from "./interval.ts";

/** A pool for floating IPs and nothing else, as an object of Calico's API. */
export type PoolProposal = {
  readonly cidr: string;
  readonly manifest: Readonly<Record<string, unknown>>;
};

const PLACES: Readonly<Record<Family, { readonly first: string; readonly prefix: number; readonly tries: number }>> = {
  4: { first: "10.99.0.0", prefix: 24, tries: 4096 },
  6: { first: "fd00:10:99::", prefix: 112, tries: 64 },
};

/**
 * A proper pool for floating IPs: disabled, so that IPAM never gives its addresses to pods, though BIRD still exports them;
 * and without encapsulation, whose routes would lead by block only.
 *
 * The range is the first of a private one that nothing in the cluster touches. Only people know what else the network uses.
 *
 * @returns `null` when everything that was tried is in use.
 * @see projectcalico/calico v3.32.1 api/pkg/apis/projectcalico/v3/ippool.go, `IPPoolSpec`
 */
export function proposePool(view: ClusterView, family: Family): PoolProposal | null {
  const { first, prefix, tries } = PLACES[family];
  const start = parseCidr(`${first}/${prefix}`);
  if (!start) return null;
  const taken = takenRanges(view, family);
  const size = start.last - start.first + 1n;
  for (let index = 0n; index < BigInt(tries); index += 1n) {
    const range = { ...start, first: start.first + index * size, last: start.last + index * size };
    if (taken.some((used) => overlaps(used, range))) continue;
    const cidr = `${formatAddress(range.first, family)}/${prefix}`;
    return { cidr, manifest: manifestOf(view, cidr, family) };
  }
  return null;
}

function manifestOf({ snapshot, installation }: ClusterView, cidr: string, family: Family): PoolProposal["manifest"] {
  let name = `floating-ipv${family}`;
  for (let index = 2; snapshot.ipPools.has(name); index += 1) name = `floating-ipv${family}-${index}`;
  return {
    // With the API of the CRDs `kubectl` writes what is stored, without the checks of the API server that Calico may bring.
    apiVersion: installation.apiGroup ?? "projectcalico.org/v3",
    kind: "IPPool",
    metadata: { name },
    spec: {
      cidr,
      blockSize: family === 4 ? 26 : 122,
      disabled: true,
      ipipMode: "Never",
      vxlanMode: "Never",
      natOutgoing: false,
      nodeSelector: "all()",
      allowedUses: ["Workload"],
    },
  };
}

/** Services share one range that the API does not name: what is near their addresses is kept free too. */
function takenRanges({ snapshot, assessments, addresses }: ClusterView, family: Family): readonly Interval[] {
  const near = (text: string): Cidr[] => {
    const address = parseAddress(text);
    const range = address && parseCidr(`${address.text}/${address.family === 4 ? 16 : 108}`);
    return range ? [range] : [];
  };
  const nodes = [...snapshot.nodes.values()];
  const single = [...nodes.flatMap((node) => node.addresses.map(({ address }) => address)), ...assessments.keys()];
  return unionOf([
    ...addresses.pools.map(({ range }) => range),
    ...intervalsOf([...nodes.flatMap(({ podCidrs }) => podCidrs), ...single]),
    ...[...snapshot.services.values()].flatMap(({ clusterIps }) => clusterIps.flatMap(near)),
    ...[...snapshot.services.values()].flatMap(({ externalIps, loadBalancerIps }) => intervalsOf([...externalIps, ...loadBalancerIps])),
  ]).filter((range) => range.family === family);
}
