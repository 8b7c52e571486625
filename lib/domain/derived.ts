import type { FloatingIpAssessment } from "./assessment.ts";
import { blockOf, holderOf } from "./block.ts";
import type { ClusterView } from "./cluster-view.ts";
import { assessCniGate } from "./cni-gate.ts";
import { felixViewOf } from "./felix-gate.ts";
import { describeInstallation } from "./installation.ts";
import { addressIndexOf, poolOf, reservationsOn } from "./pool.ts";
import type { ClusterSnapshot, RecordChange } from "./snapshot.ts";
import { createHolderIndex } from "./whose-address.ts";

/** What of a view is derived from the snapshot as a whole: made when first read, and kept while its ground does not change. */
export type Derived = {
  installation(): ClusterView["installation"];
  felix(): ClusterView["felix"];
  cniGate(): ClusterView["cniGate"];
  addresses(): ClusterView["addresses"];
  holders(): ClusterView["holders"];
  /** Before anything is read again: the indexes follow each change, they are never built anew. */
  apply(change: RecordChange): void;
  /** Something that steers the cluster has changed, or how well it is known. */
  reset(): void;
};

export function createDerived(snapshot: ClusterSnapshot): Derived {
  const installation = lazy(() => describeInstallation(snapshot));
  const felix = lazy(() => felixViewOf(snapshot, installation.get()));
  const cniGate = lazy(() => assessCniGate(snapshot, installation.get()));
  const addresses = lazy(() => addressIndexOf(snapshot));
  const holders = lazy(() => createHolderIndex(snapshot));
  return {
    installation: installation.get,
    felix: felix.get,
    cniGate: cniGate.get,
    addresses: addresses.get,
    holders: holders.get,
    apply(change) {
      addresses.kept()?.apply(change);
      holders.kept()?.apply(change);
    },
    reset() {
      for (const part of [installation, felix, cniGate]) part.forget();
    },
  };
}

type Lazy<T> = { get(): T; kept(): T | null; forget(): void };

function lazy<T>(make: () => T): Lazy<T> {
  let kept: { readonly value: T } | null = null;
  return {
    get() {
      kept ??= { value: make() };
      return kept.value;
    },
    kept: () => kept?.value ?? null,
    forget() {
      kept = null;
    },
  };
}

/** Where an address lies in IPAM. */
export function placeIn(
  { addresses }: Pick<ClusterView, "addresses">,
  ip: string,
): Pick<FloatingIpAssessment, "pool" | "block" | "allocatedTo" | "reserved"> {
  const block = blockOf(addresses, ip);
  return {
    pool: poolOf(addresses, ip)?.name ?? null,
    block: block?.cidr ?? null,
    allocatedTo: block && holderOf(block, ip),
    reserved: reservationsOn(addresses, ip).length > 0,
  };
}
