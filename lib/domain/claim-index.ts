import type { Claim, RejectedClaim } from "./assessment.ts";
import type { ClusterView, PodClaims } from "./cluster-view.ts";
import { podClaimsOf } from "./pod-claims.ts";
import type { PodRecord } from "./snapshot.ts";

export type ClaimIndex = Pick<ClusterView, "pods" | "podsByIp" | "podsByNode"> & {
  /** Takes a pod in, changes it, or lets it go. @returns The floating IPs it has or had to do with, and those it froze or freed. */
  put(uid: string, pod: PodRecord | undefined): ReadonlySet<string>;
  /** In order of UID, so that the way here leaves no trace. */
  claimsOf(ip: string): { readonly claims: readonly Claim[]; readonly rejected: readonly RejectedClaim[] };
  /** Pods on whose value Felix of that node crashes, where it programs IPv6. */
  crashersOn(node: string): readonly PodRecord[];
  ipsOn(node: string): ReadonlySet<string>;
};

/** Who claims what, kept up pod by pod. The cost of a change is that of the pod's own floating IPs. */
export function createClaimIndex(entries: Iterable<PodClaims>): ClaimIndex {
  const pods = new Map<string, PodClaims>();
  const podsByIp = new Map<string, Set<string>>();
  const podsByNode = new Map<string, Set<string>>();
  const crashersByNode = new Map<string, Set<string>>();

  function enter(entry: PodClaims): void {
    const { uid, node } = entry.pod;
    pods.set(uid, entry);
    for (const ip of entry.ips) add(podsByIp, ip, uid);
    if (node === null) return;
    add(podsByNode, node, uid);
    if (entry.crashesFelix) add(crashersByNode, node, uid);
  }

  function leave(entry: PodClaims): void {
    const { uid, node } = entry.pod;
    pods.delete(uid);
    for (const ip of entry.ips) drop(podsByIp, ip, uid);
    if (node === null) return;
    drop(podsByNode, node, uid);
    drop(crashersByNode, node, uid);
  }

  function ipsOn(node: string): ReadonlySet<string> {
    return new Set([...(podsByNode.get(node) ?? [])].flatMap((uid) => pods.get(uid)?.ips ?? []));
  }

  function entriesOf(uids: ReadonlySet<string> | undefined): PodClaims[] {
    return [...(uids ?? [])].toSorted().flatMap((uid) => pods.get(uid) ?? []);
  }

  for (const entry of entries) enter(entry);

  return {
    pods,
    podsByIp,
    podsByNode,
    ipsOn,
    put(uid, pod) {
      const before = pods.get(uid);
      if (before?.pod === pod) return new Set();
      const after = pod && podClaimsOf(pod);
      const touched = new Set([...(before?.ips ?? []), ...(after?.ips ?? [])]);
      const frozen = [before, after].flatMap((entry) => (entry?.crashesFelix && entry.pod.node) || []);
      for (const node of frozen) for (const ip of ipsOn(node)) touched.add(ip);
      if (before) leave(before);
      if (after) enter(after);
      for (const node of frozen) for (const ip of ipsOn(node)) touched.add(ip);
      return touched;
    },
    claimsOf(ip) {
      const entries = entriesOf(podsByIp.get(ip));
      return {
        claims: entries.flatMap((entry) => entry.claims.filter((claim) => claim.floatingIp === ip)),
        rejected: entries.flatMap((entry) => entry.rejected.filter((claim) => claim.floatingIp === ip)),
      };
    },
    crashersOn(node) {
      return entriesOf(crashersByNode.get(node)).map((entry) => entry.pod);
    },
  };
}

function add(index: Map<string, Set<string>>, key: string, uid: string): void {
  const uids = index.get(key);
  if (uids) uids.add(uid);
  else index.set(key, new Set([uid]));
}

function drop(index: Map<string, Set<string>>, key: string, uid: string): void {
  const uids = index.get(key);
  if (uids?.delete(uid) && uids.size === 0) index.delete(key);
}
