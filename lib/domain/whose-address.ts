import { canonicalAddress } from "./address.ts";
import { createRecentChanges, type RecentChanges } from "./address-space/recent-changes.ts";
import { affineNode, blockOf, readHolder } from "./block.ts";
import { compareText } from "./election.ts";
import { type AddressIndex, isOpenToIpam, poolOf, reservationsOn } from "./pool.ts";
import type { ClusterSnapshot, NodeRecord, PodAddressRecord, PodRecord, RecordChange, ServiceRecord } from "./snapshot.ts";

/** An object that has an address as its own. */
export type AddressHolder =
  | { readonly is: "pod"; readonly namespace: string; readonly name: string; readonly uid: string; readonly node: string | null }
  | { readonly is: "node"; readonly node: string; readonly type: string }
  | { readonly is: "tunnel"; readonly node: string; readonly type: string }
  | { readonly is: "service"; readonly namespace: string; readonly name: string; readonly type: "cluster" | "external" | "load-balancer" };

export type AddressAnswer =
  | AddressHolder
  | { readonly is: "reserved"; readonly by: string; readonly cidr: string }
  | { readonly is: "allocated"; readonly block: string; readonly to: string }
  | { readonly is: "free"; readonly pool: string; readonly block: string | null }
  | { readonly is: "outside" };

export type HolderIndex = {
  /** @param ip Canonical. Empty when no object has it. */
  holdersOf(ip: string): readonly AddressHolder[];
  /** Takes in a change of pods, nodes or services; others are none of its business. */
  apply(change: RecordChange): void;
  /** Addresses, canonical, that got or lost a holder. */
  readonly recent: Pick<RecentChanges, "mark" | "since">;
};

const TUNNELS: Readonly<Record<string, string>> = {
  IPv4IPIPTunnelAddr: "IPIP",
  IPv4VXLANTunnelAddr: "VXLAN",
  IPv6VXLANTunnelAddr: "VXLAN",
  IPv4WireguardInterfaceAddr: "WireGuard",
  IPv6WireguardInterfaceAddr: "WireGuard",
};

/**
 * Who has an address as its own, for all Pods, Nodes, Services and tunnels of a cluster; floating IPs are not in it.
 *
 * Kept up record by record: with 100,000 pods nobody builds it anew for one event.
 */
export function createHolderIndex(snapshot?: ClusterSnapshot): HolderIndex {
  const byAddress = new Map<string, AddressHolder | AddressHolder[]>();
  const recent = createRecentChanges();

  function add(ip: string, holder: AddressHolder): void {
    const present = byAddress.get(ip);
    // Nearly every address has one holder, and a list for each would double the memory.
    if (present === undefined) byAddress.set(ip, holder);
    else byAddress.set(ip, Array.isArray(present) ? [...present, holder] : [present, holder]);
  }

  function remove(ip: string, holder: AddressHolder): void {
    const left = listOf(byAddress.get(ip)).filter((present) => !isSame(present, holder));
    const [only] = left;
    if (only === undefined) byAddress.delete(ip);
    else byAddress.set(ip, left.length === 1 ? only : left);
  }

  function apply(change: RecordChange): void {
    for (const [ip, holder] of addressesOf(change.collection, change.before)) {
      remove(ip, holder);
      recent.note(ip);
    }
    for (const [ip, holder] of addressesOf(change.collection, change.after)) {
      add(ip, holder);
      recent.note(ip);
    }
  }

  if (snapshot) {
    for (const collection of ["pods", "podAddresses", "nodes", "services"] as const) {
      for (const record of snapshot[collection].values()) for (const [ip, holder] of addressesOf(collection, record)) add(ip, holder);
    }
  }
  return { holdersOf: (ip) => listOf(byAddress.get(ip)), apply, recent };
}

/**
 * What an address is: all that hold at once.
 *
 * @param ip Canonical.
 * @returns `free` or `outside` only when nothing else holds; floating IPs are for the caller to add.
 */
export function whoseAddress(
  view: { readonly holders: HolderIndex; readonly addresses: AddressIndex },
  ip: string,
): readonly AddressAnswer[] {
  const holders = view.holders.holdersOf(ip);
  const block = blockOf(view.addresses, ip);
  const inIpam = block && readHolder(block, ip);
  const pool = poolOf(view.addresses, ip);
  const answers: AddressAnswer[] = [...holders];
  if (block && inIpam) answers.push({ is: "allocated", block: block.cidr, to: inIpam.text });
  for (const { name, cidr } of reservationsOn(view.addresses, ip)) answers.push({ is: "reserved", by: name, cidr });
  if (holders.length === 0 && !inIpam) answers.push(pool ? { is: "free", pool: pool.name, block: block?.cidr ?? null } : { is: "outside" });
  return answers;
}

