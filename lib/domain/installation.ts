import { readCniConfig } from "./cni-config.ts";
import { readVariable } from "./container-variable.ts";
import type { CalicoDaemonSetRecord, ClusterIdentity, ClusterSnapshot, ConfigMapRecord } from "./snapshot.ts";
import { doubtAbout } from "./source.ts";

export type CalicoVersion = { readonly text: string; readonly major: number; readonly minor: number };

/** How Calico is set up in a cluster. What cannot be told is `unknown`, never a likely value. */
export type Installation = {
  readonly version: CalicoVersion | null;
  readonly datastore: "kubernetes" | "etcd" | "unknown";
  readonly ipam: "calico-ipam" | "host-local" | "unknown";
  readonly managedBy: "manifest" | "operator" | "unknown";
  readonly apiGroup: ClusterIdentity["apiGroup"];
  /** Who carries routes between nodes: `CALICO_NETWORKING_BACKEND`. */
  readonly backend: "bird" | "vxlan" | "none" | "unknown";
  readonly isCanal: boolean;
  readonly daemonSet: CalicoDaemonSetRecord | null;
  /** The ConfigMap that holds the CNI configuration, and the key of it. */
  readonly configMap: ConfigMapRecord | null;
  readonly cniConfigKey: string | null;
};

const DAEMON_SETS = ["calico-system/calico-node", "kube-system/calico-node", "kube-system/canal"];

/**
 * Tells how Calico is set up, from the objects that its installers leave behind.
 *
 * @see projectcalico/calico v3.32.1 manifests/calico.yaml, manifests/canal.yaml; tigera/operator pkg/render/node.go
 */
export function describeInstallation(snapshot: ClusterSnapshot): Installation {
  const managedBy = managerOf(snapshot);
  const daemonSet = daemonSetOf(snapshot, managedBy);
  const isCanal = daemonSet?.name === "canal";
  const { configMap, key } = cniConfigMapOf(snapshot, managedBy, daemonSet, isCanal);
  const text = key === null ? undefined : configMap?.data[key];
  const config = text === undefined ? null : readCniConfig(text);
  return {
    version: versionOf(snapshot, daemonSet),
    datastore: datastoreOf(snapshot, managedBy, daemonSet),
    ipam: ipamOf(snapshot, config?.ok ? config.ipamType : null),
    managedBy,
    apiGroup: snapshot.identity.apiGroup,
    backend: backendOf(snapshot, managedBy, daemonSet),
    isCanal,
    daemonSet,
    configMap,
    cniConfigKey: key,
  };
}

/** Whether a version is at least `major.minor`; `null` when the version is not known. */
export function isAtLeast(version: CalicoVersion | null, major: number, minor: number): boolean | null {
  if (!version) return null;
  return version.major > major || (version.major === major && version.minor >= minor);
}

function managerOf(snapshot: ClusterSnapshot): Installation["managedBy"] {
  if (snapshot.installations.size > 0) return "operator";
  const owned = snapshot.daemonSets.get("calico-system/calico-node");
  if (owned?.ownerKinds.includes("Installation")) return "operator";
  if (snapshot.daemonSets.has("kube-system/calico-node") || snapshot.daemonSets.has("kube-system/canal")) return "manifest";
  return "unknown";
}

function daemonSetOf({ daemonSets }: ClusterSnapshot, managedBy: Installation["managedBy"]): CalicoDaemonSetRecord | null {
  const order = managedBy === "operator" ? DAEMON_SETS : DAEMON_SETS.toReversed();
  return order.flatMap((key) => daemonSets.get(key) ?? [])[0] ?? null;
}

function cniConfigMapOf(
  { configMaps }: ClusterSnapshot,
  managedBy: Installation["managedBy"],
  daemonSet: CalicoDaemonSetRecord | null,
  isCanal: boolean,
): { configMap: ConfigMapRecord | null; key: string | null } {
  if (managedBy === "operator") return { configMap: configMaps.get("calico-system/cni-config") ?? null, key: "config" };
  const named = daemonSet?.initContainers
    .find(({ name }) => name === "install-cni")
    ?.env.find(({ name }) => name === "CNI_NETWORK_CONFIG")?.configMapKey;
  const namespace = daemonSet?.namespace ?? "kube-system";
  const name = named?.name ?? (isCanal ? "canal-config" : "calico-config");
  const configMap = configMaps.get(`${namespace}/${name}`) ?? null;
  return { configMap, key: configMap ? (named?.key ?? "cni_network_config") : null };
}

function versionOf({ clusterInformations }: ClusterSnapshot, daemonSet: CalicoDaemonSetRecord | null): CalicoVersion | null {
  const image = daemonSet?.containers.find(({ name }) => name === "calico-node")?.image ?? "";
  const tag = /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? "";
  return parseVersion(clusterInformations.get("default")?.calicoVersion ?? "") ?? parseVersion(tag);
}

function parseVersion(text: string): CalicoVersion | null {
  const found = /^v?(\d+)\.(\d+)(?:[.-]|$)/.exec(text);
  return found ? { text, major: Number(found[1]), minor: Number(found[2]) } : null;
}

function datastoreOf(
  snapshot: ClusterSnapshot,
  managedBy: Installation["managedBy"],
  daemonSet: CalicoDaemonSetRecord | null,
): Installation["datastore"] {
  if (managedBy === "operator") return "kubernetes";
  if (!daemonSet || doubtAbout(snapshot, "daemonsets", daemonSet.namespace)) return "unknown";
  const variable = readVariable(snapshot, daemonSet, "DATASTORE_TYPE");
  if (variable.known === false) return "unknown";
  // Without the variable libcalico-go takes etcd.
  return variable.value === "kubernetes" ? "kubernetes" : "etcd";
}

function backendOf(
  snapshot: ClusterSnapshot,
  managedBy: Installation["managedBy"],
  daemonSet: CalicoDaemonSetRecord | null,
): Installation["backend"] {
  if (!daemonSet) return "unknown";
  const variable = readVariable(snapshot, daemonSet, "CALICO_NETWORKING_BACKEND");
  if (variable.known === false) return "unknown";
  if (variable.value === null) return managedBy === "operator" ? "unknown" : "bird";
  return variable.value === "bird" || variable.value === "vxlan" || variable.value === "none" ? variable.value : "unknown";
}

function ipamOf({ installations }: ClusterSnapshot, ofConfig: string | null): Installation["ipam"] {
  const type =
    ofConfig ?? installations.get("default")?.ipamType?.replace("Calico", "calico-ipam").replace("HostLocal", "host-local") ?? null;
  return type === "calico-ipam" || type === "host-local" ? type : "unknown";
}
