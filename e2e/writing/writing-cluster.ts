import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../demo/api-server/objects.ts";
import { createClient, credentialsFrom, type KubeClient } from "../../demo/player/client.ts";
import { joinNode } from "../../demo/player/nodes.ts";
import { type Player, startPlayer } from "../../demo/player/player.ts";
import { isFinal, isReady, specOf, statusOf } from "../../demo/player/pods.ts";
import { readFloatingIps } from "../../lib/domain/annotation.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import { applyObject } from "../control-plane/apply-manifest.ts";
import { type ControlPlane, findPrograms, startControlPlane, type User } from "../control-plane/control-plane.ts";
import { until } from "../history/played-cluster.ts";

export const programs = await findPrograms();

/** Where Calico's objects are served: the group that all versions have, and the native one of v3.32. */
export const GROUPS = ["crd.projectcalico.org/v1", "projectcalico.org/v3"] as const;
export type Group = (typeof GROUPS)[number];

const MANIFEST = new URL("../control-plane/calico-minimal.yaml", import.meta.url);
const CNI_TEXT = new URL("../../testdata/cni-config/calico.txt", import.meta.url);
const LABELS = { "k8s-app": "calico-node" };
const NODES = ["node-a", "node-b", "node-c"];

export const CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/calico-config";
export const CALICO_NODE = "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node";
export const FLOATING_POOL = "10.99.0.0/24";

export type NewPod = { readonly name: string; readonly node: string; readonly namespace?: string; readonly claim?: readonly string[] };
export type Elected = { readonly node: string; readonly name: string; readonly podIp: string; readonly standbys: number };

/** A real control plane with Calico's objects in one of its groups, three nodes, both gates open, and the player that acts there. */
export type WritingCluster = {
  readonly controlPlane: ControlPlane;
  readonly client: KubeClient;
  readonly player: Player;
  /** The path of Calico's objects. */
  readonly calico: string;
  /** Waits until it is ready. @returns Its own address. */
  addPod(pod: NewPod): Promise<string>;
  /** Waits until its pods are ready. */
  addDeployment(name: string, replicas: number, claim?: readonly string[], node?: string): Promise<void>;
  /** What Calico's rules give for the pods that the player plays, by node: found here without a function of the console. */
  elected(ip: string): readonly Elected[];
  stop(): Promise<void>;
};

export const podPath = (name: string, namespace = "default") => `/api/v1/namespaces/${namespace}/pods/${name}`;
export const deploymentPath = (name: string) => `/apis/apps/v1/namespaces/default/deployments/${name}`;

export async function startWritingCluster(group: Group, users: readonly User[] = []): Promise<WritingCluster> {
  if (!programs) throw new Error("no control plane at hand");
  const controlPlane = await startControlPlane(programs, { users });
  const client = createClient(await credentialsFrom(controlPlane.kubeconfig("admin")));
  const calico = `/apis/${group}`;
  await defineKinds(controlPlane, group);
  const isServed = () =>
    client.list(`${calico}/felixconfigurations`).then(
      () => true,
      () => false,
    );
  await until(isServed, "Calico's kinds are served");
  await layOut(client, group);
  const player = await startPlayer({ client, group, pools: [{ cidr: "10.244.0.0/16", blockBits: 6 }], startMs: 20, graceMs: 20 });
  const ready = () => [...player.pods.objects.values()].filter(isReady);
  await until(() => ready().length === NODES.length, "calico-node runs on every node");

  return {
    controlPlane,
    client,
    player,
    calico,
    async addPod({ name, node, namespace = "default", claim = [] }) {
      await client.create(`/api/v1/namespaces/${namespace}/pods`, {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, annotations: claimOf(claim) },
        spec: podSpec(node),
      });
      const key = `${namespace}/${name}`;
      await until(() => ready().some((pod) => `${pod.metadata.namespace}/${pod.metadata.name}` === key), `${key} is ready`);
      return statusOf(player.pods.objects.get(key) as KubeObject).podIP ?? "";
    },
    async addDeployment(name, replicas, claim = [], node) {
      const labels = { app: name };
      await client.create("/apis/apps/v1/namespaces/default/deployments", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels, annotations: claimOf(claim) }, spec: podSpec(node) },
        },
      });
      await until(() => ready().filter(({ metadata }) => metadata.labels?.["app"] === name).length === replicas, `${name} has its pods`);
    },
    elected(ip) {
      const claims = [...player.pods.objects.values()].filter((pod) => claimsIp(pod, ip));
      return NODES.flatMap((node) => {
        const here = claims
          .filter((pod) => specOf(pod).nodeName === node)
          .map((pod) => ({ name: pod.metadata.name, podIp: statusOf(pod).podIP ?? "" }))
          .toSorted((a, b) => (a.podIp < b.podIp ? -1 : 1));
        return here[0] ? [{ node, ...here[0], standbys: here.length - 1 }] : [];
      });
    },
    async stop() {
      await player.stop();
      await client.close();
      await controlPlane.stop();
    },
  };
}

