import type { Deployer } from "./plan/git-ops.ts";
import type { Facts } from "./reason.ts";

/**
 * What the console knows of a cluster: plain records, decoded by `lib/cluster`, decided upon by this folder.
 *
 * Records hold what the API server said, not what it means: addresses are raw text,
 * absent stays absent (`null`), and nothing is defaulted. Maps are read synchronously;
 * the cluster layer may change them between two events, never during one.
 */

/** The annotation that claims floating IPs: a JSON array of strings inside a string. */
export const FLOATING_IPS_ANNOTATION = "cni.projectcalico.org/floatingIPs";

/** The Pod annotations that Calico's conversion reads; all others are dropped while listing. */
export const POD_ANNOTATIONS = [
  FLOATING_IPS_ANNOTATION,
  "cni.projectcalico.org/podIP",
  "cni.projectcalico.org/podIPs",
  "vpc.amazonaws.com/pod-ips",
  "cni.projectcalico.org/allowedSourcePrefixes",
] as const;
export type PodAnnotation = (typeof POD_ANNOTATIONS)[number];
export type PodAnnotations = Readonly<Partial<Record<PodAnnotation, string>>>;

export type OwnerReference = { readonly kind: string; readonly name: string; readonly uid: string };

/** A Pod that carries the annotation (even empty). Keyed by UID. */
export type PodRecord = {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly node: string | null;
  readonly hostNetwork: boolean;
  /** `status.phase`, e.g. `Running`. */
  readonly phase: string;
  /** RFC 3339. */
  readonly createdAt: string | null;
  readonly deletionTimestamp: string | null;
  /** `status.podIPs[].ip`, else `[status.podIP]`; raw text; empty when there is none. */
  readonly statusPodIps: readonly string[];
  readonly annotations: PodAnnotations;
  readonly ready: boolean;
  /** `lastTransitionTime` of the Ready condition. */
  readonly readySince: string | null;
  /** The controlling owner, e.g. a ReplicaSet. */
  readonly controller: OwnerReference | null;
  /** Seconds the pod tolerates `node.kubernetes.io/unreachable:NoExecute`; `null` is for ever. */
  readonly unreachableTolerationSeconds: number | null;
  /** The condition `DisruptionTarget`, while it is True: who is about to end the pod, or has ended it. */
  readonly disruption: { readonly reason: string; readonly message: string | null; readonly at: string | null } | null;
  /** `status.reason`, e.g. `Evicted`. */
  readonly statusReason: string | null;
  /** Which revision of its template it was made from: the label `pod-template-hash` or `controller-revision-hash`. */
  readonly templateHash: string | null;
  /** Who owns {@link FLOATING_IPS_ANNOTATION} in `managedFields`, and when that manager wrote last. A hint, never a person. */
  readonly claimManager: string | null;
  readonly claimManagedAt: string | null;
};

/** Any other Pod: only what tells whose an address is. Keyed by UID. Pods on the host's network have no entry in `ips`. */
export type PodAddressRecord = {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly ips: readonly string[];
};

/** A pod of the calico-node (or canal) DaemonSet. Keyed by UID. */
export type CalicoNodePodRecord = {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly createdAt: string | null;
  readonly deletionTimestamp: string | null;
  readonly ready: boolean;
  /** Which template of its DaemonSet made it, as the controller labels it; `null` when it does not say. */
  readonly templateGeneration: string | null;
  /** The init container `install-cni`; `null` when the pod has none or does not say. */
  readonly installCni: {
    readonly state: "waiting" | "running" | "finished" | "failed";
    readonly finishedAt: string | null;
    readonly message: string | null;
  } | null;
};

export type NodeRecord = {
  readonly name: string;
  readonly uid: string;
  /** Of the first revision that said all this: a node tells more than once a minute that nothing is new. */
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `status.addresses`. */
  readonly addresses: readonly { readonly type: string; readonly address: string }[];
  readonly podCidrs: readonly string[];
  readonly ready: "True" | "False" | "Unknown";
  readonly readySince: string | null;
  /** Tainted `node.kubernetes.io/unreachable`. */
  readonly unreachable: boolean;
  /** `timeAdded` of that taint with the effect `NoExecute`: what evictions are counted from. */
  readonly unreachableSince: string | null;
  readonly unschedulable: boolean;
  /** `status.nodeInfo.operatingSystem`. */
  readonly os: string;
  /** Annotations under `projectcalico.org/`, key without the prefix, e.g. `IPv4IPIPTunnelAddr`. */
  readonly calico: Readonly<Record<string, string>>;
};

