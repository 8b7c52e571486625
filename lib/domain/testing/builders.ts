import type { Claim, Family } from "../assessment.ts";
import {
  type CalicoDaemonSetRecord,
  type CalicoNodePodRecord,
  type ClusterSnapshot,
  type CollectionName,
  type ConfigMapRecord,
  type ContainerRecord,
  type FelixConfigurationRecord,
  FLOATING_IPS_ANNOTATION,
  type IPAMBlockRecord,
  type IPPoolRecord,
  type IPReservationRecord,
  type NodeRecord,
  POD_ANNOTATIONS,
  type PodAddressRecord,
  type PodAnnotations,
  type PodRecord,
  type ServiceRecord,
  type SnapshotCollections,
  type SourceStatus,
  type WorkloadRecord,
} from "../snapshot.ts";

/** Valid records; a test states only what it is about. */

const SOME_TIME = "2026-08-29T03:00:00.000Z";

type PodFields = Partial<Omit<PodRecord, "annotations">> & {
  /** Written as the annotation. */
  readonly floatingIps?: readonly string[];
  /** The annotation's raw value, where the test is about that. */
  readonly value?: string;
  readonly podIp?: string;
  readonly annotations?: PodAnnotations;
};

export function aPod({ floatingIps, value, podIp = "10.244.1.5", annotations = {}, ...fields }: PodFields = {}): PodRecord {
  const claim = value ?? (floatingIps && JSON.stringify(floatingIps));
  const name = fields.name ?? "gw-0";
  const namespace = fields.namespace ?? "payments";
  return {
    uid: `uid-${namespace}-${name}`,
    namespace,
    name,
    resourceVersion: "1",
    node: "node-a",
    hostNetwork: false,
    phase: "Running",
    createdAt: SOME_TIME,
    deletionTimestamp: null,
    statusPodIps: [podIp],
    ready: true,
    readySince: SOME_TIME,
    controller: null,
    unreachableTolerationSeconds: 300,
    ...fields,
    annotations: { ...annotations, ...(claim === undefined ? {} : { [FLOATING_IPS_ANNOTATION]: claim }) },
  };
}

export function aPodAddress(fields: Partial<PodAddressRecord> = {}): PodAddressRecord {
  const name = fields.name ?? "batch-3";
  return { uid: `uid-${name}`, namespace: "legacy", name, node: "node-a", ips: ["10.244.3.77"], ...fields };
}

export function aClaim(fields: Partial<Omit<Claim, "pod">> & { readonly pod?: PodRecord } = {}): Claim {
  const { floatingIp = "10.99.0.10", podIp = "10.244.1.5", node = "node-a" } = fields;
  const family: Family = floatingIp.includes(":") ? 6 : 4;
  const pod = fields.pod ?? aPod({ name: `pod-${podIp}`, node, podIp, floatingIps: [floatingIp] });
  return { floatingIp, family, podIp, node, pod };
}

export function aNode(fields: Partial<NodeRecord> = {}): NodeRecord {
  const name = fields.name ?? "node-a";
  return {
    name,
    uid: `uid-${name}`,
    labels: { "kubernetes.io/os": "linux", "kubernetes.io/hostname": name },
    addresses: [{ type: "InternalIP", address: "192.168.0.1" }],
    podCidrs: [],
    ready: "True",
    readySince: SOME_TIME,
    unreachable: false,
    unschedulable: false,
    os: "linux",
    calico: {},
    ...fields,
  };
}

export function aFelixConfiguration(fields: Partial<FelixConfigurationRecord> = {}): FelixConfigurationRecord {
  const name = fields.name ?? "default";
  return {
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    createdAt: SOME_TIME,
    floatingIPs: "Enabled",
    bpfEnabled: null,
    ipv6Support: null,
    nftablesMode: null,
    programClusterRoutes: null,
    ipv4NormalRoutePriority: null,
    routeSyncDisabled: null,
    interfacePrefix: null,
    nodeSelector: null,
    overrides: {},
    lastModifiedAt: SOME_TIME,
    lastModifiedBy: "kubectl",
    ...fields,
  };
}

export function aContainer(
  fields: Partial<Omit<ContainerRecord, "env">> & { readonly env?: Readonly<Record<string, string>> } = {},
): ContainerRecord {
  const { env = {}, ...rest } = fields;
  return {
    name: "calico-node",
    image: "docker.io/calico/node:v3.32.1",
    envFromConfigMaps: [],
    hasOpaqueEnvFrom: false,
    ...rest,
    env: Object.entries(env).map(([name, value]) => ({ name, value, configMapKey: null, opaque: false })),
  };
}

