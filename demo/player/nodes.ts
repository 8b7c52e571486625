import { isMap, type JsonMap, type KubeObject } from "../api-server/objects.ts";
import { ApiError, type KubeClient } from "./client.ts";
import { condition, isReady, specOf } from "./pods.ts";

export type NewNode = {
  readonly name: string;
  readonly address: string;
  readonly podCidr?: string;
  readonly labels?: Readonly<Record<string, string>>;
};

/** A Node that registers and is ready, as its kubelet would do it. */
export async function joinNode(client: KubeClient, { name, address, podCidr, labels = {} }: NewNode, now = new Date()): Promise<void> {
  await client.create("/api/v1/nodes", {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", ...labels },
      annotations: { "projectcalico.org/IPv4Address": `${address}/24` },
    },
    spec: podCidr ? { podCIDR: podCidr, podCIDRs: [podCidr] } : {},
  });
  await client.patch(
    `/api/v1/nodes/${name}/status`,
    {
      status: {
        addresses: [
          { type: "InternalIP", address },
          { type: "Hostname", address: name },
        ],
        capacity: { cpu: "16", memory: "64Gi", pods: "250" },
        allocatable: { cpu: "16", memory: "64Gi", pods: "250" },
        conditions: [readiness(true, now)],
        nodeInfo: { operatingSystem: "linux", architecture: "amd64", kubeletVersion: "v1.36.1", ...UNKNOWN_SYSTEM },
      },
    },
    "strategic-merge-patch+json",
  );
  // Put there by an admission plugin, and taken away by a controller that need not run here.
  await setTaints(client, name, false);
}

const UNKNOWN_SYSTEM = {
  machineID: "",
  systemUUID: "",
  bootID: "",
  kernelVersion: "",
  osImage: "",
  containerRuntimeVersion: "containerd://2.1.0",
  kubeProxyVersion: "",
};
const UNREACHABLE = "node.kubernetes.io/unreachable";

/** What the node controller does when a node falls silent, and when it is back. */
export async function setAlive(client: KubeClient, name: string, alive: boolean, now: Date): Promise<void> {
  const status = { conditions: [readiness(alive, now)] };
  await client.patch(`/api/v1/nodes/${name}/status`, { status }, "strategic-merge-patch+json");
  await setTaints(client, name, !alive);
}

/** A conflict is the node controller at the same work. */
async function setTaints(client: KubeClient, name: string, unreachable: boolean): Promise<void> {
  const taints = unreachable ? ["NoSchedule", "NoExecute"].map((effect) => ({ key: UNREACHABLE, effect })) : null;
  await client.merge(`/api/v1/nodes/${name}`, { spec: { taints } });
}

function readiness(alive: boolean, now: Date): JsonMap {
  return condition("Ready", alive ? true : "Unknown", alive ? "KubeletReady" : "NodeStatusUnknown", now);
}

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

/** The sign of life that a node controller waits for. */
export async function renewLease(client: KubeClient, node: string, now: Date): Promise<void> {
  const spec = { holderIdentity: node, leaseDurationSeconds: 40, renewTime: now.toISOString().replace("Z", "000Z") };
  try {
    await client.merge(`${LEASES}/${node}`, { spec });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    await client.create(LEASES, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name: node }, spec });
  }
}

export function internalAddress(node: KubeObject): string {
  const status = node["status"] as { readonly addresses?: readonly { readonly type: string; readonly address: string }[] } | undefined;
  return status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
}

type Term = {
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
  readonly matchFields?: readonly { readonly key: string; readonly values?: readonly string[] }[];
};

/**
 * The node that a pod goes to: of those that are ready and that it may run on, one it prefers, else one with few pods.
 *
 * @param load How many pods each node has.
 * @returns Nothing when no node fits.
 */
export function chooseNode(pod: KubeObject, nodes: readonly KubeObject[], load: ReadonlyMap<string, number>): string | undefined {
  const { nodeSelector = {}, affinity } = specOf(pod);
  const rules = isMap(affinity) && isMap(affinity["nodeAffinity"]) ? affinity["nodeAffinity"] : {};
  const required = rules["requiredDuringSchedulingIgnoredDuringExecution"] as { readonly nodeSelectorTerms: readonly Term[] } | undefined;
  const preferred = (rules["preferredDuringSchedulingIgnoredDuringExecution"] ?? []) as readonly { readonly preference: Term }[];
  const fits = (node: KubeObject) =>
    Object.entries(nodeSelector).every(([label, value]) => node.metadata.labels?.[label] === value) &&
    (!required || required.nodeSelectorTerms.some((term) => matches(node, term)));
  const score = (node: KubeObject) => preferred.filter(({ preference }) => matches(node, preference)).length;
  const loadOf = (node: KubeObject) => load.get(node.metadata.name) ?? 0;
  const [best] = nodes
    .filter((node) => isReady(node) && fits(node))
    .toSorted((a, b) => score(b) - score(a) || loadOf(a) - loadOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
  return best?.metadata.name;
}

/** `In` and the names of nodes: what DaemonSets and the day ask for. */
function matches({ metadata: { name, labels = {} } }: KubeObject, { matchExpressions = [], matchFields = [] }: Term): boolean {
  return (
    matchFields.every(({ values = [] }) => values.includes(name)) &&
    matchExpressions.every(({ key, operator, values = [] }) => operator !== "In" || values.includes(labels[key] ?? ""))
  );
}
