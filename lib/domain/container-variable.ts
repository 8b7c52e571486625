import type { CalicoDaemonSetRecord, ClusterSnapshot, EnvVar } from "./snapshot.ts";
import { doubtAbout } from "./source.ts";

/** A variable of calico-node's container: its value, `null` when it is not set, or that it cannot be known. */
export type Variable = { readonly known: true; readonly value: string | null } | { readonly known: false };

const UNKNOWN: Variable = { known: false };
const UNSET: Variable = { known: true, value: null };

/**
 * Reads a variable of the container `calico-node`, as the kubelet would set it: `env` wins over `envFrom`, the later over the earlier.
 *
 * @param name Compared without regard to case, as Felix does.
 * @returns Not known when it comes from a Secret, a field, or a ConfigMap that is not watched.
 */
export function readVariable(snapshot: ClusterSnapshot, daemonSet: CalicoDaemonSetRecord, name: string): Variable {
  const container = daemonSet.containers.find((candidate) => candidate.name === "calico-node");
  if (!container) return UNKNOWN;
  const wanted = name.toUpperCase();
  const direct = container.env.findLast((entry) => entry.name.toUpperCase() === wanted);
  if (direct) return variableOf(snapshot, daemonSet.namespace, direct);

  for (const from of container.envFromConfigMaps.toReversed()) {
    const data = snapshot.configMaps.get(`${daemonSet.namespace}/${from.name}`)?.data;
    if (!data) {
      // An absent optional ConfigMap sets nothing; whether it is absent is known only while its source is in sync.
      if (from.optional && doubtAbout(snapshot, "configmaps", daemonSet.namespace) === null) continue;
      return UNKNOWN;
    }
    const key = Object.keys(data).find((candidate) => `${from.prefix}${candidate}`.toUpperCase() === wanted);
    if (key !== undefined) return { known: true, value: data[key] ?? null };
  }
  return container.hasOpaqueEnvFrom ? UNKNOWN : UNSET;
}

function variableOf(snapshot: ClusterSnapshot, namespace: string, entry: EnvVar): Variable {
  if (entry.opaque) return UNKNOWN;
  if (!entry.configMapKey) return { known: true, value: entry.value };
  const { name, key, optional } = entry.configMapKey;
  const configMap = snapshot.configMaps.get(`${namespace}/${name}`);
  const value = configMap?.data[key];
  if (value !== undefined) return { known: true, value };
  return optional && (configMap || doubtAbout(snapshot, "configmaps", namespace) === null) ? UNSET : UNKNOWN;
}
