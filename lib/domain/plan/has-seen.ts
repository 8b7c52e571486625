import { type ClusterSnapshot, FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { leafOf, type MergePatch, type PlanObject } from "./plan.ts";

/** A write that was stored, and the version that the server gave it. */
export type Stored = {
  readonly object: Pick<PlanObject, "kind" | "namespace" | "name"> & { readonly uid: string | null };
  readonly verb: "create" | "patch" | "delete";
  readonly patch: MergePatch | null;
  readonly resourceVersion: string;
};

/**
 * Whether a snapshot was taken at or after a write: what is derived from it then is what the write came to.
 *
 * Versions of one kind grow, so that a later one has seen it too. Of kinds that the snapshot does not keep with their version,
 * and from which nothing is derived, every snapshot has.
 */
export function hasSeen(snapshot: ClusterSnapshot, { object, verb, patch, resourceVersion }: Stored): boolean {
  const { kind, namespace, name, uid } = object;
  const isAtLeast = (record: { readonly resourceVersion: string } | undefined) =>
    verb === "delete" ? record === undefined : record !== undefined && isNotBefore(record.resourceVersion, resourceVersion);
  switch (kind) {
    case "Pod": {
      const record = snapshot.pods.get(uid ?? "");
      // Without the annotation it is kept as an address only.
      const isReleased = patch !== null && leafOf(patch, FLOATING_IPS_ANNOTATION) === null;
      return isReleased && record === undefined ? true : isAtLeast(record);
    }
    case "ConfigMap":
      return isAtLeast(snapshot.configMaps.get(`${namespace}/${name}`));
    case "FelixConfiguration":
      return isAtLeast(snapshot.felixConfigurations.get(name));
    case "IPReservation":
      return verb === "delete" ? !snapshot.ipReservations.has(name) : hasReservation(snapshot, name, patch);
    case "ValidatingAdmissionPolicy":
    case "ValidatingAdmissionPolicyBinding":
      return true;
    default:
      return isAtLeast(snapshot.workloads.get(uid ?? "") ?? snapshot.daemonSets.get(`${namespace}/${name}`));
  }
}

/** It is kept without its version: what it holds tells. Of one that was created the patch is not at hand. */
function hasReservation({ ipReservations }: ClusterSnapshot, name: string, patch: MergePatch | null): boolean {
  const wanted = patch === null ? undefined : leafOf(patch, "reservedCIDRs");
  const held = ipReservations.get(name)?.reservedCIDRs;
  return held !== undefined && (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(held));
}

/** Versions are opaque by contract and numbers of etcd in fact; what is no number must be the same. */
function isNotBefore(seen: string, written: string): boolean {
  return /^\d+$/.test(seen) && /^\d+$/.test(written) ? BigInt(seen) >= BigInt(written) : seen === written;
}
