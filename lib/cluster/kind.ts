import "server-only";
import type { CollectionName, SnapshotCollections } from "#lib/domain/snapshot.ts";

/** What one object gives. A collection of the kind that is not named here holds nothing of this object. */
export type Decoded = { readonly [C in CollectionName]?: SnapshotCollections[C] };

/** One kind of the Kubernetes API, and what is kept of it. */
export type Kind = {
  /** The plural. */
  readonly resource: string;
  /** `""` for the core group; `calico` for the group that discovery finds Calico's objects in. */
  readonly group: string;
  readonly version: string;
  /** Where it is watched: cluster-wide by nature, by namespace, or only where Calico itself lives. */
  readonly scope: "cluster" | "namespaced";
  /** So many that the first list is better streamed than paged. */
  readonly isLarge: boolean;
  readonly fieldSelector: string | null;
  readonly collections: readonly CollectionName[];
  /** @throws {import("zod").ZodError} When even the object's metadata cannot be read. */
  readonly decode: (object: unknown) => Decoded;
};

/** By what a collection is keyed. The records' own comments say the same. */
export const COLLECTION_KEYS: Readonly<Record<CollectionName, "uid" | "name" | "namespace/name">> = {
  pods: "uid",
  podAddresses: "uid",
  calicoNodePods: "uid",
  nodes: "name",
  configMaps: "namespace/name",
  daemonSets: "namespace/name",
  felixConfigurations: "name",
  ipPools: "name",
  ipamBlocks: "name",
  ipReservations: "name",
  services: "uid",
  bgpConfigurations: "name",
  clusterInformations: "name",
  installations: "name",
  workloads: "uid",
  events: "uid",
};
