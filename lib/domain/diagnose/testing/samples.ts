import type { ClusterSnapshot } from "../../snapshot.ts";
import {
  aCalicoNodePod,
  aConfigMap,
  aDaemonSet,
  aFelixConfiguration,
  aNode,
  anIPAMBlock,
  anIPPool,
  aPod,
  aPodAddress,
  aSnapshot,
  aSource,
  aWorkload,
} from "../../testing/builders.ts";
import { aClaimOf, aDeployment, aFailedStart, aLostNode, IP } from "./find.ts";

const EDITED = "2026-08-29T03:05:30.000Z";
const MAPPED = '["::ffff:10.99.0.10"]';

export function aCniConfig(text: string, lastModifiedAt: string | null = null) {
  return aConfigMap({ data: { calico_backend: "bird", cni_network_config: text }, lastModifiedAt });
}

/** A conflist with the calico plugin alone; what is given stands in its object. */
export function aConflist(plugin: object, beside: object = {}): string {
  return JSON.stringify({ name: "k8s-pod-network", plugins: [{ type: "calico", ipam: { type: "calico-ipam" }, ...plugin }], ...beside });
}

export const OPERATOR = { name: "default", linuxDataplane: "Iptables", ipamType: "Calico" };

const starting = aPod({ floatingIps: [IP], statusPodIps: [], phase: "Pending" });
const growing = aDeployment({ desired: 4 });
const drifted = aDeployment({ templateFloatingIps: null });

/** For each code a cluster in which its rule fires. */
export const SAMPLES: Readonly<Record<string, () => ClusterSnapshot>> = {
  "address-collision": () => aClaimOf({ floatingIps: ["10.244.3.77"] }, { podAddresses: [aPodAddress()] }),
  "address-hijack": () => aClaimOf({ floatingIps: ["192.168.0.1"] }, { nodes: [aNode({ name: "node-b" })] }),
  "address-leaked": () =>
    aSnapshot({ ipamBlocks: [anIPAMBlock({ held: { 3: { owner: { namespace: "legacy", pod: "gone", node: "node-a" } } } })] }),
  "address-not-reserved": () =>
    aClaimOf(
      { floatingIps: ["10.244.4.61"] },
      { ipPools: [anIPPool()], ipamBlocks: [anIPAMBlock({ cidr: "10.244.4.0/26", node: "node-d" })] },
    ),
  "annotation-on-workload": () => aSnapshot({ workloads: [aWorkload({ ownFloatingIps: `["${IP}"]` })] }),
  "backend-not-ready": () => aClaimOf({ ready: false }),
  "claim-dropped": () => aClaimOf({ floatingIps: ["010.99.0.10"] }),
  "claim-empty": () => aClaimOf({ value: "" }),
  "claim-malformed": () => aClaimOf({ value: IP }),
  "claim-without-effect": () => aClaimOf({ hostNetwork: true }),
  "claimed-by-strangers": () =>
    aSnapshot({ pods: [aPod({ name: "a", floatingIps: [IP] }), aPod({ name: "b", podIp: "10.244.1.6", floatingIps: [IP] })] }),
  "cni-config-invalid": () => aSnapshot({ configMaps: [aCniConfig("{ not json")] }),
  "cni-flag-misplaced": () => aSnapshot({ configMaps: [aCniConfig(aConflist({}, { feature_control: { floating_ips: true } }))] }),
  "cni-gate-closed": () => aClaimOf({}, { configMaps: [aCniConfig(aConflist({}))] }),
  "cni-gate-not-installed": () =>
    aSnapshot({ configMaps: [aConfigMap({ lastModifiedAt: EDITED })], calicoNodePods: [aCalicoNodePod({ node: "node-e" })] }),
  "dataplane-unsupported": () => aClaimOf({}, { felixConfigurations: [aFelixConfiguration({ bpfEnabled: true })] }),
  "dead-node-claim": () => aClaimOf({ deletionTimestamp: EDITED }, { nodes: [aLostNode()] }),
  "endpoint-dropped": () => aClaimOf({ annotations: { "cni.projectcalico.org/allowedSourcePrefixes": "10.0.0.0/8" } }),
  "etcd-datastore": () => aClaimOf({}, { daemonSets: [aDaemonSet({}, { DATASTORE_TYPE: "etcdv3" })] }),
  "export-disabled": () => aClaimOf({}, { ipPools: [anIPPool({ name: "quiet", cidr: "10.99.0.0/24", disableBGPExport: true })] }),
  "felix-crash-loop": () => aClaimOf({ value: MAPPED, statusPodIps: ["10.244.1.5", "fd00:244::5"] }),
  "felix-gate-off": () => aClaimOf({}, { felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled" })] }),
  "felix-gate-pinned": () =>
    aSnapshot({
      nodes: [aNode({ name: "node-e" })],
      felixConfigurations: [aFelixConfiguration(), aFelixConfiguration({ name: "node.node-e", floatingIPs: "Disabled" })],
    }),
  "ipv6-off": () =>
    aClaimOf({ floatingIps: ["fd00:99::40"], podIp: "fd00:244::5" }, { daemonSets: [aDaemonSet({}, { FELIX_IPV6SUPPORT: "false" })] }),
  "no-bgp": () =>
    aClaimOf(
      {},
      { daemonSets: [aDaemonSet({}, { CALICO_NETWORKING_BACKEND: "none" })], ipPools: [anIPPool({ name: "fip", cidr: "10.99.0.0/24" })] },
    ),
  "no-standby": () => aClaimOf(),
  "node-not-ready": () => aClaimOf({}, { nodes: [aLostNode()] }),
  "not-routed": () => aClaimOf({}, { ipPools: [anIPPool({ name: "tunnelled", cidr: "10.99.0.0/24", vxlanMode: "Always" })] }),
  "operator-managed": () => aClaimOf({}, { installations: [OPERATOR] }),
  "outside-pools": () => aClaimOf({}, { ipPools: [anIPPool()] }),
  "pod-does-not-end": () => aClaimOf({ value: IP, deletionTimestamp: EDITED }),
  "pod-does-not-start": () =>
    aSnapshot({ pods: [starting], events: [aFailedStart(starting, "requested feature is not enabled: floating_ips")] }),
  "preemption-ahead": () =>
    aClaimOf(
      { controller: growing.run, podIp: "10.244.1.7" },
      { workloads: growing.workloads, ipamBlocks: [anIPAMBlock({ held: { 7: {} } })] },
    ),
  "replacement-fails": () => aClaimOf({ value: `["${IP}","foo"]` }),
  "source-stale": () => aSnapshot({ sources: [aSource({ source: "nodes", state: "stale" })] }),
  split: () => aSnapshot({ pods: [aPod({ name: "a", floatingIps: [IP] }), aPod({ name: "b", node: "node-b", floatingIps: [IP] })] }),
  "template-drift": () => aClaimOf({ controller: drifted.run }, { workloads: drifted.workloads }),
  "template-host-network": () => aSnapshot({ workloads: [aWorkload({ templateFloatingIps: `["${IP}"]`, templateHostNetwork: true })] }),
  "template-invalid": () => aSnapshot({ workloads: [aWorkload({ templateFloatingIps: '["10.99.0.10/32"]' })] }),
  unserved: () => aSnapshot({ pods: [starting] }),
};
