import type { KubeClient } from "../player/client.ts";
import { createIpam } from "../player/ipam.ts";
import { joinNode } from "../player/nodes.ts";

/** The cluster as the day finds it: `prod-eu1`, six nodes, Calico 3.32.1 from the manifest, both gates open but for one node. */

export const NODES = ["node-a", "node-b", "node-c", "node-d", "node-e", "node-f"] as const;
export const POD_POOLS = [
  { cidr: "10.244.0.0/16", blockBits: 6 },
  { cidr: "fd00:10:244::/48", blockBits: 6 },
] as const;

const CNI_NETWORK_CONFIG = `{
  "name": "k8s-pod-network",
  "cniVersion": "1.0.0",
  "plugins": [
    {
      "type": "calico",
      "log_level": "info",
      "log_file_path": "/var/log/calico/cni/cni.log",
      "datastore_type": "kubernetes",
      "nodename": "__KUBERNETES_NODE_NAME__",
      "mtu": __CNI_MTU__,
      "ipam": {
          "type": "calico-ipam"
      },
      "policy": {
          "type": "k8s"
      },
      "kubernetes": {
          "kubeconfig": "__KUBECONFIG_FILEPATH__"
      },
      "feature_control": {
          "floating_ips": true
      }
    },
    {
      "type": "portmap",
      "snat": true,
      "capabilities": {"portMappings": true}
    }
  ]
}`;

const GROUP = "crd.projectcalico.org/v1";
const CALICO = `/apis/${GROUP}`;

export async function layOutCluster(client: KubeClient): Promise<void> {
  for (const name of ["payments", "edge", "legacy", "web", "batch"]) {
    await client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  const ipam = createIpam(client, GROUP, POD_POOLS);
  for (const [index, name] of NODES.entries()) {
    await joinNode(client, {
      name,
      address: `192.168.10.${11 + index}`,
      // Not what pods get their addresses from: Calico's IPAM does not read it.
      podCidr: `10.244.${index}.0/24`,
      labels: { "topology.kubernetes.io/zone": `eu1-${"abc"[index % 3]}` },
    });
    await ipam.claim(`10.244.${index + 1}.0/26`, name);
    await ipam.claim(`fd00:10:244:${index + 1}::/122`, name);
  }
  for (const [kind, name, spec] of CALICO_OBJECTS) {
    await client.create(`${CALICO}/${kind.toLowerCase()}s`, { apiVersion: GROUP, kind, metadata: { name }, spec });
  }
  await client.create("/api/v1/namespaces/kube-system/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "calico-config" },
    data: { typha_service_name: "none", calico_backend: "bird", veth_mtu: "0", cni_network_config: CNI_NETWORK_CONFIG },
  });
  await client.create("/apis/apps/v1/namespaces/kube-system/daemonsets", CALICO_NODE);
  for (const [namespace, name, clusterIP, externalIPs] of SERVICES) {
    const spec = { type: "ClusterIP", clusterIP, clusterIPs: [clusterIP], ...(externalIPs ? { externalIPs } : {}), ports: [{ port: 443 }] };
    await client.create(`/api/v1/namespaces/${namespace}/services`, { apiVersion: "v1", kind: "Service", metadata: { name }, spec });
  }
}

const CALICO_OBJECTS: readonly (readonly [kind: string, name: string, spec: object])[] = [
  ["ClusterInformation", "default", { calicoVersion: "v3.32.1", clusterType: "k8s,bgp", clusterGUID: "simulated", datastoreReady: true }],
  ["FelixConfiguration", "default", { bpfConnectTimeLoadBalancing: "TCP", floatingIPs: "Enabled", logSeverityScreen: "Info" }],
  // Made with calicoctl for another purpose; it wrote floatingIPs: Disabled as well.
  ["FelixConfiguration", "node.node-e", { floatingIPs: "Disabled", logSeverityScreen: "Debug" }],
  ["IPPool", "default-ipv4-ippool", pool("10.244.0.0/16", { blockSize: 26, natOutgoing: true })],
  ["IPPool", "default-ipv6-ippool", pool("fd00:10:244::/48", { blockSize: 122 })],
  ["IPPool", "floating-ipv4", pool("10.99.0.0/24", { blockSize: 26, disabled: true })],
  ["IPPool", "floating-ipv6", pool("fd00:10:99::/64", { blockSize: 122, disabled: true })],
  ["BGPConfiguration", "default", { asNumber: 64512, nodeToNodeMeshEnabled: true, logSeverityScreen: "Info" }],
  ["IPReservation", "floating", { reservedCIDRs: ["10.244.200.0/28"] }],
];

function pool(cidr: string, fields: object): object {
  return { cidr, ipipMode: "Never", vxlanMode: "Never", nodeSelector: "all()", allowedUses: ["Workload", "Tunnel"], ...fields };
}

const SERVICES: readonly (readonly [namespace: string, name: string, clusterIP: string, externalIPs?: readonly string[]])[] = [
  ["default", "kubernetes", "10.96.0.1"],
  ["payments", "gateway", "10.96.12.7"],
  ["edge", "ingress", "10.96.40.2", ["203.0.113.10"]],
  ["web", "shop", "10.96.77.1"],
];

const CALICO_NODE = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "calico-node", labels: { "k8s-app": "calico-node" } },
  spec: {
    selector: { matchLabels: { "k8s-app": "calico-node" } },
    template: {
      metadata: { labels: { "k8s-app": "calico-node" } },
      spec: {
        hostNetwork: true,
        terminationGracePeriodSeconds: 0,
        initContainers: [
          {
            name: "install-cni",
            image: "quay.io/calico/cni:v3.32.1",
            env: [{ name: "CNI_NETWORK_CONFIG", valueFrom: { configMapKeyRef: { name: "calico-config", key: "cni_network_config" } } }],
          },
        ],
        containers: [
          {
            name: "calico-node",
            image: "quay.io/calico/node:v3.32.1",
            env: [
              { name: "DATASTORE_TYPE", value: "kubernetes" },
              { name: "FELIX_IPV6SUPPORT", value: "true" },
              { name: "CALICO_NETWORKING_BACKEND", valueFrom: { configMapKeyRef: { name: "calico-config", key: "calico_backend" } } },
            ],
          },
        ],
      },
    },
  },
};
