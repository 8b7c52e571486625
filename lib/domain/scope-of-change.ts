import { canonicalAddress, cidrContains, parseCidr } from "./address.ts";
import type { FloatingIpAssessment } from "./assessment.ts";
import { isEqual } from "./is-equal.ts";
import type {
  ClusterSnapshot,
  IPAMBlockRecord,
  NodeRecord,
  PodRecord,
  RecordChange,
  ServiceRecord,
  SnapshotChange,
  SourceStatus,
} from "./snapshot.ts";

/** What has to be decided again after a change. */
export type Scope =
  | { readonly kind: "pod"; readonly uid: string }
  /** Floating IPs with a claim on a node. */
  | { readonly kind: "node"; readonly node: string }
  /** Floating IPs that are one of these addresses, canonical: somebody else got or lost it. */
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  /** Floating IPs inside a block. Whether the block itself came or went tells how to find them. */
  | { readonly kind: "block"; readonly cidr: string; readonly isNew: boolean }
  /** What is told about a pod, not what it claims. */
  | { readonly kind: "told-of-pod"; readonly uid: string }
  /** Floating IPs of the pods that a workload runs, itself or through another one. */
  | { readonly kind: "workload"; readonly uid: string }
  | { readonly kind: "everything" };

/**
 * What a change of one record can have an effect on. Where the answer is not plainly narrow, it is everything: the
 * objects that steer a whole cluster change a few times a day.
 *
 * @returns Several scopes where a record stands for several things; empty for a change that changes nothing.
 */
export function scopesOf(change: RecordChange): readonly Scope[] {
  switch (change.collection) {
    case "pods":
      return [
        { kind: "pod", uid: change.key },
        addressScope([...(change.before?.statusPodIps ?? []), ...(change.after?.statusPodIps ?? [])]),
      ];
    case "podAddresses":
      return [addressScope([...(change.before?.ips ?? []), ...(change.after?.ips ?? [])])];
    case "services":
      return [addressScope(present([change.before, change.after]).flatMap(addressesOfService))];
    case "nodes":
      return scopesOfNode(change.before, change.after);
    case "ipamBlocks":
      return scopesOfBlock(change.before, change.after);
    case "events":
      return present([change.before, change.after]).map((event) => ({ kind: "told-of-pod", uid: event.pod.uid }));
    case "workloads":
      return [{ kind: "workload", uid: change.key }];
    default:
      return [{ kind: "everything" }];
  }
}

function addressesOfService(service: ServiceRecord): readonly string[] {
  return [...service.clusterIps, ...service.externalIps, ...service.loadBalancerIps];
}

function addressScope(raw: readonly string[]): Scope {
  return { kind: "addresses", addresses: [...new Set(raw.flatMap((text) => canonicalAddress(text) ?? []))] };
}

/** Readiness and taints come and go, and only the rules about claims there read them. All else may steer Calico. */
function scopesOfNode(before: NodeRecord | undefined, after: NodeRecord | undefined): readonly Scope[] {
  if (!before || !after || !isEqual(steeringPart(before), steeringPart(after))) return [{ kind: "everything" }];
  return [{ kind: "node", node: after.name }];
}

function steeringPart({ resourceVersion, ready, readySince, unreachable, unschedulable, ...steering }: NodeRecord): Partial<NodeRecord> {
  return steering;
}

/** An address that is given out or comes back tells on the block, and on the forecasts for its node. */
function scopesOfBlock(before: IPAMBlockRecord | undefined, after: IPAMBlockRecord | undefined): readonly Scope[] {
  const records = present([before, after]);
  const isNew = !before || !after || before.cidr !== after.cidr || before.deleted !== after.deleted;
  const nodes = records.flatMap(({ affinity }) => (affinity?.startsWith("host:") ? affinity.slice("host:".length) : []));
  return [
    ...[...new Set(records.map(({ cidr }) => cidr))].map((cidr) => ({ kind: "block", cidr, isNew }) as const),
    ...[...new Set(nodes)].map((node) => ({ kind: "node", node }) as const),
  ];
}

/** The floating IPs inside a block: those that say so, or, for a block that is new, those whose address lies in it. */
export function ipsInBlock(
  ips: Iterable<string>,
  assessments: ReadonlyMap<string, FloatingIpAssessment>,
  { cidr, isNew }: Extract<Scope, { kind: "block" }>,
): readonly string[] {
  const range = isNew ? parseCidr(cidr) : null;
  return [...ips].filter((ip) => assessments.get(ip)?.block === cidr || (range && cidrContains(range, ip)));
}

/** Whether one of some workloads is the controller of a pod, or the controller of that one (Deployment, ReplicaSet, pod). */
export function isRunBy({ workloads }: ClusterSnapshot, { controller }: PodRecord, uids: ReadonlySet<string>): boolean {
  if (controller === null) return false;
  return uids.has(controller.uid) || uids.has(workloads.get(controller.uid)?.controller?.uid ?? "");
}

function present<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value) => value !== undefined);
}

/** What of the sources and the identity has an effect: all but the proofs of life, which come every few seconds. */
export function standingOf({ sources, identity }: ClusterSnapshot): readonly unknown[] {
  const status = ({ source, state, since, code }: SourceStatus) => [source, state, since, code];
  return [[...sources.values()].map(status), identity.name, identity.kubernetesVersion, identity.apiGroup];
}

export function isRecordChange(change: SnapshotChange): change is RecordChange {
  return change.collection !== "sources" && change.collection !== "identity";
}
