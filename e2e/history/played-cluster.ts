import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../demo/api-server/objects.ts";
import { createClient, credentialsFrom, type KubeClient } from "../../demo/player/client.ts";
import { joinNode } from "../../demo/player/nodes.ts";
import { type Player, startPlayer } from "../../demo/player/player.ts";
import { isReady, statusOf } from "../../demo/player/pods.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import { applyObject } from "../control-plane/apply-manifest.ts";
import { type ControlPlane, findPrograms, startControlPlane } from "../control-plane/control-plane.ts";

const MANIFEST = new URL("../control-plane/calico-minimal.yaml", import.meta.url);
const CALICO = "/apis/crd.projectcalico.org/v1";
const GROUP = "crd.projectcalico.org/v1";
const CONFIG = { name: "k8s-pod-network", plugins: [{ type: "calico", feature_control: { floating_ips: true } }] };
const LABELS = { "k8s-app": "calico-node" };

export const programs = await findPrograms();

export type NewPod = { readonly name: string; readonly node: string; readonly floatingIps?: readonly string[] };

/** A real control plane with Calico's objects, three nodes, and the player that acts for kubelets and Calico. */
export type PlayedCluster = {
  readonly controlPlane: ControlPlane;
  readonly kubeconfig: string;
  readonly client: KubeClient;
  readonly player: Player;
  /** Waits until it is ready. @returns Its own address. */
  addPod(pod: NewPod): Promise<string>;
  /** Puts a pod at a given address, as nobody has to play it: for the order of the election. */
  placePod(pod: NewPod & { readonly podIp: string }): Promise<void>;
  setClaim(name: string, value: string | null): Promise<void>;
  /** A node comes back that was deleted, with its calico-node. */
  rejoin(name: string, address: string): Promise<void>;
  setFelixGate(value: "Enabled" | "Disabled"): Promise<void>;
  until(holds: () => boolean | Promise<boolean>, what: string): Promise<void>;
  stop(): Promise<void>;
};

export const PODS = "/api/v1/namespaces/default/pods";

export async function startPlayedCluster(): Promise<PlayedCluster> {
  if (!programs) throw new Error("no control plane at hand");
  const controlPlane = await startControlPlane(programs);
  const client = createClient(await credentialsFrom(controlPlane.kubeconfig("admin")));
  const definitions = parseAllDocuments(await readFile(MANIFEST, "utf8")).map(
    (one) => one.toJS() as Parameters<typeof applyObject>[2] | null,
  );
  for (const definition of definitions) {
    if (definition?.kind === "CustomResourceDefinition") await applyObject(controlPlane.url, controlPlane.token("admin"), definition);
  }
  await until(
    () =>
      client.list(`${CALICO}/felixconfigurations`).then(
        () => true,
        () => false,
      ),
    "Calico's kinds are served",
  );
  await layOut(client);
  const player = await startPlayer({
    client,
    pools: [{ cidr: "10.244.0.0/16", blockBits: 6 }],
    startMs: 20,
    graceMs: 20,
  });
  const isUp = (name: string) => {
    const pod = player.pods.objects.get(`default/${name}`);
    return pod !== undefined && isReady(pod);
  };
  await until(() => [...player.pods.objects.values()].filter(isReady).length === 3, "calico-node runs on every node");

  return {
    controlPlane,
    kubeconfig: controlPlane.kubeconfig("admin"),
    client,
    player,
    async addPod(pod) {
      await client.create(PODS, manifestOf(pod));
      await until(() => isUp(pod.name), `${pod.name} is ready`);
      return statusOf(player.pods.objects.get(`default/${pod.name}`) as KubeObject).podIP ?? "";
    },
    async placePod({ podIp, ...pod }) {
      await client.create(PODS, manifestOf(pod));
      await client.merge(`${PODS}/${pod.name}/status`, {
        status: { phase: "Running", podIP: podIp, podIPs: [{ ip: podIp }], conditions: [{ type: "Ready", status: "True" }] },
      });
    },
    async setClaim(name, value) {
      await client.merge(`${PODS}/${name}`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
    },
    async rejoin(name, address) {
      await joinNode(client, { name, address });
      await player.restoreNode(name);
    },
    async setFelixGate(value) {
      await client.merge(`${CALICO}/felixconfigurations/default`, { spec: { floatingIPs: value } });
    },
    until,
    async stop() {
      await player.stop();
      await client.close();
      await controlPlane.stop();
    },
  };
}

function manifestOf({ name, node, floatingIps = [] }: NewPod): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, annotations: floatingIps.length > 0 ? { [FLOATING_IPS_ANNOTATION]: JSON.stringify(floatingIps) } : {} },
    spec: { nodeName: node, terminationGracePeriodSeconds: 1, containers: [{ name: "app", image: "example.invalid/app" }] },
  };
}

async function layOut(client: KubeClient): Promise<void> {
  for (const [index, name] of ["node-a", "node-b", "node-c"].entries()) {
    await joinNode(client, { name, address: `192.168.10.${index + 1}` });
  }
  for (const [kind, spec] of [
    ["ClusterInformation", { calicoVersion: "v3.32.1", clusterType: "k8s,bgp", datastoreReady: true }],
    ["FelixConfiguration", { floatingIPs: "Enabled" }],
  ] as const) {
    await client.create(`${CALICO}/${kind.toLowerCase()}s`, { apiVersion: GROUP, kind, metadata: { name: "default" }, spec });
  }
  await client.create("/api/v1/namespaces/kube-system/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "calico-config" },
    data: { cni_network_config: JSON.stringify(CONFIG) },
  });
  const container = (name: string) => ({ name, image: `quay.io/calico/${name}:v3.32.1` });
  await client.create("/apis/apps/v1/namespaces/kube-system/daemonsets", {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "calico-node", labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          hostNetwork: true,
          tolerations: [{ operator: "Exists" }],
          initContainers: [container("install-cni")],
          containers: [container("calico-node")],
        },
      },
    },
  });
}

export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  // A server that has just started says of kinds that they are missing: they are asked for again in half a minute.
  const deadline = Date.now() + 70_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it did not come to be that ${what}`);
    await sleep(10);
  }
}
