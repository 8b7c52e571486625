import { readCniConfig } from "./cni-config.ts";
import { describeInstallation, type Installation } from "./installation.ts";
import { type Reason, reason } from "./reason.ts";
import type { CalicoNodePodRecord, ClusterSnapshot, ConfigMapRecord } from "./snapshot.ts";
import { doubtAbout } from "./source.ts";

export type CniInstalled = {
  readonly node: string;
  /** Whether the CNI plugin of the node works with the text as it stands; `null` when that cannot be told. */
  readonly installed: boolean | null;
  /** When `install-cni` last finished there. */
  readonly finishedAt: string | null;
  readonly reason: Reason | null;
};

export type CniGate = {
  /** `feature_control.floating_ips` in the ConfigMap; `null` when that cannot be told. */
  readonly enabled: boolean | null;
  readonly configMap: ConfigMapRecord | null;
  readonly key: string | null;
  readonly problem: Reason | null;
  /** Per node that runs calico-node, in text order. */
  readonly installedOn: readonly CniInstalled[];
};

/**
 * Whether pods with a claim may start: the CNI gate as the ConfigMap says it, and on which nodes that text is in force.
 *
 * `install-cni` reads the text once, when calico-node's pod starts, and the file on the node cannot be read through the API.
 * So "installed" is inferred: the init container finished after the last edit.
 *
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/install/install.go, `Install`
 */
export function assessCniGate(snapshot: ClusterSnapshot, installation: Installation = describeInstallation(snapshot)): CniGate {
  const { configMap, cniConfigKey: key } = installation;
  const text = key === null ? undefined : configMap?.data[key];
  const installedOn = calicoNodePodsOf(snapshot).map(([node, pod]) => ({ node, ...installedBy(pod, configMap) }));
  const base = { configMap, key, installedOn };

  const unread = doubtAbout(snapshot, "configmaps", configMap?.namespace);
  if (!configMap) return { ...base, enabled: null, problem: unread ?? reason("cni-config-not-found") };
  if (text === undefined)
    return {
      ...base,
      enabled: null,
      problem: reason("cni-config-key-missing", { configMap: `${configMap.namespace}/${configMap.name}`, key }),
    };
  const config = readCniConfig(text);
  if (!config.ok) return { ...base, enabled: null, problem: config.reason };
  const misplaced = config.misplaced.length > 0 && !config.floatingIps ? reason("cni-flag-misplaced", { places: config.misplaced }) : null;
  return { ...base, enabled: unread ? null : config.floatingIps, problem: unread ?? misplaced };
}

/** Whether the console's way of opening the gates works in this cluster at all. */
export function isSupported(installation: Installation): { readonly supported: boolean; readonly reason: Reason | null } {
  if (installation.managedBy === "operator") return { supported: false, reason: reason("operator-managed") };
  return { supported: true, reason: null };
}

/** The pod of calico-node that counts on each node: the newest that is not on its way out. Nodes in text order. */
export function calicoNodePodsOf(snapshot: ClusterSnapshot): readonly (readonly [string, CalicoNodePodRecord])[] {
  const byNode = new Map<string, CalicoNodePodRecord>();
  for (const pod of snapshot.calicoNodePods.values()) {
    if (pod.node === null) continue;
    const present = byNode.get(pod.node);
    if (!present || rank(pod) > rank(present)) byNode.set(pod.node, pod);
  }
  return [...byNode].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function rank(pod: CalicoNodePodRecord): string {
  return `${pod.deletionTimestamp === null ? 1 : 0} ${pod.createdAt ?? ""}`;
}

function installedBy(pod: CalicoNodePodRecord, configMap: ConfigMapRecord | null): Omit<CniInstalled, "node"> {
  const { installCni } = pod;
  const finishedAt = installCni?.finishedAt ?? null;
  const facts = { pod: `${pod.namespace}/${pod.name}`, finishedAt, editedAt: configMap?.lastModifiedAt ?? null };
  if (!installCni) return { installed: null, finishedAt, reason: reason("install-cni-unknown", facts) };
  if (installCni.state === "failed")
    return { installed: false, finishedAt, reason: reason("install-cni-failed", { ...facts, message: installCni.message }) };
  if (installCni.state !== "finished" || finishedAt === null)
    return { installed: false, finishedAt, reason: reason("install-cni-running", facts) };
  if (!configMap?.lastModifiedAt) return { installed: null, finishedAt, reason: reason("cni-edit-time-unknown", facts) };
  if (Date.parse(finishedAt) >= Date.parse(configMap.lastModifiedAt)) return { installed: true, finishedAt, reason: null };
  return { installed: false, finishedAt, reason: reason("cni-edited-since", facts) };
}
