import type { KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import { createControllers, pluralOf } from "./controllers.ts";
import { type Informer, keyOf, startInformer } from "./informer.ts";
import { createIpam, type PlayerPool } from "./ipam.ts";
import { Kubelet, nodeConditions } from "./kubelet.ts";
import { condition, isReady, pathOf, specOf, statusOf } from "./pods.ts";
import { createWorkQueue } from "./work-queue.ts";

export type PlayerOptions = {
  readonly client: KubeClient;
  readonly pools: readonly PlayerPool[];
  /** Where Calico's kinds are served. */
  readonly group?: "crd.projectcalico.org/v1" | "projectcalico.org/v3";
  /** Off where a kube-scheduler or a kube-controller-manager does it. */
  readonly schedules?: boolean;
  readonly controls?: boolean;
  readonly startMs?: number;
  readonly graceMs?: number;
  readonly random?: () => number;
  readonly now?: () => Date;
};

/**
 * Acts as scheduler, kubelet, IPAM and calico-node through any Kubernetes API, so that objects change as they do where pods
 * really run. What it decides about a pod's network is what the CNI plugin would: `lib/domain/forecast.ts`.
 */
export type Player = {
  readonly pods: Informer;
  readonly nodes: Informer;
  /** Power off: the node turns Unknown and unreachable, and its pods not ready. Nothing on it happens any more. */
  failNode(name: string): Promise<void>;
  restoreNode(name: string): Promise<void>;
  setReady(namespace: string, name: string, ready: boolean): Promise<void>;
  finish(namespace: string, name: string, phase: "Succeeded" | "Failed"): Promise<void>;
  evict(namespace: string, name: string): Promise<void>;
  stop(): Promise<void>;
};

const UNREACHABLE = [
  { key: "node.kubernetes.io/unreachable", effect: "NoSchedule" },
  { key: "node.kubernetes.io/unreachable", effect: "NoExecute" },
];
const WORKLOADS = ["deployments", "replicasets", "statefulsets", "daemonsets"] as const;

export async function startPlayer(options: PlayerOptions): Promise<Player> {
  const {
    client,
    pools,
    group = "crd.projectcalico.org/v1",
    schedules = true,
    controls = true,
    startMs = 400,
    graceMs = 1_500,
    random = Math.random,
    now = () => new Date(),
  } = options;
  const families = { v4: pools.some(({ cidr }) => !cidr.includes(":")), v6: pools.some(({ cidr }) => cidr.includes(":")) };
  const kubelet = new Kubelet({ client, ipam: createIpam(client, group, pools), families, startMs, graceMs, now });
  const queue = createWorkQueue(work);
  const started: Informer[] = [];
  const start = async (path: string, onChange: (object: KubeObject, gone: boolean) => void) => {
    const informer = await startInformer(client, path, onChange);
    started.push(informer);
    return informer;
  };

  const workloads = new Map<string, Informer>();
  const configs = await start("/api/v1/namespaces/kube-system/configmaps", () => {});
  const nodes = await start("/api/v1/nodes", () => enqueueAll("DaemonSet"));
  if (controls) {
    for (const plural of WORKLOADS) {
      workloads.set(plural, await start(`/apis/apps/v1/${plural}`, (object, gone) => (gone ? collectGarbage(object) : enqueue(object))));
    }
  }
  const pods = await start("/api/v1/pods", (pod, gone) => {
    if (!gone) queue.add(`Pod ${keyOf(pod)}`);
    for (const { kind, name } of pod.metadata.ownerReferences ?? []) enqueueOwner(kind, pod.metadata.namespace ?? "", name);
  });
  const cache = (plural: (typeof WORKLOADS)[number]): Informer => workloads.get(plural) ?? EMPTY;
  const controllers = createControllers(
    client,
    {
      pods,
      nodes,
      deployments: cache("deployments"),
      replicaSets: cache("replicasets"),
      statefulSets: cache("statefulsets"),
      daemonSets: cache("daemonsets"),
    },
    random,
  );
  queue.resume();

  function enqueue(object: KubeObject): void {
    queue.add(`${object.kind} ${keyOf(object)}`);
    for (const { kind, name } of object.metadata.ownerReferences ?? []) enqueueOwner(kind, object.metadata.namespace ?? "", name);
  }

  function enqueueOwner(kind: string, namespace: string, name: string): void {
    if (controls && (WORKLOADS as readonly string[]).includes(pluralOf(kind))) queue.add(`${kind} ${namespace}/${name}`);
  }

  function enqueueAll(kind: string): void {
    const informer = workloads.get(pluralOf(kind));
    for (const key of informer?.objects.keys() ?? []) queue.add(`${kind} ${key}`);
  }

  function collectGarbage(owner: KubeObject): void {
    const owned = [...pods.objects.values(), ...cache("replicasets").objects.values()].filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
    );
    for (const object of owned) {
      const { namespace, name } = object.metadata;
      const path = object.kind === "Pod" ? pathOf(object) : `/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`;
      void client.remove(path).catch(() => undefined);
    }
  }

  async function work(task: string): Promise<number | undefined> {
    const [kind = "", key = ""] = task.split(" ");
    if (kind !== "Pod") {
      await controllers.reconcile(kind, key);
      return undefined;
    }
    const pod = pods.objects.get(key);
    if (!pod) return undefined;
    const { nodeName } = specOf(pod);
    if (!nodeName) return schedules ? schedule(pod) : undefined;
    if (isCalicoNode(pod) && !statusOf(pod).podIP) kubelet.installed.set(nodeName, cniConfig(pod));
    return kubelet.look(pod, nodes.objects.get(`/${nodeName}`));
  }

  /** The living node with the fewest pods that the pod may run on. */
  async function schedule(pod: KubeObject): Promise<number | undefined> {
    const wanted = Object.entries(specOf(pod).nodeSelector ?? {});
    const load = new Map<string, number>();
    for (const other of pods.objects.values()) {
      const { nodeName = "" } = specOf(other);
      load.set(nodeName, (load.get(nodeName) ?? 0) + 1);
    }
    const fitting = [...nodes.objects.values()].filter(
      (node) => isReady(node) && wanted.every(([label, value]) => node.metadata.labels?.[label] === value),
    );
    const [best] = fitting.toSorted(
      (a, b) => (load.get(a.metadata.name) ?? 0) - (load.get(b.metadata.name) ?? 0) || (a.metadata.name < b.metadata.name ? -1 : 1),
    );
    if (!best) return 1_000;
    const target = { apiVersion: "v1", kind: "Node", name: best.metadata.name };
    await client.create(`${pathOf(pod)}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
      target,
    });
    return undefined;
  }

  function cniConfig(pod: KubeObject): string {
    const name = pod.metadata.labels?.["k8s-app"] === "canal" ? "canal-config" : "calico-config";
    const data = configs.objects.get(`kube-system/${name}`)?.["data"] as Record<string, string> | undefined;
    return data?.["cni_network_config"] ?? "";
  }

  function existing(namespace: string, name: string): KubeObject {
    const pod = pods.objects.get(`${namespace}/${name}`);
    if (!pod) throw new Error(`there is no pod ${namespace}/${name}`);
    return pod;
  }

  const onNode = (name: string) => [...pods.objects.values()].filter((pod) => specOf(pod).nodeName === name);

  return {
    pods,
    nodes,
    async failNode(name) {
      kubelet.deadNodes.add(name);
      await client.merge(`/api/v1/nodes/${name}/status`, { status: { conditions: nodeConditions(false, now()) } });
      await client.merge(`/api/v1/nodes/${name}`, { spec: { taints: UNREACHABLE } });
      for (const pod of onNode(name)) {
        if (isReady(pod))
          await client.merge(`${pathOf(pod)}/status`, { status: { conditions: [condition("Ready", false, "NodeNotReady", now())] } });
      }
    },
    async restoreNode(name) {
      kubelet.deadNodes.delete(name);
      await client.merge(`/api/v1/nodes/${name}`, { spec: { taints: null } });
      await client.merge(`/api/v1/nodes/${name}/status`, { status: { conditions: nodeConditions(true, now()) } });
      for (const pod of onNode(name)) queue.add(`Pod ${keyOf(pod)}`);
    },
    setReady: (namespace, name, ready) => kubelet.setReady(existing(namespace, name), ready),
    async finish(namespace, name, phase) {
      await client.merge(`${pathOf(existing(namespace, name))}/status`, {
        status: { phase, conditions: [condition("Ready", false, "PodCompleted", now())] },
      });
    },
    async evict(namespace, name) {
      const pod = existing(namespace, name);
      await client.create(`${pathOf(pod)}/eviction`, { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } });
    },
    async stop() {
      await Promise.all(started.map((informer) => informer.stop()));
      await queue.stop();
    },
  };
}

const EMPTY: Informer = { objects: new Map(), stop: async () => {} };

function isCalicoNode(pod: KubeObject): boolean {
  return pod.metadata.namespace === "kube-system" && ["calico-node", "canal"].includes(pod.metadata.labels?.["k8s-app"] ?? "");
}
