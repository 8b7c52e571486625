import "server-only";
import type { Kind } from "./kind.ts";
import { bgpConfigurations, clusterInformations, installations, ipReservations } from "./resources/calico-others.ts";
import { CALICO_NAMESPACES } from "./resources/calico-places.ts";
import { configMaps } from "./resources/config-maps.ts";
import { events } from "./resources/events.ts";
import { felixConfigurations } from "./resources/felix-configurations.ts";
import { ipPools } from "./resources/ip-pools.ts";
import { ipamBlocks } from "./resources/ipam-blocks.ts";
import { nodes } from "./resources/nodes.ts";
import { pods } from "./resources/pods.ts";
import { services } from "./resources/services.ts";
import { cronJobs, daemonSets, deployments, jobs, replicaSets, statefulSets } from "./resources/workloads.ts";

const KINDS: readonly Kind[] = [
  pods,
  nodes,
  configMaps,
  daemonSets,
  felixConfigurations,
  ipPools,
  ipamBlocks,
  ipReservations,
  bgpConfigurations,
  clusterInformations,
  installations,
  services,
  deployments,
  statefulSets,
  replicaSets,
  jobs,
  cronJobs,
  events,
];

/** One list and one watch. */
export type Source = {
  /** The plural; with `/<namespace>` where only some namespaces are watched. */
  readonly name: string;
  readonly kind: Kind;
  readonly namespace: string | null;
};

/**
 * What is listed and watched.
 *
 * The ConfigMaps and the DaemonSet that steer Calico are looked for in Calico's own namespaces in any case. Somebody
 * who may not read those learns it from these two sources, and everything else works.
 *
 * @param namespaces Those that the reader has rights in; `null` for all.
 */
export function planSources(namespaces: readonly string[] | null): Source[] {
  return KINDS.flatMap((kind): Source[] => {
    const within = namespacesOf(kind, namespaces);
    if (within === null) return [{ name: kind.resource, kind, namespace: null }];
    return within.map((namespace) => ({ name: `${kind.resource}/${namespace}`, kind, namespace }));
  });
}

function namespacesOf(kind: Kind, namespaces: readonly string[] | null): readonly string[] | null {
  if (kind.scope === "cluster") return null;
  if (kind === configMaps) return CALICO_NAMESPACES;
  if (kind === daemonSets && namespaces) return [...new Set([...namespaces, ...CALICO_NAMESPACES])];
  return namespaces;
}
