import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { applyManifest, applyObject } from "../../e2e/control-plane/apply-manifest.ts";
import { calicoManifest } from "../../e2e/control-plane/calico.ts";
import { type ControlPlane, findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { type Kube, kubeAt } from "../../e2e/kube.ts";
import { eventually } from "../testing/eventually.ts";
import type { Cluster } from "./cluster.ts";
import { type ClusterOptions, createCluster } from "./create-cluster.ts";
import { REFLECTOR_TIMING } from "./reflector.ts";
import { isSettled } from "./settled.ts";

const FLOATING_IPS = "cni.projectcalico.org/floatingIPs";
const programs = await findPrograms();
const READERS = ["shop", "nobody"];

let plane: ControlPlane;
let kube: Kube;
const clusters: Cluster[] = [];

beforeAll(async () => {
  if (!programs) return;
  plane = await startControlPlane(programs, { users: READERS.map((name) => ({ name })) });
  kube = kubeAt(plane.url, plane.token("admin"));
  await kube.create("/api/v1/namespaces", { metadata: { name: "shop" } });
});
afterAll(() => plane?.stop());
afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.stop()));
});

function start(user = "admin", options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = createCluster({ kubeconfig: plane.kubeconfig(user), context: null, namespaces: null, ...options });
  clusters.push(cluster);
  cluster.start();
  return cluster;
}

/** A server that has just started says of kinds that they are missing: they are asked for again after a while. */
const SETTLES_WITHIN_MS = 100_000;
const settled = (cluster: Cluster) => eventually(() => expect(isSettled(cluster.snapshot)).toBe(true), SETTLES_WITHIN_MS);
const stateOf = (cluster: Cluster, source: string) => cluster.snapshot.sources.get(source)?.state;
const claimants = (cluster: Cluster) => [...cluster.snapshot.pods.values()].map(({ name }) => name).toSorted();
const statesOf = (cluster: Cluster) => [...new Set([...cluster.snapshot.sources.values()].map(({ state }) => state))].toSorted();

async function addPod(name: string, podIp: string, annotations: Record<string, string> = {}): Promise<void> {
  const spec = { nodeName: "node-a", containers: [{ name: "c", image: "i" }] };
  await kube.create("/api/v1/namespaces/shop/pods", { metadata: { name, annotations }, spec });
  const status = { phase: "Running", podIP: podIp, podIPs: [{ ip: podIp }] };
  await kube.merge(`/api/v1/namespaces/shop/pods/${name}/status`, { status });
}

async function allow(user: string, namespace: string | null, resources: readonly string[]): Promise<void> {
  const kind = namespace === null ? "ClusterRole" : "Role";
  const metadata = { name: `read-${user}`, ...(namespace !== null && { namespace }) };
  const rbac = namespace === null ? "/apis/rbac.authorization.k8s.io/v1" : `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  await kube.create(`${rbac}/${kind.toLowerCase()}s`, {
    metadata,
    rules: [{ apiGroups: ["*"], resources, verbs: ["get", "list", "watch"] }],
  });
  await kube.create(`${rbac}/${kind.toLowerCase()}bindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: metadata.name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
}

