import { parseAddress } from "../address.ts";
import type { Family } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { isFinished, podAddressesOf } from "../pod-addresses.ts";
import { type Reason, reason } from "../reason.ts";
import type { ClusterSnapshot, PodRecord, WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import type { Refusal, Scope, Target, TargetObjects } from "./plan.ts";

const FAMILIES: readonly Family[] = [4, 6];

/**
 * Why a target cannot be given a claim, or have one withdrawn, in this scope.
 *
 * @param scope `running` for a target that is a pod: it has no template.
 */
export function checkTarget(view: ClusterView, target: Target, scope: Scope, { workload, pods }: TargetObjects): readonly Refusal[] {
  const name = `${target.namespace}/${target.name}`;
  const facts = { kind: target.kind, target: name };
  const no = (code: string, more: Reason["facts"] = {}, pointer = "/target"): Refusal[] => [
    { code: "target-unsupported", pointer, reason: reason(code, { ...facts, ...more }) },
  ];
  if (target.kind === "Pod") {
    const [pod] = pods;
    if (!pod) return no("target-not-found");
    return [...(scope === "running" ? [] : no("target-pod-has-no-template", ownerFacts(view, pod), "/scope")), ...podRefusals(pod)];
  }
  if (!workload) return no("target-not-found");
  if (workload.deletionTimestamp !== null) return no("target-terminating");
  if (workload.templateHostNetwork) return no("target-host-network");
  if (scope === "running") return [];
  if (target.kind === "Job") return no("target-template-immutable", {}, "/scope");
  if (workload.controller)
    return no("target-controlled", { owner: `${workload.controller.kind} ${target.namespace}/${workload.controller.name}` });
  return [];

  function podRefusals(pod: PodRecord): readonly Refusal[] {
    if (pod.hostNetwork) return no("target-host-network");
    if (isFinished(pod)) return no("target-finished");
    return pod.deletionTimestamp === null ? [] : no("target-terminating");
  }
}

function ownerFacts(view: ClusterView, pod: PodRecord): Reason["facts"] {
  const owner = workloadOf(view.snapshot, pod);
  return { isOwned: owner !== null, owner: owner ? `${owner.kind} ${pod.namespace}/${owner.name}` : null };
}

/** The pods of a target whose annotation can be edited with an effect: not on the host's network, and neither over nor going. */
export function livePods({ pods }: TargetObjects): readonly PodRecord[] {
  return pods
    .filter((pod) => !pod.hostNetwork && !isFinished(pod) && pod.deletionTimestamp === null)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The families that all pods of a target have addresses of: an item of another keeps a pod from starting.
 *
 * @returns Where none of them has an address yet: what the pods of the cluster have, or `null` if there are none.
 */
export function familiesOf(snapshot: Pick<ClusterSnapshot, "podAddresses">, pods: readonly PodRecord[]): ReadonlySet<Family> | null {
  const own = pods.map(familiesOfPod).filter((families) => families.size > 0);
  if (own.length > 0) return new Set(FAMILIES.filter((family) => own.every((families) => families.has(family))));
  const found = new Set<Family>();
  for (const { ips } of snapshot.podAddresses.values()) {
    for (const ip of ips) found.add(ip.includes(":") ? 6 : 4);
    if (found.size === 2) break;
  }
  return found.size === 0 ? null : found;
}

/** The same for each object by itself: of a pod what it has, of a workload what those of its pods have that are known. */
export function familiesIn({ snapshot, pods }: ClusterView): (object: PodRecord | WorkloadRecord) => ReadonlySet<Family> | null {
  return (object) => {
    if (!("kind" in object)) return familiesOf(snapshot, [object]);
    const own = [...pods.values()].map(({ pod }) => pod).filter((pod) => workloadOf(snapshot, pod)?.record?.uid === object.uid);
    return familiesOf(snapshot, own);
  };
}

function familiesOfPod(pod: PodRecord): ReadonlySet<Family> {
  const read = podAddressesOf(pod);
  return new Set(read.ok ? read.addresses.flatMap(({ text }) => parseAddress(text.split("/")[0] ?? "")?.family ?? []) : []);
}

/** What a change of a template does to the pods that run: at once one after the other, or nothing until each is made anew. */
export type Rollout = { readonly kind: "now" | "later"; readonly count: number; readonly reason: Reason };

export function rolloutOf(workload: WorkloadRecord): Rollout {
  const { kind, namespace, name, current, updateStrategy, paused } = workload;
  const facts = { kind, target: `${namespace}/${name}`, count: current ?? 0 };
  const later = (why: string): Rollout => ({ kind: "later", count: facts.count, reason: reason("rollout-later", { ...facts, why }) });
  if (kind === "CronJob" || kind === "ReplicaSet") return later("kind");
  if (updateStrategy === "OnDelete") return later("strategy");
  if (paused) return later("paused");
  return { kind: "now", count: facts.count, reason: reason("rollout-now", { ...facts, strategy: updateStrategy ?? "RollingUpdate" }) };
}