/** Whether IPAM may give an address to a pod by itself, and from where. `null`: it may not. */
export function ipamMayAllocate(
  addresses: AddressIndex,
  ip: string,
): { readonly pool: string; readonly block: string | null; readonly node: string | null } | null {
  const pool = poolOf(addresses, ip);
  if (!pool || !isOpenToIpam(pool) || reservationsOn(addresses, ip).length > 0) return null;
  const block = blockOf(addresses, ip);
  if (block && readHolder(block, ip)) return null;
  return { pool: pool.name, block: block?.cidr ?? null, node: block && affineNode(block) };
}

function listOf(value: AddressHolder | AddressHolder[] | undefined): readonly AddressHolder[] {
  if (value === undefined) return [];
  // In an order that does not tell who came first.
  return Array.isArray(value) ? value.toSorted((a, b) => compareText(orderOf(a), orderOf(b))) : [value];
}

function orderOf(holder: AddressHolder): string {
  return `${holder.is} ${identityOf(holder)}`;
}

function isSame(a: AddressHolder, b: AddressHolder): boolean {
  return a.is === b.is && identityOf(a) === identityOf(b);
}

function identityOf(holder: AddressHolder): string {
  if (holder.is === "pod") return holder.uid;
  return holder.is === "service" ? `${holder.namespace}/${holder.name}/${holder.type}` : `${holder.node}/${holder.type}`;
}

function* addressesOf(collection: RecordChange["collection"], record: RecordChange["after"]): Iterable<readonly [string, AddressHolder]> {
  if (!record) return;
  if (collection === "pods") yield* ofClaimant(record as PodRecord);
  else if (collection === "podAddresses") yield* ofPod(record as PodAddressRecord, (record as PodAddressRecord).ips);
  else if (collection === "nodes") yield* ofNode(record as NodeRecord);
  else if (collection === "services") yield* ofService(record as ServiceRecord);
}

function ofClaimant(pod: PodRecord): Iterable<readonly [string, AddressHolder]> {
  const gone = pod.hostNetwork || pod.phase === "Succeeded" || pod.phase === "Failed";
  return ofPod(pod, gone ? [] : pod.statusPodIps);
}

function* ofPod(
  { namespace, name, uid, node }: Pick<PodRecord, "namespace" | "name" | "uid" | "node">,
  ips: readonly string[],
): Iterable<readonly [string, AddressHolder]> {
  for (const ip of ips) yield [canonical(ip), { is: "pod", namespace, name, uid, node }];
}

function* ofNode({ name, addresses, calico }: NodeRecord): Iterable<readonly [string, AddressHolder]> {
  const own = new Map<string, string>();
  for (const { type, address } of addresses) own.set(canonical(address), type);
  for (const key of ["IPv4Address", "IPv6Address"]) {
    const text = calico[key]?.split("/")[0];
    if (text && !own.has(canonical(text))) own.set(canonical(text), "Calico");
  }
  for (const [ip, type] of own) yield [ip, { is: "node", node: name, type }];
  for (const [key, type] of Object.entries(TUNNELS)) {
    const text = calico[key];
    if (text) yield [canonical(text), { is: "tunnel", node: name, type }];
  }
}

function* ofService({
  namespace,
  name,
  clusterIps,
  externalIps,
  loadBalancerIps,
}: ServiceRecord): Iterable<readonly [string, AddressHolder]> {
  for (const [type, ips] of [
    ["cluster", clusterIps] as const,
    ["external", externalIps] as const,
    ["load-balancer", loadBalancerIps] as const,
  ]) {
    for (const ip of ips) if (ip !== "None" && ip !== "") yield [canonical(ip), { is: "service", namespace, name, type }];
  }
}

const PLAIN_IPV4 = /^[\d.]+$/;

/** Kubernetes writes IPv4 one way only; spelling matters for IPv6. */
function canonical(ip: string): string {
  return PLAIN_IPV4.test(ip) ? ip : (canonicalAddress(ip) ?? ip);
}
