import type { Claim, Family } from "../assessment.ts";
import {
  type ClusterSnapshot,
  type CollectionName,
  FLOATING_IPS_ANNOTATION,
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
import { aConfigMap, aDaemonSet, aFelixConfiguration } from "./calico-builders.ts";

export {
  aCalicoNodePod,
  aConfigMap,
  aContainer,
  aDaemonSet,
  aFelixConfiguration,
  anIPAMBlock,
  anIPPool,
  anIPReservation,
} from "./calico-builders.ts";

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
    disruption: null,
    statusReason: null,
    templateHash: null,
    claimManager: null,
    claimManagedAt: null,
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
    resourceVersion: "1",
    labels: { "kubernetes.io/os": "linux", "kubernetes.io/hostname": name },
    addresses: [{ type: "InternalIP", address: "192.168.0.1" }],
    podCidrs: [],
    ready: "True",
    readySince: SOME_TIME,
    unreachable: false,
    unreachableSince: null,
    unschedulable: false,
    os: "linux",
    calico: {},
    ...fields,
  };
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
    deletionTimestamp: null,
    updateRevision: null,
    updateStrategy: null,
    paused: false,
    deployer: null,
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
  "configmaps/kube-system",
  "configmaps/calico-system",
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
