import "server-only";
import type { CollectionName, SnapshotCollections } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";

/** A kind of Calico's own: cluster-scoped, in the group that discovery finds. */
export function calicoKind<C extends CollectionName>(
  resource: string,
  collection: C,
  decode: (object: unknown) => SnapshotCollections[C],
): Kind {
  return {
    resource,
    group: "calico",
    version: "",
    scope: "cluster",
    isLarge: false,
    fieldSelector: null,
    collections: [collection],
    decode: (object) => ({ [collection]: decode(object) }),
  };
}