/** ConfigMaps that steer Calico: `calico-config`, `canal-config`, `cni-config`, and those that calico-node takes variables from. Keyed `namespace/name`. */
export type ConfigMapRecord = {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly data: Readonly<Record<string, string>>;
  /** Newest time in `managedFields` among entries that own `data`; `null` when unknown. */
  readonly lastModifiedAt: string | null;
  readonly lastModifiedBy: string | null;
};

export type EnvVar = {
  readonly name: string;
  /** The literal; `null` when the value comes from elsewhere. */
  readonly value: string | null;
  readonly configMapKey: { readonly name: string; readonly key: string; readonly optional: boolean } | null;
  /** Comes from a Secret or a field: it cannot be read here. */
  readonly opaque: boolean;
};

export type ContainerRecord = {
  readonly name: string;
  readonly image: string;
  readonly env: readonly EnvVar[];
  /** In order; a later one wins, and `env` wins over all. */
  readonly envFromConfigMaps: readonly { readonly name: string; readonly prefix: string; readonly optional: boolean }[];
  /** It also takes variables from a Secret, which cannot be read here. */
  readonly hasOpaqueEnvFrom: boolean;
};

/** The DaemonSet that runs calico-node: `calico-node` or `canal`. Keyed `namespace/name`. */
export type CalicoDaemonSetRecord = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly desired: number;
  readonly updated: number;
  readonly available: number;
  /** Counts the changes of the template, and of nothing else: `deprecated.daemonset.template.generation`. */
  readonly templateGeneration: string | null;
  readonly updateStrategy: string | null;
  readonly templateAnnotations: Readonly<Record<string, string>>;
  readonly ownerKinds: readonly string[];
  readonly containers: readonly ContainerRecord[];
  readonly initContainers: readonly ContainerRecord[];
};

export type FelixConfigurationRecord = {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly createdAt: string | null;
  /** `spec.floatingIPs`, as written. */
  readonly floatingIPs: string | null;
  readonly bpfEnabled: boolean | null;
  readonly ipv6Support: boolean | null;
  readonly nftablesMode: string | null;
  readonly programClusterRoutes: string | null;
  readonly ipv4NormalRoutePriority: number | null;
  readonly routeSyncDisabled: boolean | null;
  readonly interfacePrefix: string | null;
  /** `spec.nodeSelector` (Calico selector language), since v3.32. */
  readonly nodeSelector: string | null;
  /** Annotations `config.projectcalico.org/<Param>`, key without the prefix. They win over the spec. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly lastModifiedAt: string | null;
  readonly lastModifiedBy: string | null;
};

export type IPPoolRecord = {
  readonly name: string;
  readonly cidr: string;
  readonly blockSize: number | null;
  readonly disabled: boolean;
  readonly nodeSelector: string | null;
  readonly namespaceSelector: string | null;
  readonly allowedUses: readonly string[];
  readonly ipipMode: string | null;
  readonly vxlanMode: string | null;
  readonly natOutgoing: boolean;
  readonly disableBGPExport: boolean;
  readonly assignmentMode: string | null;
  /** `status.conditions[Allocatable]`; `null` when absent. */
  readonly allocatable: boolean | null;
  readonly deleting: boolean;
};

export type BlockAttribute = {
  readonly handleId: string | null;
  /** `secondary` (v3.32 and before) or `ActiveOwnerAttrs`: pod, namespace, node, type, timestamp, service … */
  readonly owner: Readonly<Record<string, string>>;
  readonly releasedAt: string | null;
};

export type IPAMBlockRecord = {
  readonly name: string;
  readonly cidr: string;
  /** `host:<node>`, `virtual:load-balancer`, or `null`. */
  readonly affinity: string | null;
  /** By ordinal; the value is an index into `attributes`. */
  readonly allocations: readonly (number | null)[];
  readonly unallocated: readonly number[];
  readonly attributes: readonly BlockAttribute[];
  readonly deleted: boolean;
};

export type IPReservationRecord = { readonly name: string; readonly reservedCIDRs: readonly string[] };

export type ServiceRecord = {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly clusterIps: readonly string[];
  readonly externalIps: readonly string[];
  readonly loadBalancerIps: readonly string[];
};

export type BGPConfigurationRecord = {
  readonly name: string;
  readonly programClusterRoutes: string | null;
  readonly nodeToNodeMeshEnabled: boolean | null;
  readonly ipv4NormalRoutePriority: number | null;
};