/** @param env Variables of the container `calico-node`. */
export function aDaemonSet(fields: Partial<CalicoDaemonSetRecord> = {}, env: Readonly<Record<string, string>> = {}): CalicoDaemonSetRecord {
  return {
    namespace: "kube-system",
    name: "calico-node",
    uid: "uid-calico-node",
    resourceVersion: "1",
    generation: 1,
    observedGeneration: 1,
    desired: 1,
    updated: 1,
    available: 1,
    templateAnnotations: {},
    ownerKinds: [],
    containers: [
      aContainer({ env: { DATASTORE_TYPE: "kubernetes", CALICO_NETWORKING_BACKEND: "bird", FELIX_IPV6SUPPORT: "true", ...env } }),
    ],
    initContainers: [aContainer({ name: "install-cni", image: "docker.io/calico/cni:v3.32.1" })],
    ...fields,
  };
}

const CNI_NETWORK_CONFIG = `{
  "name": "k8s-pod-network",
  "cniVersion": "1.0.0",
  "plugins": [
    {
      "type": "calico",
      "datastore_type": "kubernetes",
      "nodename": "__KUBERNETES_NODE_NAME__",
      "mtu": __CNI_MTU__,
      "ipam": { "type": "calico-ipam" },
      "feature_control": { "floating_ips": true }
    },
    { "type": "portmap", "snat": true, "capabilities": {"portMappings": true} }
  ]
}`;

export function aConfigMap(fields: Partial<ConfigMapRecord> = {}): ConfigMapRecord {
  return {
    namespace: "kube-system",
    name: "calico-config",
    resourceVersion: "1",
    data: { calico_backend: "bird", veth_mtu: "0", cni_network_config: CNI_NETWORK_CONFIG },
    lastModifiedAt: SOME_TIME,
    lastModifiedBy: "kubectl",
    ...fields,
  };
}

export function aCalicoNodePod(fields: Partial<CalicoNodePodRecord> = {}): CalicoNodePodRecord {
  const node = fields.node ?? "node-a";
  return {
    uid: `uid-calico-${node}`,
    namespace: "kube-system",
    name: `calico-node-${node}`,
    node,
    createdAt: SOME_TIME,
    deletionTimestamp: null,
    ready: true,
    installCni: { state: "finished", finishedAt: "2026-08-29T03:01:00.000Z", message: null },
    ...fields,
  };
}

export function anIPPool(fields: Partial<IPPoolRecord> = {}): IPPoolRecord {
  return {
    name: "default-ipv4-ippool",
    cidr: "10.244.0.0/16",
    blockSize: 26,
    disabled: false,
    nodeSelector: "all()",
    namespaceSelector: null,
    allowedUses: ["Workload", "Tunnel"],
    ipipMode: "Never",
    vxlanMode: "Never",
    natOutgoing: true,
    disableBGPExport: false,
    assignmentMode: "Automatic",
    allocatable: null,
    deleting: false,
    ...fields,
  };
}

type BlockFields = Partial<IPAMBlockRecord> & {
  readonly node?: string;
  /** Ordinal → who holds it. */
  readonly held?: Readonly<
    Record<number, { readonly handleId?: string; readonly owner?: Readonly<Record<string, string>>; readonly releasedAt?: string }>
  >;
};

export function anIPAMBlock({ node = "node-a", held = {}, ...fields }: BlockFields = {}): IPAMBlockRecord {
  const cidr = fields.cidr ?? "10.244.1.0/26";
  const prefix = Number(cidr.split("/")[1]);
  const size = 2 ** ((cidr.includes(":") ? 128 : 32) - prefix);
  const holders = Object.entries(held).map(([ordinal, holder]) => ({ ordinal: Number(ordinal), holder }));
  const allocations = Array.from({ length: size }, (_, ordinal) => {
    const index = holders.findIndex((entry) => entry.ordinal === ordinal);
    return index === -1 ? null : index;
  });
  return {
    name: cidr.replace(/[.:/]/g, "-"),
    cidr,
    affinity: `host:${node}`,
    allocations,
    unallocated: allocations.flatMap((index, ordinal) => (index === null ? [ordinal] : [])),
    attributes: holders.map(({ holder }) => ({
      handleId: holder.handleId ?? null,
      owner: holder.owner ?? {},
      releasedAt: holder.releasedAt ?? null,
    })),
    deleted: false,
    ...fields,
  };
}

export function anIPReservation(fields: Partial<IPReservationRecord> = {}): IPReservationRecord {
  return { name: "floating", reservedCIDRs: ["10.244.9.0/28"], ...fields };
}

export function aService(fields: Partial<ServiceRecord> = {}): ServiceRecord {
  const name = fields.name ?? "web";
  return { uid: `uid-${name}`, namespace: "edge", name, clusterIps: ["10.96.0.10"], externalIps: [], loadBalancerIps: [], ...fields };
}

export function aWorkload(fields: Partial<WorkloadRecord> = {}): WorkloadRecord {
  const { kind = "Deployment", name = "gw" } = fields;
  return {
    uid: `uid-${kind}-${name}`,
    kind,
    namespace: "payments",
    name,
    resourceVersion: "1",
    controller: null,
    desired: 1,
    current: 1,
    ownFloatingIps: null,
    templateFloatingIps: null,
    templateHostNetwork: false,
    generation: 1,
    ...fields,
  };
}

