import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { KubeClient } from "../player/client.ts";

/** One workload of the day. */
export type Workload = {
  readonly kind: "Deployment" | "StatefulSet" | "Pod";
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** All its pods on this node; else wherever there is room. */
  readonly node?: string;
  /** The node is only preferred: without it they go elsewhere. */
  readonly movable?: boolean;
  /** Pods of a new template only where the old one is deleted by hand. */
  readonly onDelete?: boolean;
  readonly floatingIps?: readonly string[];
  /** The annotation on the workload itself, where it has no effect. */
  readonly onItself?: readonly string[];
};

const served = (namespace: string, name: string, node: string, last: number, replicas = 2): Workload => ({
  kind: "Deployment",
  namespace,
  name,
  replicas,
  node,
  floatingIps: [`10.99.0.${last}`],
});

/** A second ingress on another node: a split. */
export const INGRESS_CANARY: Workload = {
  kind: "Pod",
  namespace: "edge",
  name: "ingress-canary",
  replicas: 1,
  node: "node-d",
  floatingIps: ["10.99.0.11"],
};

/** Those that claim floating IPs. Most are well: a backend and a standby on one node, in a pool that IPAM does not draw from. */
export const CLAIMANTS: readonly Workload[] = [
  { kind: "StatefulSet", namespace: "payments", name: "gw", replicas: 2, node: "node-c", onDelete: true, floatingIps: ["10.99.0.12"] },
  served("payments", "gateway", "node-a", 10),
  served("payments", "ledger", "node-b", 20),
  served("payments", "checkout", "node-c", 21),
  { kind: "StatefulSet", namespace: "payments", name: "fraud-scorer", replicas: 1, node: "node-c", floatingIps: ["10.99.0.60"] },
  { kind: "Pod", namespace: "payments", name: "gateway-debug", replicas: 1, node: "node-c" },
  // Here, so that its pods get addresses of one digit: a newer one then sorts earlier as text.
  { kind: "Deployment", namespace: "legacy", name: "billing", replicas: 2, node: "node-c", floatingIps: ["10.99.0.51"] },
  { kind: "Deployment", namespace: "payments", name: "cards", replicas: 2, node: "node-b", floatingIps: ["10.99.0.13", "10.99.0.14"] },
  { kind: "Deployment", namespace: "payments", name: "fx", replicas: 3, node: "node-d", floatingIps: ["10.99.0.15"] },
  {
    kind: "Deployment",
    namespace: "payments",
    name: "vault-proxy",
    replicas: 2,
    node: "node-f",
    movable: true,
    floatingIps: ["10.99.0.16"],
  },
  { kind: "StatefulSet", namespace: "edge", name: "ingress", replicas: 1, node: "node-a", floatingIps: ["10.99.0.11"] },
  INGRESS_CANARY,
  served("edge", "dns", "node-d", 30),
  { kind: "Deployment", namespace: "edge", name: "api", replicas: 2, node: "node-d", floatingIps: ["fd00:10:99::31"] },
  { kind: "StatefulSet", namespace: "edge", name: "lb", replicas: 1, node: "node-b", floatingIps: ["10.99.0.32", "10.99.0.33"] },
  {
    kind: "StatefulSet",
    namespace: "edge",
    name: "cdn-origin",
    replicas: 1,
    node: "node-e",
    floatingIps: ["10.99.0.40", "fd00:10:99::40"],
  },
  // Inside the block of node-d, 10.244.4.0/26: IPAM may give it to a pod.
  { kind: "StatefulSet", namespace: "edge", name: "sip-proxy", replicas: 1, node: "node-d", floatingIps: ["10.244.4.61"] },
  { kind: "StatefulSet", namespace: "edge", name: "mqtt", replicas: 2, node: "node-f", floatingIps: ["10.99.0.41"] },
  {
    kind: "Deployment",
    namespace: "edge",
    name: "websocket",
    replicas: 2,
    node: "node-a",
    floatingIps: ["10.99.0.42", "10.99.0.43", "10.99.0.44"],
  },
  { kind: "StatefulSet", namespace: "legacy", name: "ftp", replicas: 2, node: "node-b", floatingIps: ["10.99.0.50"] },
  { kind: "StatefulSet", namespace: "legacy", name: "proxy", replicas: 1, node: "node-f", floatingIps: ["192.0.2.10"] },
  { kind: "Pod", namespace: "edge", name: "metrics-agent-4", replicas: 1, node: "node-b" },
  ...Array.from({ length: 10 }, (_, index) => served("web", `shop-${index}`, `node-${"abcdf"[index % 5]}`, 100 + index)),
  ...Array.from(
    { length: 8 },
    (_, index): Workload => ({
      kind: "StatefulSet",
      namespace: "web",
      name: `session-${index}`,
      replicas: 2,
      node: `node-${"abcdf"[index % 5]}`,
      floatingIps: [`10.99.0.${120 + index}`],
    }),
  ),
  { kind: "Deployment", namespace: "web", name: "search", replicas: 2, onItself: ["10.99.0.90"] },
];

/** Pods that have nothing to do with floating IPs, as most of a cluster. */
export const OTHERS: readonly Workload[] = [
  ...Array.from({ length: 6 }, (_, index): Workload => ({ kind: "Deployment", namespace: "web", name: `front-${index}`, replicas: 8 })),
  ...Array.from({ length: 6 }, (_, index): Workload => ({ kind: "StatefulSet", namespace: "batch", name: `worker-${index}`, replicas: 6 })),
];

export async function addWorkload(client: KubeClient, workload: Workload): Promise<void> {
  const { kind, namespace, name, replicas, onItself, onDelete } = workload;
  const labels = { app: name };
  const template = { metadata: { labels, annotations: claimOf(workload) }, spec: podSpec(workload) };
  if (kind === "Pod") {
    await client.create(`/api/v1/namespaces/${namespace}/pods`, {
      apiVersion: "v1",
      kind,
      metadata: { name, ...template.metadata },
      spec: template.spec,
    });
    return;
  }
  await client.create(`/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s`, {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, labels, ...(onItself ? { annotations: { [FLOATING_IPS_ANNOTATION]: JSON.stringify(onItself) } } : {}) },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template,
      ...(kind === "StatefulSet" ? { serviceName: name, podManagementPolicy: "Parallel" } : {}),
      ...(onDelete ? { updateStrategy: { type: "OnDelete" } } : {}),
    },
  });
}

function claimOf({ floatingIps }: Workload): Readonly<Record<string, string>> {
  return floatingIps ? { [FLOATING_IPS_ANNOTATION]: JSON.stringify(floatingIps) } : {};
}

/** Short against a real cluster's, as the day is. */
const TOLERATES_SECONDS = 30;

function podSpec({ node, movable }: Workload) {
  const preference = { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] };
  const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] } };
  return {
    ...(node && !movable ? { nodeSelector: { "kubernetes.io/hostname": node } } : {}),
    ...(node && movable ? { affinity } : {}),
    terminationGracePeriodSeconds: 2,
    containers: [{ name: "app", image: "registry.example/app:1" }],
    tolerations: ["not-ready", "unreachable"].map((why) => ({
      key: `node.kubernetes.io/${why}`,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: TOLERATES_SECONDS,
    })),
  };
}
