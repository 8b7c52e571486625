import type { Resource } from "./objects.ts";

type Row = readonly [
  group: string,
  version: string,
  plural: string,
  kind: string,
  scope: "namespaced" | "cluster",
  ...parts: ("status" | "generation")[],
];

const BUILT_IN: readonly Row[] = [
  ["", "v1", "namespaces", "Namespace", "cluster", "status"],
  ["", "v1", "nodes", "Node", "cluster", "status"],
  ["", "v1", "pods", "Pod", "namespaced", "status", "generation"],
  ["", "v1", "services", "Service", "namespaced", "status"],
  ["", "v1", "configmaps", "ConfigMap", "namespaced"],
  ["", "v1", "events", "Event", "namespaced"],
  ["", "v1", "serviceaccounts", "ServiceAccount", "namespaced"],
  ["apps", "v1", "deployments", "Deployment", "namespaced", "status", "generation"],
  ["apps", "v1", "replicasets", "ReplicaSet", "namespaced", "status", "generation"],
  ["apps", "v1", "statefulsets", "StatefulSet", "namespaced", "status", "generation"],
  ["apps", "v1", "daemonsets", "DaemonSet", "namespaced", "status", "generation"],
  ["batch", "v1", "jobs", "Job", "namespaced", "status", "generation"],
  ["batch", "v1", "cronjobs", "CronJob", "namespaced", "status", "generation"],
  ["coordination.k8s.io", "v1", "leases", "Lease", "namespaced"],
  // Stored and served, not enforced.
  ["admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", "cluster", "status", "generation"],
  ["admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", "cluster", "generation"],
];

const CALICO: readonly (readonly [plural: string, kind: string])[] = [
  ["felixconfigurations", "FelixConfiguration"],
  ["ippools", "IPPool"],
  ["ipamblocks", "IPAMBlock"],
  ["ipreservations", "IPReservation"],
  ["blockaffinities", "BlockAffinity"],
  ["bgpconfigurations", "BGPConfiguration"],
  ["clusterinformations", "ClusterInformation"],
];

/** Where Calico's kinds are served: as its own CRDs, or in the native group of v3.32 and later. */
export type CalicoGroup = "crd.projectcalico.org/v1" | "projectcalico.org/v3";

export function servedResources(calico: CalicoGroup): readonly Resource[] {
  const [group = "", version = ""] = calico.split("/");
  return [
    ...BUILT_IN.map(([ownGroup, ownVersion, plural, kind, scope, ...parts]) => ({
      group: ownGroup,
      version: ownVersion,
      plural,
      kind,
      namespaced: scope === "namespaced",
      hasStatus: parts.includes("status"),
      hasGeneration: parts.includes("generation"),
    })),
    ...CALICO.map(([plural, kind]) => ({ group, version, plural, kind, namespaced: false, hasStatus: false, hasGeneration: true })),
  ];
}
