import type {
  CalicoDaemonSetRecord,
  CalicoNodePodRecord,
  ConfigMapRecord,
  ContainerRecord,
  FelixConfigurationRecord,
  IPAMBlockRecord,
  IPPoolRecord,
  IPReservationRecord,
} from "../snapshot.ts";

/** Valid records of Calico's own objects; a test states only what it is about. */

const SOME_TIME = "2026-08-29T03:00:00.000Z";

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
    templateGeneration: "1",
    updateStrategy: "RollingUpdate",
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
    templateGeneration: "1",
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
