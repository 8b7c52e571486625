import "server-only";
import type { TargetQuestion } from "#lib/contract/target-questions.ts";
import { TARGET_KINDS, type Target, TargetKind, type TargetList } from "#lib/contract/targets.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { claimedBy } from "#lib/domain/plan/annotation-edit.ts";
import { pluralOf } from "#lib/domain/plan/as-text.ts";
import { FLOATING_IPS_ANNOTATION, type PodAddressRecord, type PodRecord, type WorkloadRecord } from "#lib/domain/snapshot.ts";
import { doubtAbout } from "#lib/domain/source.ts";
import { workloadOf } from "#lib/domain/workload.ts";
import { explainedOf } from "./explain.ts";

/** What may be found: how well it matches, and how to tell of it, which only the best few are asked for. */
type Candidate = { readonly rank: number; readonly key: string; readonly show: () => Target };

/**
 * The workloads and pods that may be given an address, best match first: the very name, then what begins with it, then what has
 * it anywhere; workloads before what they control, and pods last.
 */
export function listTargets(view: ClusterView, question: TargetQuestion): TargetList {
  const claims = runningClaims(view);
  const best: Candidate[] = [];
  let total = 0;
  for (const candidate of candidatesOf(view, question, claims)) {
    total += 1;
    const last = best.at(-1);
    if (best.length === question.limit && last && isBefore(last, candidate)) continue;
    const at = best.findIndex((held) => isBefore(candidate, held));
    best.splice(at === -1 ? best.length : at, 0, candidate);
    if (best.length > question.limit) best.pop();
  }
  return { items: best.map(({ show }) => show()), total, doubts: doubtsAbout(view, question) };
}

function* candidatesOf(view: ClusterView, question: TargetQuestion, claims: ReadonlyMap<string, ReadonlySet<string>>): Iterable<Candidate> {
  const { snapshot } = view;
  const match = matcher(question);
  for (const workload of snapshot.workloads.values()) {
    const template = claimedBy(workload.templateFloatingIps);
    const running = claims.get(workload.uid) ?? new Set<string>();
    const rank = match(workload, workload.kind, [...template, ...running], workload.controller ? 1 : 0);
    if (rank !== null) yield { rank, key: keyOf(workload), show: () => workloadTarget(workload, template, [...running]) };
  }
  for (const pod of snapshot.pods.values()) {
    const held = claimedBy(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null);
    const rank = match(pod, "Pod", held, 2);
    if (rank === null) continue;
    const owner = () => workloadOf(snapshot, pod);
    yield { rank, key: keyOf(pod), show: () => podTarget(pod, held, owner()) };
  }
  for (const pod of snapshot.podAddresses.values()) {
    // Those that claim have a record of their own.
    if (snapshot.pods.has(pod.uid)) continue;
    const rank = match(pod, "Pod", [], 2);
    if (rank !== null) yield { rank, key: keyOf(pod), show: () => podTarget(pod, [], null) };
  }
}

/** @returns `null` for what is not asked for; less is better. */
function matcher({ q = "", namespace, kind, claiming }: TargetQuestion) {
  const text = q.trim().toLowerCase();
  const words = text.split(/\s+/).filter((word) => word !== "");
  const address = canonicalAddress(text);
  return (
    object: { readonly namespace: string; readonly name: string },
    of: string,
    claims: readonly string[],
    order: number,
  ): number | null => {
    if (namespace !== undefined && object.namespace !== namespace) return null;
    if (kind !== undefined && of !== kind) return null;
    if (claiming && claims.length === 0) return null;
    const name = object.name.toLowerCase();
    const path = `${object.namespace}/${name}`;
    if (address !== null && claims.includes(address)) return order;
    if (!words.every((word) => path.includes(word) || of.toLowerCase().startsWith(word))) return null;
    const closeness = text === name || text === path ? 0 : name.startsWith(text) || path.startsWith(text) ? 1 : 2;
    return closeness * 3 + order;
  };
}

/** Canonical floating IPs that run with pods of a workload, by its UID and by that of what stands between. */
function runningClaims(view: ClusterView): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { pod } of view.pods.values()) {
    if (pod.controller === null) continue;
    const above = workloadOf(view.snapshot, pod)?.record?.uid;
    for (const uid of new Set([pod.controller.uid, above ?? pod.controller.uid])) {
      const held = found.get(uid) ?? new Set();
      for (const ip of claimedBy(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null)) held.add(ip);
      found.set(uid, held);
    }
  }
  return found;
}

export function workloadTarget(workload: WorkloadRecord, template: readonly string[], running: readonly string[]): Target {
  const { kind, namespace, name, current, controller, deployer } = workload;
  return {
    kind: TargetKind.parse(kind),
    namespace,
    name,
    pods: current,
    claims: { template: [...template], running: [...running] },
    deployer: deployer && { ...deployer },
    owner: controller && { kind: controller.kind, name: controller.name },
  };
}

export function podTarget(
  { namespace, name }: PodRecord | PodAddressRecord,
  running: readonly string[],
  owner: { readonly kind: string; readonly name: string } | null,
): Target {
  return {
    kind: "Pod",
    namespace,
    name,
    pods: 1,
    claims: { template: [], running: [...running] },
    deployer: null,
    owner: owner && { kind: owner.kind, name: owner.name },
  };
}

/** A kind that may not be read is not missing: it is not known. */
function doubtsAbout({ snapshot }: ClusterView, { kind, namespace }: TargetQuestion): TargetList["doubts"] {
  const kinds = kind === undefined ? TARGET_KINDS : [kind];
  return kinds.flatMap((of) => {
    const doubt = doubtAbout(snapshot, pluralOf(of), namespace);
    return doubt ? [explainedOf(doubt)] : [];
  });
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.rank === b.rank ? a.key < b.key : a.rank < b.rank;
}
