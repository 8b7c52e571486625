import type { KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import { createControllers, pluralOf } from "./controllers.ts";
import { type Informer, keyOf, startInformer } from "./informer.ts";
import { createIpam, type PlayerPool } from "./ipam.ts";
import { Kubelet } from "./kubelet.ts";
import { chooseNode, renewLease, setAlive } from "./nodes.ts";
import { isFinal, isReady, pathOf, specOf } from "./pods.ts";
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
  /** How long `install-cni` takes where it ran before; nothing unless told. */
  readonly initMs?: number;
  /** Between two signs of life of each node; 0 for none. */
  readonly heartbeatMs?: number;
  /** How many things it does at once; with one, the order of what happens is the same each time. */
  readonly workers?: number;
  /** What went wrong; it is tried again. */
  readonly onError?: (task: string, error: unknown) => void;
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
    initMs = 0,
    heartbeatMs = 10_000,
    workers = 4,
    onError = () => {},
    random = Math.random,
    now = () => new Date(),
  } = options;
  const families = { v4: pools.some(({ cidr }) => !cidr.includes(":")), v6: pools.some(({ cidr }) => cidr.includes(":")) };
  const kubelet = new Kubelet({ client, ipam: createIpam(client, group, pools), families, startMs, graceMs, initMs, now });
  const queue = createWorkQueue(work, { workers, onError });
  const started: Informer[] = [];
  const endings: (() => Promise<void>)[] = [];
  /** By node: when it died, and the calico-node pod that installed the CNI configuration last. */
  const diedAt = new Map<string, number>();
  const installers = new Map<string, string>();
  const start = async (path: string, onChange: (object: KubeObject, gone: boolean) => void) => {
    const informer = await startInformer(client, path, onChange);
    started.push(informer);
    return informer;
  };

  const workloads = new Map<string, Informer>();
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
    const again = await kubelet.look(pod, nodes.objects.get(`/${nodeName}`));
    if (isCalicoNode(pod) && again === undefined) await install(pod, nodeName);
    return again;
  }

  /** `install-cni` runs once in each calico-node pod: what it read then holds until the next one. */
  async function install(pod: KubeObject, nodeName: string): Promise<void> {
    const { uid = "" } = pod.metadata;
    if (installers.get(nodeName) === uid || kubelet.deadNodes.has(nodeName)) return;
    const name = pod.metadata.labels?.["k8s-app"] === "canal" ? "canal-config" : "calico-config";
    const config = await client.get(`/api/v1/namespaces/kube-system/configmaps/${name}`);
    if (!config) return;
    installers.set(nodeName, uid);
    kubelet.installed.set(nodeName, (config["data"] as Record<string, string> | undefined)?.["cni_network_config"] ?? "");
    for (const other of onNode(nodeName)) queue.add(`Pod ${keyOf(other)}`);
  }

  async function schedule(pod: KubeObject): Promise<number | undefined> {
    if (pod.metadata.deletionTimestamp) return undefined;
    const load = new Map<string, number>();
    for (const other of pods.objects.values()) {
      const { nodeName = "" } = specOf(other);
      load.set(nodeName, (load.get(nodeName) ?? 0) + 1);
    }
    const name = chooseNode(pod, [...nodes.objects.values()], load);
    if (!name) return 1_000;
    const { metadata } = pod;
    await client.create(`${pathOf(pod)}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name: metadata.name, namespace: metadata.namespace },
      target: { apiVersion: "v1", kind: "Node", name },
    });
    return undefined;
  }

  /** What nobody tolerates for longer: the pods of a dead node are deleted, and hang until it is back. */
  async function evictFromDead(): Promise<void> {
    for (const [node, since] of diedAt) {
      for (const pod of onNode(node)) {
        const toleration = specOf(pod).tolerations?.find(({ key }) => key === undefined || key === "node.kubernetes.io/unreachable");
        const tolerated = toleration ? (toleration.tolerationSeconds ?? Number.POSITIVE_INFINITY) : 0;
        const isDue = now().getTime() - since >= tolerated * 1000;
        if (isDue && !pod.metadata.deletionTimestamp && !isFinal(pod)) await client.remove(pathOf(pod));
      }
    }
  }

  async function beat(): Promise<void> {
    const alive = [...nodes.objects.values()].map(({ metadata }) => metadata.name).filter((name) => !kubelet.deadNodes.has(name));
    for (const name of alive) await renewLease(client, name, now());
  }

  /** Something that is done again and again, whatever becomes of it. */
  function every(ms: number, what: string, act: () => Promise<void>): void {
    let running = Promise.resolve();
    const go = () => {
      running = running.then(act).catch((error: unknown) => onError(what, error));
    };
    const timer = setInterval(go, ms);
    go();
    endings.push(async () => {
      clearInterval(timer);
      await running;
    });
  }

  if (heartbeatMs > 0) every(heartbeatMs, "heartbeat", beat);
  // Where a kube-controller-manager runs, it evicts.
  if (controls) every(1_000, "eviction", evictFromDead);

  function onNode(name: string): KubeObject[] {
    return [...pods.objects.values()].filter((pod) => specOf(pod).nodeName === name);
  }

  function existing(namespace: string, name: string): KubeObject {
    const pod = pods.objects.get(`${namespace}/${name}`);
    if (!pod) throw new Error(`there is no pod ${namespace}/${name}`);
    return pod;
  }

  return {
    pods,
    nodes,
    async failNode(name) {
      kubelet.deadNodes.add(name);
      diedAt.set(name, now().getTime());
      await setAlive(client, name, false, now());
      for (const pod of onNode(name)) if (isReady(pod)) await kubelet.loseTouch(pod);
    },
    async restoreNode(name) {
      kubelet.deadNodes.delete(name);
      diedAt.delete(name);
      if (heartbeatMs > 0) await renewLease(client, name, now());
      await setAlive(client, name, true, now());
      for (const pod of onNode(name)) queue.add(`Pod ${keyOf(pod)}`);
    },
    setReady: (namespace, name, ready) => kubelet.setReady(existing(namespace, name), ready),
    finish: (namespace, name, phase) => kubelet.finish(existing(namespace, name), phase),
    async evict(namespace, name) {
      const pod = existing(namespace, name);
      await client.create(`${pathOf(pod)}/eviction`, { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } });
    },
    async stop() {
      for (const end of endings) await end();
      await Promise.all(started.map((informer) => informer.stop()));
      await queue.stop();
    },
  };
}

const EMPTY: Informer = { objects: new Map(), stop: async () => {} };

function isCalicoNode(pod: KubeObject): boolean {
  return pod.metadata.namespace === "kube-system" && ["calico-node", "canal"].includes(pod.metadata.labels?.["k8s-app"] ?? "");
}