export type ClusterInformationRecord = {
  readonly name: string;
  readonly calicoVersion: string | null;
  readonly clusterType: string | null;
  readonly datastoreReady: boolean | null;
};

/** `installations.operator.tigera.io`. */
export type InstallationRecord = { readonly name: string; readonly linuxDataplane: string | null; readonly ipamType: string | null };

/** Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob. Keyed by UID. */
export type WorkloadRecord = {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly controller: OwnerReference | null;
  /** `spec.replicas` (ReplicaSet, Deployment, StatefulSet), `status.desiredNumberScheduled` (DaemonSet), `spec.parallelism` (Job); `null` for a CronJob. */
  readonly desired: number | null;
  readonly current: number | null;
  /** The value of {@link FLOATING_IPS_ANNOTATION} on the object's own metadata, where it has no effect. */
  readonly ownFloatingIps: string | null;
  /** The value on the pod template, where it has. */
  readonly templateFloatingIps: string | null;
  readonly templateHostNetwork: boolean;
  readonly generation: number;
  readonly deletionTimestamp: string | null;
  /** `status.updateRevision` of a StatefulSet: the `controller-revision-hash` of the pods it makes now. */
  readonly updateRevision: string | null;
  /** `spec.strategy.type` or `spec.updateStrategy.type`, e.g. `OnDelete`; `null` where there is none. */
  readonly updateStrategy: string | null;
  /** A Deployment that rolls nothing out until it is resumed. */
  readonly paused: boolean;
  /** Which tool writes it again from a repository. */
  readonly deployer: Deployer | null;
};

/** Events about claimants' network, e.g. `FailedCreatePodSandBox`. Keyed by UID. */
export type EventRecord = {
  readonly uid: string;
  readonly reason: string;
  readonly message: string;
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly count: number;
  readonly lastAt: string | null;
};

export const SOURCE_STATES = ["synced", "syncing", "stale", "forbidden", "absent"] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** How well one resource is known. `source` is its plural, with `/<namespace>` where only some namespaces are watched. */
export type SourceStatus = {
  readonly source: string;
  readonly state: SourceState;
  /** RFC 3339: since when it is in this state. */
  readonly since: string;
  /** Last proof of life: bytes on the watch, or an answered probe. */
  readonly lastEventAt: string | null;
  /** Why it is not in sync: a stable code, and English text for people. */
  readonly code: string | null;
  readonly reason: string | null;
  /** What the sentence of `code` is filled with. */
  readonly facts?: Facts;
};

/** The keyed collections. One record type each; see the key in the record's own comment, else it is the name. */
export type SnapshotCollections = {
  pods: PodRecord;
  podAddresses: PodAddressRecord;
  calicoNodePods: CalicoNodePodRecord;
  nodes: NodeRecord;
  configMaps: ConfigMapRecord;
  daemonSets: CalicoDaemonSetRecord;
  felixConfigurations: FelixConfigurationRecord;
  ipPools: IPPoolRecord;
  ipamBlocks: IPAMBlockRecord;
  ipReservations: IPReservationRecord;
  services: ServiceRecord;
  bgpConfigurations: BGPConfigurationRecord;
  clusterInformations: ClusterInformationRecord;
  installations: InstallationRecord;
  workloads: WorkloadRecord;
  events: EventRecord;
};
export type CollectionName = keyof SnapshotCollections;

export type ClusterIdentity = {
  readonly name: string;
  readonly kubernetesVersion: string | null;
  /** The group Calico's objects were found in; `null` until discovery answered, or when there is none. */
  readonly apiGroup: "crd.projectcalico.org/v1" | "projectcalico.org/v3" | null;
};

export type ClusterSnapshot = { readonly [C in CollectionName]: ReadonlyMap<string, SnapshotCollections[C]> } & {
  readonly identity: ClusterIdentity;
  /** Keyed by `source`. */
  readonly sources: ReadonlyMap<string, SourceStatus>;
};

/** One record that came, changed or went. */
export type RecordChange = {
  [C in CollectionName]: {
    readonly collection: C;
    readonly key: string;
    readonly before: SnapshotCollections[C] | undefined;
    readonly after: SnapshotCollections[C] | undefined;
    /** Of a record that went: what the object said at last, where that differs from `before`. */
    readonly last?: SnapshotCollections[C];
  };
}[CollectionName];

/** What can change between two revisions. `sources` and `identity` are few: they are compared whole. */
export type SnapshotChange = RecordChange | { readonly collection: "sources" | "identity" };
