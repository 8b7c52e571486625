import { createHash } from "node:crypto";
import { isMap, type JsonMap, type KubeObject, type OwnerReference } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import type { Informer } from "./informer.ts";
import { isFinal, isReady } from "./pods.ts";

/** The workloads' controllers, for an API server that has no kube-controller-manager: enough of each to roll, scale and clean up. */

export type Caches = {
  readonly pods: Informer;
  readonly nodes: Informer;
  readonly deployments: Informer;
  readonly replicaSets: Informer;
  readonly statefulSets: Informer;
  readonly daemonSets: Informer;
};

type Template = { readonly metadata?: JsonMap; readonly spec: JsonMap };
type WorkloadSpec = {
  readonly replicas?: number;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: Template;
};

const APPS = "/apis/apps/v1/namespaces";
const HASH_LABEL = "pod-template-hash";
const SUFFIX = "bcdfghjklmnpqrstvwxz2456789";

export type Controllers = { reconcile(kind: string, key: string): Promise<void> };

/** @param random Between 0 and 1, for the names of pods. */
export function createControllers(client: KubeClient, caches: Caches, random: () => number): Controllers {
  const suffix = (length: number) => Array.from({ length }, () => SUFFIX[Math.floor(random() * SUFFIX.length)]).join("");

  async function deployment(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const spec = specOf(object);
    const hash = templateHash(spec.template);
    const owned = ownedBy(caches.replicaSets, object);
    const current = owned.find(({ metadata }) => metadata.labels?.[HASH_LABEL] === hash);
    const replicas = spec.replicas ?? 1;
    if (!current) {
      const labels = { ...spec.selector.matchLabels, [HASH_LABEL]: hash };
      await client.create(`${APPS}/${namespace}/replicasets`, {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: { name: `${name}-${hash}`, namespace, labels, ownerReferences: [ownerReference(object)] },
        spec: { replicas, selector: { matchLabels: labels }, template: withLabels(spec.template, labels) },
      });
      return;
    }
    await setReplicas(current, replicas);
    // The new pods first; the old ones go when those are ready.
    const ready = ownedBy(caches.pods, current).filter(isReady).length;
    if (ready >= replicas) for (const old of owned) if (old !== current) await setReplicas(old, 0);
    await setStatus(object, { replicas, readyReplicas: ready, updatedReplicas: ready, availableReplicas: ready });
  }

  async function replicaSet(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const spec = specOf(object);
    const alive = ownedBy(caches.pods, object).filter((pod) => !pod.metadata.deletionTimestamp && !isFinal(pod));
    const wanted = spec.replicas ?? 1;
    for (let count = alive.length; count < wanted; count += 1) await createPod(object, `${name}-${suffix(5)}`, spec.template);
    // Those that are not ready go first, then the youngest.
    const surplus = alive
      .toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)) || compare(b, a))
      .slice(0, Math.max(0, alive.length - wanted));
    for (const pod of surplus) await client.remove(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`);
    const ready = alive.filter(isReady).length;
    await setStatus(object, { replicas: alive.length, readyReplicas: ready, availableReplicas: ready });
  }

  async function statefulSet(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const spec = specOf(object);
    const pods = new Map(ownedBy(caches.pods, object).map((pod) => [pod.metadata.name, pod]));
    const wanted = spec.replicas ?? 1;
    for (let ordinal = 0; ordinal < wanted; ordinal += 1)
      if (!pods.has(`${name}-${ordinal}`)) await createPod(object, `${name}-${ordinal}`, spec.template);
    for (const pod of pods.values()) {
      const ordinal = Number(pod.metadata.name.slice(name.length + 1));
      if (ordinal >= wanted || isFinal(pod)) await client.remove(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`);
    }
    const ready = [...pods.values()].filter(isReady).length;
    await setStatus(object, { replicas: pods.size, readyReplicas: ready, availableReplicas: ready });
  }

  /** One pod a node; a template that changed is rolled out node by node. */
  async function daemonSet(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const { template } = specOf(object);
    const hash = templateHash(template);
    const pods = ownedBy(caches.pods, object).filter((pod) => !pod.metadata.deletionTimestamp);
    const nodes = [...caches.nodes.objects.values()].map(({ metadata }) => metadata.name);
    const nodeOf = (pod: KubeObject) => (isMap(pod["spec"]) ? pod["spec"]["nodeName"] : undefined);
    for (const node of nodes) {
      if (pods.some((pod) => nodeOf(pod) === node) || ownedBy(caches.pods, object).some((pod) => nodeOf(pod) === node)) continue;
      await createPod(
        object,
        `${name}-${suffix(5)}`,
        withLabels({ ...template, spec: { ...template.spec, nodeName: node } }, { "controller-revision-hash": hash }),
      );
    }
    const updated = pods.filter(({ metadata }) => metadata.labels?.["controller-revision-hash"] === hash);
    const outdated = pods.filter((pod) => !updated.includes(pod)).toSorted((a, b) => (String(nodeOf(a)) < String(nodeOf(b)) ? -1 : 1));
    const ready = pods.filter(isReady).length;
    if (outdated[0] && ready === nodes.length) await client.remove(`/api/v1/namespaces/${namespace}/pods/${outdated[0].metadata.name}`);
    await setStatus(object, {
      desiredNumberScheduled: nodes.length,
      currentNumberScheduled: pods.length,
      numberReady: ready,
      numberAvailable: ready,
      updatedNumberScheduled: updated.length,
    });
  }

  async function createPod(owner: KubeObject, name: string, template: Template): Promise<void> {
    const namespace = owner.metadata.namespace ?? "";
    await client.create(`/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...template.metadata, name, namespace, ownerReferences: [ownerReference(owner)] },
      spec: template.spec,
    });
  }

  async function setReplicas(object: KubeObject, replicas: number): Promise<void> {
    if (specOf(object).replicas === replicas) return;
    await client.merge(`${APPS}/${object.metadata.namespace}/replicasets/${object.metadata.name}`, { spec: { replicas } });
  }

  async function setStatus(object: KubeObject, status: JsonMap): Promise<void> {
    const next: JsonMap = { ...status, observedGeneration: object.metadata.generation };
    const present = isMap(object["status"]) ? object["status"] : {};
    if (Object.entries(next).every(([key, value]) => present[key] === value)) return;
    await client.merge(`${APPS}/${object.metadata.namespace}/${pluralOf(object.kind)}/${object.metadata.name}/status`, { status: next });
  }

  const byKind: Readonly<Record<string, readonly [Informer, (object: KubeObject) => Promise<void>]>> = {
    Deployment: [caches.deployments, deployment],
    ReplicaSet: [caches.replicaSets, replicaSet],
    StatefulSet: [caches.statefulSets, statefulSet],
    DaemonSet: [caches.daemonSets, daemonSet],
  };

  return {
    async reconcile(kind, key) {
      const [informer, act] = byKind[kind] ?? [];
      const object = informer?.objects.get(key);
      if (object && act) await act(object);
    },
  };
}

/** The objects of a cache that an owner controls. */
export function ownedBy(informer: Informer, owner: KubeObject): KubeObject[] {
  return [...informer.objects.values()].filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid));
}

export function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}

function specOf(object: KubeObject): WorkloadSpec {
  return object["spec"] as WorkloadSpec;
}

function ownerReference({ apiVersion, kind, metadata: { name, uid = "" } }: KubeObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function withLabels(template: Template, labels: Readonly<Record<string, string>>): Template {
  const present = isMap(template.metadata?.["labels"]) ? template.metadata["labels"] : {};
  return { ...template, metadata: { ...template.metadata, labels: { ...present, ...labels } } };
}

function templateHash(template: Template): string {
  const digest = createHash("sha256").update(JSON.stringify(template)).digest();
  return [...digest.subarray(0, 9)].map((byte) => SUFFIX[byte % SUFFIX.length]).join("");
}

function compare(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${String(metadata.resourceVersion).padStart(12)}`);
  return (left ?? "") < (right ?? "") ? -1 : 1;
}
