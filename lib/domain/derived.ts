import type { Family, FloatingIpAssessment, NodeElection, Reach } from "./assessment.ts";
import { blockOf, holderOf } from "./block.ts";
import type { ClusterView } from "./cluster-view.ts";
import { assessCniGate } from "./cni-gate.ts";
import { felixViewOf, programsOn } from "./felix-gate.ts";
import { describeInstallation } from "./installation.ts";
import { addressIndexOf, poolOf } from "./pool.ts";
import { reachOf } from "./reach.ts";
import type { ClusterSnapshot, RecordChange } from "./snapshot.ts";
import { createHolderIndex } from "./whose-address.ts";

/** What of a view is derived from the snapshot as a whole: made when first read, dropped when its ground changes. */
export type Derived = Pick<ClusterView, "programsOn"> & {
  installation(): ClusterView["installation"];
  felix(): ClusterView["felix"];
  cniGate(): ClusterView["cniGate"];
  addresses(): ClusterView["addresses"];
  holders(): ClusterView["holders"];
  apply(change: RecordChange): void;
  reset(): void;
};

export function createDerived(snapshot: ClusterSnapshot): Derived {
  const installation = lazy(() => describeInstallation(snapshot));
  const felix = lazy(() => felixViewOf(snapshot));
  const cniGate = lazy(() => assessCniGate(snapshot));
  const addresses = lazy(() => addressIndexOf(snapshot));
  const holders = lazy(() => createHolderIndex(snapshot));
  const programs = new Map<string, ReturnType<typeof programsOn>>();

  function reset(): void {
    for (const part of [installation, felix, cniGate, addresses, holders]) part.forget();
    programs.clear();
  }

  return {
    installation: installation.get,
    felix: felix.get,
    cniGate: cniGate.get,
    addresses: addresses.get,
    holders: holders.get,
    reset,
    programsOn(node, family: Family) {
      const key = `${family} ${node}`;
      const known = programs.get(key) ?? programsOn(snapshot, node, family);
      programs.set(key, known);
      return known;
    },
    apply(change) {
      switch (change.collection) {
        case "workloads":
        case "events":
          return;
        case "pods":
        case "podAddresses":
        case "services":
          holders.forget();
          return;
        case "ipamBlocks":
          addresses.forget();
          holders.forget();
          return;
        default:
          reset();
      }
    },
  };
}

function lazy<T>(make: () => T): { get(): T; forget(): void } {
  let kept: { readonly value: T } | null = null;
  return {
    get() {
      kept ??= { value: make() };
      return kept.value;
    },
    forget() {
      kept = null;
    },
  };
}

/** Where an address lies in IPAM. */
export function placeIn(
  view: Pick<ClusterView, "addresses" | "snapshot">,
  ip: string,
): Pick<FloatingIpAssessment, "pool" | "block" | "allocatedTo" | "reserved"> {
  const block = blockOf(view.addresses, ip);
  return {
    pool: poolOf(view.addresses, ip)?.name ?? null,
    block: block?.cidr ?? null,
    allocatedTo: block ? holderOf(block, ip) : null,
    reserved: false,
  };
}

/** From where an address is reached, given what each node does with it. */
export function reachIn(view: Pick<ClusterView, "addresses" | "snapshot">, ip: string, nodes: readonly NodeElection[]): Reach {
  return reachOf(view.snapshot, ip, nodes);
}
