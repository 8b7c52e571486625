import type { Claim, Family, FloatingIpAssessment, RejectedClaim } from "./assessment.ts";
import type { CniGate } from "./cni-gate.ts";
import type { FelixView, Programs } from "./felix-gate.ts";
import type { Installation } from "./installation.ts";
import type { AddressIndex } from "./pool.ts";
import type { ClusterSnapshot, PodRecord } from "./snapshot.ts";
import type { HolderIndex } from "./whose-address.ts";

/** What one annotated pod claims. */
export type PodClaims = {
  readonly pod: PodRecord;
  readonly claims: readonly Claim[];
  readonly rejected: readonly RejectedClaim[];
  /** Felix of its node crashes on this pod's value, where it programs IPv6 floating IPs. */
  readonly crashesFelix: boolean;
  /** All floating IPs it has to do with, canonical: claimed, rejected, or named in a value that cannot be read. */
  readonly ips: readonly string[];
};

/**
 * The cluster as it is understood at one revision: the snapshot and everything derived from it.
 *
 * It is live, as the snapshot is: read it synchronously. What costs more than a look-up is computed when first read, then kept.
 */
export type ClusterView = {
  readonly snapshot: ClusterSnapshot;
  readonly installation: Installation;
  readonly felix: FelixView;
  readonly cniGate: CniGate;
  /** Pools and blocks by address. */
  readonly addresses: AddressIndex;
  /** Whose an address is. */
  readonly holders: HolderIndex;
  /** All annotated pods, by UID. */
  readonly pods: ReadonlyMap<string, PodClaims>;
  /** UIDs of the annotated pods that have to do with a floating IP, counted or not. */
  readonly podsByIp: ReadonlyMap<string, ReadonlySet<string>>;
  /** UIDs of the annotated pods on a node. */
  readonly podsByNode: ReadonlyMap<string, ReadonlySet<string>>;
  /** By canonical floating IP. */
  readonly assessments: ReadonlyMap<string, FloatingIpAssessment>;
  /** Whether Felix programs claims of a family on a node. */
  programsOn(node: string, family: Family): Programs;
  /** Pods for which the Felix of a node keeps crashing; empty where it does not. */
  crashersOn(node: string): readonly PodRecord[];
};
