import "server-only";
import { z } from "zod";
import type { ConfigMapRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { lastWriteOf, managedFields, metadata, textMap } from "./raw.ts";

/** Kept whole: the CNI configuration is one long value. */
const CALICO_CONFIG_MAPS = ["calico-config", "canal-config", "cni-config", "kubernetes-services-endpoint"];

/** Longer than any setting of Felix. What is longer is a certificate, a script or a dashboard. */
const VARIABLE_LENGTH = 1_024;

const ConfigMap = z.object({ metadata: z.object({ ...metadata, managedFields }), data: textMap });

/**
 * The ConfigMaps of Calico's own namespaces, all of them: calico-node may take variables from any ConfigMap beside it
 * (`envFrom`), under names that no rule with `resourceNames` could know. The right needed is `list` and `watch` on
 * configmaps in kube-system and calico-system, not in the cluster. Long values of other ConfigMaps are dropped on arrival.
 */
export const configMaps: Kind = {
  resource: "configmaps",
  group: "",
  version: "v1",
  scope: "namespaced",
  isLarge: false,
  fieldSelector: null,
  collections: ["configMaps"],
  decode: (object) => ({ configMaps: configMapOf(ConfigMap.parse(object)) }),
};

function configMapOf({ metadata, data }: z.output<typeof ConfigMap>): ConfigMapRecord {
  const entries = Object.entries(data ?? {});
  const isWhole = CALICO_CONFIG_MAPS.includes(metadata.name);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    resourceVersion: metadata.resourceVersion,
    data: Object.fromEntries(isWhole ? entries : entries.filter(([, value]) => value.length <= VARIABLE_LENGTH)),
    ...lastWriteOf(metadata.managedFields, "f:data"),
  };
}
