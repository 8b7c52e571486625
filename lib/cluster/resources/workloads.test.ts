import { describe, expect, test } from "vitest";
import { cronJobs, daemonSets, deployments, jobs, replicaSets } from "./workloads.ts";

const FLOATING_IPS = "cni.projectcalico.org/floatingIPs";
const metadata = { uid: "uid-a", name: "web", namespace: "shop", resourceVersion: "7", generation: 3 };
const template = { metadata: { annotations: { [FLOATING_IPS]: '["172.16.0.10"]' } }, spec: { hostNetwork: true } };

describe("a workload", () => {
  test("keeps both places of the annotation apart: its own, and its pods' template", () => {
    const object = {
      metadata: { ...metadata, annotations: { [FLOATING_IPS]: "[]" } },
      spec: { replicas: 3, template },
      status: { replicas: 2 },
    };
    expect(deployments.decode(object).workloads).toEqual({
      uid: "uid-a",
      kind: "Deployment",
      namespace: "shop",
      name: "web",
      resourceVersion: "7",
      controller: null,
      desired: 3,
      current: 2,
      ownFloatingIps: "[]",
      templateFloatingIps: '["172.16.0.10"]',
      templateHostNetwork: true,
      generation: 3,
      deletionTimestamp: null,
      updateRevision: null,
      updateStrategy: null,
      paused: false,
      deployer: null,
    });
  });

  test("says how it rolls out, and which tool writes it again", () => {
    const labels = { "argocd.argoproj.io/instance": "shop" };
    const object = { metadata: { ...metadata, labels }, spec: { strategy: { type: "Recreate" }, paused: true, template } };

    expect(deployments.decode(object).workloads).toMatchObject({
      updateStrategy: "Recreate",
      paused: true,
      deployer: { tool: "Argo CD", name: "shop" },
    });
    expect(daemonSets.decode({ metadata, spec: { updateStrategy: { type: "OnDelete" } } }).workloads?.updateStrategy).toBe("OnDelete");
  });

  test.for([
    { name: "a Job its parallelism", kind: jobs, object: { spec: { parallelism: 2 }, status: { active: 1 } }, desired: 2, current: 1 },
    { name: "a Job that is done", kind: jobs, object: { spec: { parallelism: 2 }, status: { succeeded: 2 } }, desired: 2, current: 0 },
    {
      name: "a DaemonSet the nodes it should run on",
      kind: daemonSets,
      object: { status: { desiredNumberScheduled: 6, currentNumberScheduled: 5 } },
      desired: 6,
      current: 5,
    },
    { name: "a CronJob nothing", kind: cronJobs, object: {}, desired: null, current: null },
  ])("wants and has: $name", ({ kind, object, desired, current }) => {
    expect(kind.decode({ metadata, ...object }).workloads).toMatchObject({ desired, current });
  });

  test("a CronJob's template lies two levels down", () => {
    const object = { metadata, spec: { jobTemplate: { spec: { template } } } };
    expect(cronJobs.decode(object).workloads?.templateFloatingIps).toBe('["172.16.0.10"]');
  });
});

describe("a ReplicaSet", () => {
  const owned = { ...metadata, ownerReferences: [{ kind: "Deployment", name: "web", uid: "u", controller: true }] };

  test("of a Deployment's past is not kept", () => {
    expect(replicaSets.decode({ metadata: owned, spec: { replicas: 0 }, status: { replicas: 0 } })).toEqual({});
  });

  test("that still has pods is kept", () => {
    expect(replicaSets.decode({ metadata: owned, spec: { replicas: 0 }, status: { replicas: 1 } }).workloads?.controller?.name).toBe("web");
  });

  test("of nobody is kept at any size", () => {
    expect(replicaSets.decode({ metadata, spec: { replicas: 0 } }).workloads).toBeDefined();
  });
});

describe("the DaemonSet that runs calico-node", () => {
  const calico = { ...metadata, name: "calico-node", namespace: "kube-system" };

  test("is kept with where its variables come from", () => {
    const container = {
      name: "calico-node",
      image: "calico/node:v3.32.1",
      envFrom: [{ configMapRef: { name: "kubernetes-services-endpoint", optional: true } }, { prefix: "X_", secretRef: { name: "s" } }],
      env: [
        { name: "FELIX_FLOATINGIPS", value: "Enabled" },
        { name: "EMPTY" },
        { name: "FROM_MAP", valueFrom: { configMapKeyRef: { name: "calico-config", key: "veth_mtu" } } },
        { name: "FROM_SECRET", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
        { name: "FROM_FIELD", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ],
    };
    const object = { metadata: calico, spec: { template: { spec: { containers: [container] } } }, status: { observedGeneration: 3 } };
    expect(daemonSets.decode(object).daemonSets).toMatchObject({
      generation: 3,
      observedGeneration: 3,
      containers: [
        {
          image: "calico/node:v3.32.1",
          envFromConfigMaps: [{ name: "kubernetes-services-endpoint", prefix: "", optional: true }],
          hasOpaqueEnvFrom: true,
          env: [
            { name: "FELIX_FLOATINGIPS", value: "Enabled", configMapKey: null, opaque: false },
            { name: "EMPTY", value: "", opaque: false },
            { name: "FROM_MAP", value: null, configMapKey: { name: "calico-config", key: "veth_mtu", optional: false }, opaque: false },
            { name: "FROM_SECRET", value: null, configMapKey: null, opaque: true },
            { name: "FROM_FIELD", opaque: true },
          ],
        },
      ],
    });
  });

  test.for([
    { name: "another name", metadata: { ...calico, name: "kube-proxy" } },
    { name: "another namespace", metadata: { ...calico, namespace: "shop" } },
  ])("is not one with $name", ({ metadata }) => {
    expect(daemonSets.decode({ metadata }).daemonSets).toBeUndefined();
    expect(daemonSets.decode({ metadata }).workloads).toBeDefined();
  });
});