function claimsIp(pod: KubeObject, ip: string): boolean {
  const value = pod.metadata.annotations?.[FLOATING_IPS_ANNOTATION];
  const read = value === undefined ? null : readFloatingIps(value);
  return read?.ok === true && read.items.includes(ip) && Boolean(statusOf(pod).podIP) && !isFinal(pod);
}

function claimOf(claim: readonly string[]): Readonly<Record<string, string>> {
  return claim.length > 0 ? { [FLOATING_IPS_ANNOTATION]: JSON.stringify(claim) } : {};
}

function podSpec(nodeName?: string) {
  return { ...(nodeName && { nodeName }), terminationGracePeriodSeconds: 1, containers: [{ name: "app", image: "example.invalid/app" }] };
}

/** The project's own minimal definitions, in the group that is asked for. */
async function defineKinds({ url, token }: ControlPlane, group: Group): Promise<void> {
  const [name = "", version = ""] = group.split("/");
  const text = (await readFile(MANIFEST, "utf8"))
    .replaceAll("crd.projectcalico.org", name)
    .replaceAll("- name: v1\n", `- name: ${version}\n`);
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as Parameters<typeof applyObject>[2];
    if (object.kind === "CustomResourceDefinition") await applyObject(url, token("admin"), object);
  }
}

async function layOut(client: KubeClient, group: Group): Promise<void> {
  for (const [index, name] of NODES.entries()) await joinNode(client, { name, address: `192.168.10.${index + 1}` });
  const pool = { cidr: FLOATING_POOL, disabled: true, blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" };
  for (const [kind, name, spec] of [
    ["ClusterInformation", "default", { calicoVersion: "v3.32.1", clusterType: "k8s,bgp", datastoreReady: true }],
    ["FelixConfiguration", "default", { floatingIPs: "Enabled" }],
    ["IPPool", "floating", pool],
  ] as const) {
    await client.create(`/apis/${group}/${kind.toLowerCase()}s`, { apiVersion: group, kind, metadata: { name }, spec });
  }
  const text = (await readFile(CNI_TEXT, "utf8")).replace(
    '"type": "calico",',
    '"type": "calico",\n      "feature_control": {"floating_ips": true},',
  );
  await client.create("/api/v1/namespaces/kube-system/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "calico-config" },
    data: { cni_network_config: text },
  });
  const container = (name: string) => ({ name, image: `quay.io/calico/${name}:v3.32.1` });
  const spec = {
    hostNetwork: true,
    tolerations: [{ operator: "Exists" }],
    initContainers: [container("install-cni")],
    containers: [{ ...container("calico-node"), env: [{ name: "DATASTORE_TYPE", value: "kubernetes" }] }],
  };
  await client.create("/apis/apps/v1/namespaces/kube-system/daemonsets", {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "calico-node", labels: LABELS },
    spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec } },
  });
}
