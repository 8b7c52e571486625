import { test as base } from "@playwright/test";
import { type Console, startConsole, untilReady } from "../console.ts";
import { installCalico } from "../control-plane/calico.ts";
import { type ControlPlane, findPrograms, startControlPlane } from "../control-plane/control-plane.ts";
import type { Kube } from "../kube.ts";

export type RealCluster = { readonly controlPlane: ControlPlane; readonly kube: Kube };

/** Beside `admin`: they may do nothing until a test lets them. */
const USERS = [{ name: "viewer" }, { name: "reader" }];

const programs = await findPrograms();

/** Tests on a control plane of their own, with Calico's objects in it. One for each file, which names it: `test.use({ clusterOf })`. */
export const test = base.extend<{ buoy: Console }, { cluster: RealCluster; clusterOf: string }>({
  // Playwright begins a new worker, and so a new control plane, where this differs.
  clusterOf: ["", { scope: "worker", option: true }],
  cluster: [
    async ({ clusterOf: _ }, use) => {
      if (!programs) throw new Error("no control plane at hand");
      const controlPlane = await startControlPlane(programs, { users: USERS });
      const kube = await installCalico(controlPlane.url, controlPlane.token("admin"));
      await use({ controlPlane, kube });
      await controlPlane.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  buoy: async ({ cluster }, use) => {
    const buoy = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin") });
    await untilReady(buoy.url);
    await use(buoy);
    await buoy.stop();
  },
});

test.skip(!programs, "no control plane: build one with `npm run control-plane`");

export { expect } from "@playwright/test";

export type TestPod = { namespace: string; name: string; node: string; podIp: string; floatingIps?: readonly string[]; ready?: boolean };

export async function addNode(kube: Kube, name: string): Promise<void> {
  await kube.create("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name } });
  await kube.merge(`/api/v1/nodes/${name}/status`, {
    status: { conditions: [{ type: "Ready", status: "True", reason: "Test", message: "" }] },
  });
}

export async function addNamespace(kube: Kube, name: string): Promise<void> {
  await kube.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

/** A pod as the kubelet and the CNI plugin leave it: on its node, with its address, running. */
export async function addPod(kube: Kube, { namespace, name, node, podIp, floatingIps, ready = true }: TestPod): Promise<void> {
  const annotations = floatingIps ? { "cni.projectcalico.org/floatingIPs": JSON.stringify(floatingIps) } : {};
  await kube.create(`/api/v1/namespaces/${namespace}/pods`, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, annotations },
    spec: { nodeName: node, containers: [{ name: "app", image: "example.invalid/app" }] },
  });
  await kube.merge(`/api/v1/namespaces/${namespace}/pods/${name}/status`, {
    status: {
      phase: "Running",
      podIP: podIp,
      podIPs: [{ ip: podIp }],
      conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: new Date().toISOString() }],
    },
  });
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Lets a user list and watch some resources of one namespace. */
export async function letRead(kube: Kube, user: string, namespace: string, resources: readonly string[]): Promise<void> {
  const [name, base] = [`${user}-reads`, `${RBAC}/namespaces/${namespace}`];
  await kube.create(`${base}/roles`, { metadata: { name }, rules: [{ apiGroups: [""], resources, verbs: ["list", "watch"] }] });
  await bind(kube, base, "rolebindings", user, { kind: "Role", name });
}

/** Gives a user a role that stands in the cluster already: a Role of the namespace, else a ClusterRole. */
export async function giveRole(kube: Kube, user: string, role: string, namespace?: string): Promise<void> {
  if (namespace) await bind(kube, `${RBAC}/namespaces/${namespace}`, "rolebindings", user, { kind: "Role", name: role });
  else await bind(kube, RBAC, "clusterrolebindings", user, { kind: "ClusterRole", name: role });
}

async function bind(kube: Kube, base: string, kind: string, user: string, role: { kind: string; name: string }): Promise<void> {
  await kube.create(`${base}/${kind}`, {
    metadata: { name: `${user}-${role.name}` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", ...role },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
}
