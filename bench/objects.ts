import { FLOATING_IPS, floatingIpOf, NODES, podIpOf } from "./pods.ts";

/** What the benches' cluster has besides pods, by the path of its list. */

const CREATED = "2026-08-29T03:00:00Z";
const CALICO = "/apis/crd.projectcalico.org/v1";
const BLOCK_ADDRESSES = 64;

const CNI_NETWORK_CONFIG = JSON.stringify({
  name: "k8s-pod-network",
  cniVersion: "1.0.0",
  plugins: [{ type: "calico", datastore_type: "kubernetes", ipam: { type: "calico-ipam" }, feature_control: { floating_ips: true } }],
});

const CALICO_NODE = {
  selector: { matchLabels: { "k8s-app": "calico-node" } },
  template: {
    metadata: { labels: { "k8s-app": "calico-node" } },
    spec: {
      hostNetwork: true,
      initContainers: [
        {
          name: "install-cni",
          image: "quay.io/calico/cni:v3.32.1",
          env: [{ name: "CNI_NETWORK_CONFIG", valueFrom: { configMapKeyRef: { name: "calico-config", key: "cni_network_config" } } }],
        },
      ],
      containers: [{ name: "calico-node", image: "quay.io/calico/node:v3.32.1", env: [{ name: "DATASTORE_TYPE", value: "kubernetes" }] }],
    },
  },
};

type Fields = { readonly namespace?: string; readonly spec?: object; readonly status?: object; readonly data?: object };

function object(name: string, { namespace, ...fields }: Fields): object {
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    uid: `uid-${name}`,
    resourceVersion: "1",
    creationTimestamp: CREATED,
  };
  return { metadata, ...fields };
}

function node(index: number): object {
  const name = `node-${index}`;
  const conditions = [{ type: "Ready", status: "True", lastTransitionTime: CREATED }];
  return {
    metadata: { name, uid: `uid-${name}`, resourceVersion: "1", labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux" } },
    spec: { podCIDR: `10.200.${index}.0/24` },
    status: { addresses: [{ type: "InternalIP", address: `192.168.0.${index + 1}` }], conditions, nodeInfo: { operatingSystem: "linux" } },
  };
}

function block(index: number, pods: number): object {
  const first = index * BLOCK_ADDRESSES;
  const taken = Math.min(BLOCK_ADDRESSES, pods - first);
  const cidr = `${podIpOf(first)}/26`;
  return object(cidr.replaceAll(/[./]/g, "-"), {
    spec: {
      cidr,
      affinity: `host:node-${index % NODES}`,
      allocations: Array.from({ length: BLOCK_ADDRESSES }, (_, ordinal) => (ordinal < taken ? ordinal : null)),
      attributes: Array.from({ length: taken }, (_, ordinal) => ({
        handle_id: `k8s-pod-network.${"0123456789abcdef".repeat(4)}`,
        secondary: { namespace: "shop", node: `node-${index % NODES}`, pod: `pod-${first + ordinal}`, timestamp: CREATED },
      })),
      unallocated: Array.from({ length: BLOCK_ADDRESSES - taken }, (_, ordinal) => taken + ordinal),
      strictAffinity: false,
      deleted: false,
    },
  });
}

function statefulSet(owner: number): object {
  const annotations = { "cni.projectcalico.org/floatingIPs": JSON.stringify([floatingIpOf(owner)]) };
  const spec = { replicas: 2, template: { metadata: { annotations }, spec: {} } };
  return object(`gw-${owner}`, { namespace: "shop", spec, status: { replicas: 2 } });
}

const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

/** @param pods How many; each has its address in a block. */
export function objectsOf(pods: number): ReadonlyMap<string, readonly object[]> {
  const pool = (cidr: string, disabled: boolean) => ({ spec: { cidr, blockSize: 26, disabled, nodeSelector: "all()" } });
  return new Map<string, readonly object[]>([
    ["/api/v1/nodes", times(NODES, node)],
    ["/api/v1/services", [object("kubernetes", { namespace: "default", spec: { clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"] } })]],
    [
      "/api/v1/namespaces/kube-system/configmaps",
      [object("calico-config", { namespace: "kube-system", data: { cni_network_config: CNI_NETWORK_CONFIG } })],
    ],
    ["/apis/apps/v1/daemonsets", [object("calico-node", { namespace: "kube-system", spec: CALICO_NODE })]],
    ["/apis/apps/v1/statefulsets", times(FLOATING_IPS, statefulSet)],
    [`${CALICO}/felixconfigurations`, [object("default", { spec: { floatingIPs: "Enabled" } })]],
    [
      `${CALICO}/clusterinformations`,
      [object("default", { spec: { calicoVersion: "v3.32.1", clusterType: "k8s,bgp", datastoreReady: true } })],
    ],
    [`${CALICO}/ippools`, [object("pods", pool("10.16.0.0/14", false)), object("floating", pool("10.99.0.0/22", true))]],
    [`${CALICO}/ipamblocks`, times(Math.ceil(pods / BLOCK_ADDRESSES), (index) => block(index, pods))],
  ]);
}
