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
  readonly podManagementPolicy?: string;
  readonly updateStrategy?: { readonly type?: string };
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly template: Template;
};

/** A cluster keeps ten; here the past is of no use. */
const KEPT_REVISIONS = 2;
const APPS = "/apis/apps/v1/namespaces";
const HASH_LABEL = "pod-template-hash";
const REVISION_LABEL = "controller-revision-hash";
const GENERATION_LABEL = "pod-template-generation";
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
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
        spec: {
          replicas: owned.length === 0 ? replicas : 1,
          selector: { matchLabels: labels },
          template: withLabels(spec.template, labels),
        },
      });
      return;
    }
    // One more than wanted at any time: a new pod first, and when it is ready an old one goes.
    const ready = ownedBy(caches.pods, current).filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length;
    const olds = owned.filter((set) => set !== current);
    let left = Math.max(0, replicas - ready);
    for (const old of olds) {
      const kept = Math.min(specOf(old).replicas ?? 0, left);
      left -= kept;
      await setReplicas(old, kept);
    }
    const oldPods = olds.reduce((sum, old) => sum + Math.min(specOf(old).replicas ?? 0, Math.max(0, replicas - ready)), 0);
    await setReplicas(
      current,
      oldPods === 0 ? replicas : Math.max(specOf(current).replicas ?? 0, Math.min(replicas, replicas + 1 - oldPods)),
    );
    const idle = olds.filter((set) => specOf(set).replicas === 0 && ownedBy(caches.pods, set).length === 0).toSorted(compare);
    for (const old of idle.slice(0, -KEPT_REVISIONS)) await client.remove(`${APPS}/${namespace}/replicasets/${old.metadata.name}`);
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

  /** One ordinal after the other, and from the last to the first where the template changed. */
  async function statefulSet(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const { template, replicas: wanted = 1, podManagementPolicy, updateStrategy } = specOf(object);
    const hash = templateHash(template);
    const pods = new Map(ownedBy(caches.pods, object).map((pod) => [pod.metadata.name, pod]));
    const isSettled = (pod: KubeObject | undefined) => pod !== undefined && isReady(pod) && !pod.metadata.deletionTimestamp;
    for (let ordinal = 0; ordinal < wanted; ordinal += 1) {
      const pod = pods.get(`${name}-${ordinal}`);
      if (!pod) await createPod(object, `${name}-${ordinal}`, withLabels(template, { [REVISION_LABEL]: hash }));
      if (!isSettled(pod) && podManagementPolicy !== "Parallel") break;
    }
    const ordinalOf = (pod: KubeObject) => Number(pod.metadata.name.slice(name.length + 1));
    const doomed = [...pods.values()].filter((pod) => ordinalOf(pod) >= wanted || isFinal(pod));
    const last = [...pods.values()]
      .toSorted((a, b) => ordinalOf(b) - ordinalOf(a))
      .find(({ metadata }) => metadata.labels?.[REVISION_LABEL] !== hash);
    if (last && updateStrategy?.type !== "OnDelete" && doomed.length === 0 && pods.size === wanted && [...pods.values()].every(isSettled))
      doomed.push(last);
    for (const pod of doomed) {
      if (!pod.metadata.deletionTimestamp) await client.remove(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}`);
    }
    const ready = [...pods.values()].filter(isReady).length;
    await setStatus(object, { replicas: pods.size, readyReplicas: ready, availableReplicas: ready });
  }

  /** One pod a node; a template that changed is rolled out node by node. */
  async function daemonSet(object: KubeObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const { template, updateStrategy } = specOf(object);
    const hash = templateHash(template);
    const labels = { [REVISION_LABEL]: hash, [GENERATION_LABEL]: object.metadata.annotations?.[TEMPLATE_GENERATION] ?? "" };
    const pods = ownedBy(caches.pods, object).filter((pod) => !pod.metadata.deletionTimestamp);
    const nodes = [...caches.nodes.objects.values()].map(({ metadata }) => metadata.name);
    const nodeOf = (pod: KubeObject) => (isMap(pod["spec"]) ? pod["spec"]["nodeName"] : undefined);
    for (const node of nodes) {
      if (pods.some((pod) => nodeOf(pod) === node) || ownedBy(caches.pods, object).some((pod) => nodeOf(pod) === node)) continue;
      await createPod(object, `${name}-${suffix(5)}`, withLabels({ ...template, spec: { ...template.spec, nodeName: node } }, labels));
    }
    const updated = pods.filter(({ metadata }) => metadata.labels?.[REVISION_LABEL] === hash);
    const outdated = pods.filter((pod) => !updated.includes(pod)).toSorted((a, b) => (String(nodeOf(a)) < String(nodeOf(b)) ? -1 : 1));
    const ready = pods.filter(isReady).length;
    const rolls = updateStrategy?.type !== "OnDelete" && ready === nodes.length;
    if (outdated[0] && rolls) await client.remove(`/api/v1/namespaces/${namespace}/pods/${outdated[0].metadata.name}`);
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
