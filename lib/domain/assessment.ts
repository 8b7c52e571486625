import type { Reason } from "./reason.ts";
import type { PodRecord } from "./snapshot.ts";

/** Types of what this folder decides about one floating IP. Who decides what: `docs/design.md`. */

export type Family = 4 | 6;

/** A claim that counts: Felix would program it on the pod's node. Identity is the pod's UID. */
export type Claim = {
  /** Canonical text (RFC 5952), as Felix compares it. */
  readonly floatingIp: string;
  readonly family: Family;
  readonly pod: PodRecord;
  readonly node: string;
  /** The pod's own address of that family, canonical text: what the election compares. */
  readonly podIp: string;
};

/** A claim that does not count, and why. */
export type RejectedClaim = {
  readonly pod: PodRecord;
  /** The item as written; `null` when the whole value or the whole pod is rejected. */
  readonly item: string | null;
  /** The floating IP the item would mean, canonical; `null` when it means none. */
  readonly floatingIp: string | null;
  readonly reason: Reason;
  /** The whole pod is off the network, because Calico cannot read the value. */
  readonly dropsPod: boolean;
};

export type FloatingIpState = "serving" | "split" | "unserved" | "disabled" | "unknown";

export type FelixGate = "Enabled" | "Disabled" | "Unknown";

/** One node that holds claims that count. */
export type NodeElection = {
  readonly node: string;
  readonly felixGate: FelixGate;
  /** What Felix programs there now; `null` when it programs nothing, or nobody can know (`reason` says which). */
  readonly backend: Claim | null;
  /** In Felix's order. When nothing is programmed: all claims of the node in that order. */
  readonly standbys: readonly Claim[];
  readonly reason: Reason | null;
  /** Whether the dataplane programs claims of this family here: yes, no, or it cannot be known. */
  readonly programs: "yes" | "no" | "unknown";
};

export type Reach = { readonly scope: "cluster" | "node" | "none" | "unknown"; readonly reason: Reason };

export type FloatingIpAssessment = {
  readonly ip: string;
  readonly family: Family;
  readonly state: FloatingIpState;
  /** Why the state is not `serving`; `null` when it is. */
  readonly stateReason: Reason | null;
  /** All nodes that hold a claim that counts, in text order of name. */
  readonly nodes: readonly NodeElection[];
  readonly rejected: readonly RejectedClaim[];
  readonly reach: Reach;
  /** Name of the IP pool, and CIDR of the block, that hold the address. */
  readonly pool: string | null;
  readonly block: string | null;
  /** Who holds the address in IPAM, as text. */
  readonly allocatedTo: string | null;
  readonly reserved: boolean;
};

export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something worth telling: what a rule of `diagnose/` found. */
export type Finding = {
  readonly code: string;
  readonly severity: Severity;
  readonly subject: { readonly kind: string; readonly namespace: string | null; readonly name: string };
  /** Canonical floating IPs it concerns, sorted by value; empty when none. */
  readonly ips: readonly string[];
  readonly facts: Reason["facts"];
};
