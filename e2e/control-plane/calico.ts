import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kube, kubeAt } from "../kube.ts";
import { applyManifest } from "./apply-manifest.ts";

const CALICO = "/apis/crd.projectcalico.org/v1";
const UPSTREAM = process.env["BUOY_UPSTREAM_MANIFESTS"] ?? path.join("..", "shared", "calico");

/** The manifest that `installCalico` applies: Calico's own where it is at hand, else the project's minimal one. */
export function calicoManifest(): string {
  const upstream = path.join(UPSTREAM, "calico.yaml");
  return existsSync(upstream) ? upstream : path.join(import.meta.dirname, "calico-minimal.yaml");
}

/** Applies Calico's manifest, and what calico-node itself would write: both gates open, IPv6 on. */
export async function installCalico(url: string, token: string): Promise<Kube> {
  const kube = kubeAt(url, token);
  await applyManifest(url, token, calicoManifest());
  await untilServed(kube, `${CALICO}/felixconfigurations`);
  await untilServed(kube, `${CALICO}/clusterinformations`);
  await kube.create(`${CALICO}/felixconfigurations`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "FelixConfiguration",
    metadata: { name: "default" },
    spec: { floatingIPs: "Enabled" },
  });
  await kube.create(`${CALICO}/clusterinformations`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "ClusterInformation",
    metadata: { name: "default" },
    spec: { calicoVersion: "v3.32.1", clusterType: "k8s,bgp", datastoreReady: true },
  });
  await setCalicoNodeVariable(kube, "FELIX_IPV6SUPPORT", "true");
  return kube;
}

type DaemonSet = { spec: { template: { spec: { containers: { name: string; env: { name: string; value?: string }[] }[] } } } };

/** Sets a variable of calico-node in its DaemonSet. */
export async function setCalicoNodeVariable(kube: Kube, name: string, value: string): Promise<void> {
  const target = "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node";
  const { spec } = await kube.get<DaemonSet>(target);
  const containers = spec.template.spec.containers.map((container) =>
    container.name === "calico-node"
      ? { ...container, env: [...container.env.filter((entry) => entry.name !== name), { name, value }] }
      : container,
  );
  await kube.merge(target, { spec: { template: { spec: { containers } } } });
}

async function untilServed(kube: Kube, target: string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const served = await kube.get(target).then(
      () => true,
      () => false,
    );
    if (served) return;
    await sleep(100);
  }
  throw new Error(`${target} is not served`);
}
