import { compareAddresses } from "./address.ts";
import { type AssessContext, assessFloatingIp } from "./assess.ts";
import type { Family, FelixGate, FloatingIpAssessment } from "./assessment.ts";
import { createClaimIndex } from "./claim-index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { placeIn } from "./derived.ts";
import { type FelixView, felixViewOf } from "./felix-gate.ts";
import { earliestFreeAddress } from "./free-address.ts";
import { isEqual } from "./is-equal.ts";
import { podKnowledgeOf } from "./pod-knowledge.ts";
import { reachOf } from "./reach.ts";
import { type ClusterSnapshot, FLOATING_IPS_ANNOTATION, type PodRecord } from "./snapshot.ts";

/** What would be different. */
export type WhatIfEdit = {
  readonly remove: readonly (
    | { readonly kind: "pod"; readonly namespace: string; readonly name: string }
    | { readonly kind: "node"; readonly name: string }
  )[];
  readonly add: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly node: string;
    /** Empty: one per family that its floating IPs need, the earliest free address of the node as text. */
    readonly podIps: readonly string[];
    readonly floatingIps: readonly string[];
  }[];
  /** Pods as they would be, by UID; also those that claim nothing yet. */
  readonly change?: readonly PodRecord[];
  /** The effective Felix gate, whatever decides it now; of every node where `node` is `null`. The last one wins. */
  readonly felix: readonly { readonly node: string | null; readonly value: Exclude<FelixGate, "Unknown"> }[];
};

export type WhatIfChange = {
  readonly ip: string;
  readonly before: FloatingIpAssessment | null;
  readonly after: FloatingIpAssessment | null;
};

/**
 * Decides what an event would change, with the functions that decide what is.
 *
 * A node that dies takes its pods with it; that Calico would still count them until their Pod objects are gone is said
 * elsewhere. A pod that would start gets the address that sorts first, the worst case: it may take a floating IP from a
 * healthy backend.
 *
 * @returns Only floating IPs that would differ, by value of the address. `after` is `null` when nothing claims it any more.
 */
export function whatIf(view: ClusterView, edit: WhatIfEdit): readonly WhatIfChange[] {
  const index = createClaimIndex(view.pods.values());
  const touched = new Set<string>();
  const put = (uid: string, pod: PodRecord | undefined) => {
    for (const ip of index.put(uid, pod)) touched.add(ip);
  };
  for (const uid of removedPods(view, edit)) put(uid, undefined);
  for (const pod of [...addedPods(view, edit), ...(edit.change ?? [])]) put(pod.uid, pod);
  for (const { node } of edit.felix) for (const ip of node === null ? index.podsByIp.keys() : index.ipsOn(node)) touched.add(ip);

  const programs = forcedPrograms(view, edit);
  const context: AssessContext = {
    programsOn: programs,
    crashersOn: (node) => (programs(node, 6).programs === "no" ? [] : index.crashersOn(node)),
    podKnowledge: podKnowledgeOf(view.snapshot.sources),
    placeOf: (ip) => placeIn(view, ip),
    reachOf: (ip, nodes) => reachOf(view, ip, nodes),
  };
  return [...touched]
    .map((ip): WhatIfChange => {
      const { claims, rejected } = index.claimsOf(ip);
      const after = index.podsByIp.has(ip) ? assessFloatingIp(context, ip, claims, rejected) : null;
      return { ip, before: view.assessments.get(ip) ?? null, after };
    })
    .filter(({ before, after }) => !isEqual(before, after))
    .toSorted((a, b) => compareAddresses(a.ip, b.ip));
}

function removedPods({ pods }: ClusterView, { remove }: WhatIfEdit): readonly string[] {
  const names = new Set(remove.flatMap((what) => (what.kind === "pod" ? `${what.namespace}/${what.name}` : [])));
  const nodes = new Set(remove.flatMap((what) => (what.kind === "node" ? what.name : [])));
  return [...pods.values()]
    .filter(({ pod }) => names.has(`${pod.namespace}/${pod.name}`) || (pod.node !== null && nodes.has(pod.node)))
    .map(({ pod }) => pod.uid);
}

function addedPods(view: ClusterView, { add }: WhatIfEdit): readonly PodRecord[] {
  const taken = new Set<string>();
  return add.map(({ namespace, name, node, podIps, floatingIps }, ordinal) => {
    const addresses = podIps.length > 0 ? podIps : freeAddresses(view, node, floatingIps, taken);
    for (const address of addresses) taken.add(address);
    return {
      uid: `what-if-${ordinal}`,
      namespace,
      name,
      resourceVersion: "",
      node,
      hostNetwork: false,
      phase: "Running",
      createdAt: null,
      deletionTimestamp: null,
      statusPodIps: addresses,
      annotations: { [FLOATING_IPS_ANNOTATION]: JSON.stringify(floatingIps) },
      ready: true,
      readySince: null,
      controller: null,
      unreachableTolerationSeconds: null,
      disruption: null,
      statusReason: null,
      templateHash: null,
      claimManager: null,
      claimManagedAt: null,
    };
  });
}

function freeAddresses(view: ClusterView, node: string, floatingIps: readonly string[], taken: ReadonlySet<string>) {
  const families = new Set<Family>(floatingIps.map((ip) => (ip.includes(":") ? 6 : 4)));
  return [...families].toSorted().flatMap((family) => earliestFreeAddress(view.snapshot, node, family, taken) ?? []);
}

/** The variable of the DaemonSet is what wins over every FelixConfiguration, so it stands for "whatever decides it". */
function forcedPrograms(view: ClusterView, { felix }: WhatIfEdit): ClusterView["programsOn"] {
  const views = new Map<string, FelixView>();
  return (node, family) => {
    const forced = felix.findLast((gate) => gate.node === null || gate.node === node);
    if (!forced) return view.programsOn(node, family);
    const asForced = views.get(forced.value) ?? felixViewOf(withGate(view.snapshot, forced.value));
    views.set(forced.value, asForced);
    return asForced.programsOn(node, family);
  };
}

function withGate(snapshot: ClusterSnapshot, value: string): ClusterSnapshot {
  const variable = { name: "FELIX_FLOATINGIPS", value, configMapKey: null, opaque: false };
  const daemonSets = [...snapshot.daemonSets].map(([key, daemonSet]) => {
    const containers = daemonSet.containers.map((container) => ({
      ...container,
      env: [...container.env.filter(({ name }) => name.toUpperCase() !== variable.name), variable],
    }));
    return [key, { ...daemonSet, containers }] as const;
  });
  return { ...snapshot, identity: snapshot.identity, sources: snapshot.sources, daemonSets: new Map(daemonSets) };
}