describe.skipIf(!programs)("on a real API server", () => {
  test("a cluster without Calico is settled without waiting for it; Calico, installed later, is found", async () => {
    const cluster = start("admin", { timing: { missingGroupMs: 1_000 } });
    await settled(cluster);
    expect(stateOf(cluster, "pods")).toBe("synced");
    expect(stateOf(cluster, "ippools")).toBe("absent");

    await applyManifest(plane.url, plane.token("admin"), calicoManifest());
    await eventually(() => expect(stateOf(cluster, "ippools")).toBe("synced"));
    expect(cluster.snapshot.identity.apiGroup).toBe("crd.projectcalico.org/v1");
    const cniText = () => cluster.snapshot.configMaps.get("kube-system/calico-config")?.data["cni_network_config"] ?? "";
    await eventually(() => expect(cniText()).toContain('"plugins"'));
    const containers = () => cluster.snapshot.daemonSets.get("kube-system/calico-node")?.containers.map(({ name }) => name) ?? [];
    await eventually(() => expect(containers()).toContain("calico-node"));
  });

  test("a pod is followed from its first address through claiming and letting go to its end", async () => {
    const cluster = start();
    await settled(cluster);
    await addPod("pg-0", "10.244.1.5");
    await eventually(() => expect([...cluster.snapshot.podAddresses.values()].flatMap(({ ips }) => ips)).toEqual(["10.244.1.5"]));

    await kube.merge("/api/v1/namespaces/shop/pods/pg-0", { metadata: { annotations: { [FLOATING_IPS]: '["172.16.0.10"]' } } });
    await eventually(() => expect(claimants(cluster)).toEqual(["pg-0"]));
    expect(cluster.snapshot.podAddresses.size).toBe(0);

    await kube.merge("/api/v1/namespaces/shop/pods/pg-0", { metadata: { annotations: { [FLOATING_IPS]: null } } });
    await eventually(() => expect(cluster.snapshot.podAddresses.size).toBe(1));
    expect(claimants(cluster)).toEqual([]);

    await kube.remove("/api/v1/namespaces/shop/pods/pg-0");
    await eventually(() => expect(cluster.snapshot.podAddresses.size).toBe(0));
  });

  test("stopped for a while: stale, and back alone with nothing lost", async () => {
    await addPod("stopped-0", "10.244.2.5", { [FLOATING_IPS]: '["172.16.0.20"]' });
    const cluster = start();
    await settled(cluster);
    plane.suspendApiServer();
    await eventually(() => expect(stateOf(cluster, "pods")).toBe("stale"));
    expect(cluster.snapshot.sources.get("pods")).toMatchObject({ code: "unreachable" });
    expect(statesOf(cluster)).not.toContain("synced");
    expect(claimants(cluster)).toEqual(["stopped-0"]);

    plane.resumeApiServer();
    await settled(cluster);
    await addPod("stopped-1", "10.244.2.6", { [FLOATING_IPS]: '["172.16.0.20"]' });
    await eventually(() => expect(claimants(cluster)).toEqual(["stopped-0", "stopped-1"]));
    await Promise.all(["stopped-0", "stopped-1"].map((name) => kube.remove(`/api/v1/namespaces/shop/pods/${name}`)));
  });

  test("killed and started again: what was known stays in sight, and what happened meanwhile is found by a list", async () => {
    await addPod("killed-0", "10.244.3.5", { [FLOATING_IPS]: '["172.16.0.30"]' });
    const cluster = start();
    await settled(cluster);
    await plane.killApiServer();
    await eventually(() => expect(stateOf(cluster, "pods")).toBe("stale"));
    expect(claimants(cluster)).toEqual(["killed-0"]);

    await plane.startApiServer();
    await kube.remove("/api/v1/namespaces/shop/pods/killed-0");
    await addPod("killed-1", "10.244.3.6", { [FLOATING_IPS]: '["172.16.0.30"]' });
    await eventually(() => expect(claimants(cluster)).toEqual(["killed-1"]));
    await settled(cluster);
    await kube.remove("/api/v1/namespaces/shop/pods/killed-1");
  });

  test("a user without rights learns for each source which rule is missing, and a granted right shows by itself", async () => {
    const cluster = start("nobody", { timing: { reflector: { ...REFLECTOR_TIMING, forbiddenMs: 500 } } });
    await settled(cluster);
    expect(statesOf(cluster).filter((state) => state !== "absent")).toEqual(["forbidden"]);
    expect(cluster.snapshot.sources.get("pods")?.reason).toBe(
      'Not allowed to watch pods in the whole cluster. A ClusterRole with this rule would allow it: {"apiGroups":[""],"resources":["pods"],"verbs":["get","list","watch"]}',
    );

    await allow("nobody", null, ["pods"]);
    await eventually(() => expect(stateOf(cluster, "pods")).toBe("synced"));
    expect(stateOf(cluster, "nodes")).toBe("forbidden");
  });

  test("a user of one namespace sees it, and nothing else is broken", async () => {
    await allow("shop", "shop", ["*"]);
    await addPod("web-0", "10.244.4.5", { [FLOATING_IPS]: '["172.16.0.40"]' });
    const cluster = start("shop", { namespaces: ["shop"] });
    await settled(cluster);
    await eventually(() => expect(claimants(cluster)).toEqual(["web-0"]));
    expect(stateOf(cluster, "pods/shop")).toBe("synced");
    expect(stateOf(cluster, "deployments/shop")).toBe("synced");
    expect(stateOf(cluster, "nodes")).toBe("forbidden");
    expect(stateOf(cluster, "ippools")).toBe("forbidden");
    await kube.remove("/api/v1/namespaces/shop/pods/web-0");
  });

  test("a pool that is made is there, and gone when it is deleted", async () => {
    const cluster = start();
    await settled(cluster);
    const pool = { apiVersion: "crd.projectcalico.org/v1", kind: "IPPool", metadata: { name: "pool-a" }, spec: { cidr: "10.244.0.0/16" } };
    await applyObject(plane.url, plane.token("admin"), pool);
    await eventually(() => expect(cluster.snapshot.ipPools.get("pool-a")?.cidr).toBe("10.244.0.0/16"));
    await kube.remove("/apis/crd.projectcalico.org/v1/ippools/pool-a");
    await eventually(() => expect(cluster.snapshot.ipPools.size).toBe(0));
  });
});