export function aSource(fields: Partial<SourceStatus> = {}): SourceStatus {
  return { source: "pods", state: "synced", since: SOME_TIME, lastEventAt: SOME_TIME, code: null, reason: null, facts: {}, ...fields };
}

/** The sources of a console that may see everything. */
export const ALL_SOURCES = [
  "pods",
  "nodes",
  "configmaps",
  "daemonsets",
  "felixconfigurations",
  "ippools",
  "ipamblocks",
  "ipreservations",
  "bgpconfigurations",
  "clusterinformations",
  "installations",
  "services",
  "deployments",
  "statefulsets",
  "replicasets",
  "jobs",
  "cronjobs",
  "events",
];

type SnapshotFields = { readonly [C in CollectionName]?: readonly SnapshotCollections[C][] } & {
  /** Those that are not simply synced. */
  readonly sources?: readonly SourceStatus[];
  readonly identity?: Partial<ClusterSnapshot["identity"]>;
};

const KEYS: { readonly [C in CollectionName]: (record: SnapshotCollections[C]) => string } = {
  pods: ({ uid }) => uid,
  podAddresses: ({ uid }) => uid,
  calicoNodePods: ({ uid }) => uid,
  nodes: ({ name }) => name,
  configMaps: ({ namespace, name }) => `${namespace}/${name}`,
  daemonSets: ({ namespace, name }) => `${namespace}/${name}`,
  felixConfigurations: ({ name }) => name,
  ipPools: ({ name }) => name,
  ipamBlocks: ({ name }) => name,
  ipReservations: ({ name }) => name,
  services: ({ uid }) => uid,
  bgpConfigurations: ({ name }) => name,
  clusterInformations: ({ name }) => name,
  installations: ({ name }) => name,
  workloads: ({ uid }) => uid,
  events: ({ uid }) => uid,
};

/** A cluster with Calico 3.32.1 from the manifest, both gates open and IPv6 on, unless the test says otherwise. */
export function aSnapshot({ sources = [], identity = {}, ...records }: SnapshotFields = {}): ClusterSnapshot {
  const defaults: SnapshotFields = {
    daemonSets: [aDaemonSet()],
    configMaps: [aConfigMap()],
    felixConfigurations: [aFelixConfiguration()],
    clusterInformations: [{ name: "default", calicoVersion: "v3.32.1", clusterType: "k8s,bgp", datastoreReady: true }],
  };
  const given: SnapshotFields = { ...defaults, ...records };
  const collect = <C extends CollectionName>(name: C): ReadonlyMap<string, SnapshotCollections[C]> => {
    const list = (given[name] ?? []) as readonly SnapshotCollections[C][];
    return new Map(list.map((record) => [KEYS[name](record), record]));
  };
  const statuses = new Map(
    ALL_SOURCES.map((source) => [source, aSource({ source, state: source === "installations" ? "absent" : "synced" })]),
  );
  for (const status of sources) statuses.set(status.source, status);
  return {
    pods: collect("pods"),
    podAddresses: collect("podAddresses"),
    calicoNodePods: collect("calicoNodePods"),
    nodes: collect("nodes"),
    configMaps: collect("configMaps"),
    daemonSets: collect("daemonSets"),
    felixConfigurations: collect("felixConfigurations"),
    ipPools: collect("ipPools"),
    ipamBlocks: collect("ipamBlocks"),
    ipReservations: collect("ipReservations"),
    services: collect("services"),
    bgpConfigurations: collect("bgpConfigurations"),
    clusterInformations: collect("clusterInformations"),
    installations: collect("installations"),
    workloads: collect("workloads"),
    events: collect("events"),
    identity: { name: "test", kubernetesVersion: "v1.36.1", apiGroup: "crd.projectcalico.org/v1", ...identity },
    sources: statuses,
  };
}

/** The part of a Pod object that the yardsticks of `testdata/calico` use. */
export type PodManifest = {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly nodeName?: string; readonly hostNetwork?: boolean };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly lastTransitionTime?: string | null }[];
  };
};

export function podFromManifest({ metadata, spec, status }: PodManifest): PodRecord {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  const single = status.podIP ? [status.podIP] : [];
  const kept = POD_ANNOTATIONS.flatMap((key) => {
    const value = metadata.annotations?.[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return aPod({
    uid: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    node: spec.nodeName ?? null,
    hostNetwork: spec.hostNetwork ?? false,
    phase: status.phase,
    createdAt: metadata.creationTimestamp ?? null,
    deletionTimestamp: metadata.deletionTimestamp ?? null,
    statusPodIps: status.podIPs?.length ? status.podIPs.map(({ ip }) => ip) : single,
    ready: ready?.status === "True",
    readySince: ready?.lastTransitionTime ?? null,
    annotations: Object.fromEntries(kept),
  });
}
