import "server-only";
import { z } from "zod";
import type { FelixConfigurationRecord } from "#lib/domain/snapshot.ts";
import { calicoKind } from "./calico-kind.ts";
import { count, flag, lastWriteOf, lax, managedFields, metadata, text, textMap } from "./raw.ts";

const OVERRIDE_PREFIX = "config.projectcalico.org/";

/** Calico's own client keeps the time of creation of its own object in here. It is the one that Felix compares. */
const METADATA_ANNOTATION = "projectcalico.org/metadata";
const StoredMetadata = z.object({ creationTimestamp: text });

const FelixConfiguration = z.object({
  metadata: z.object({ ...metadata, creationTimestamp: text, annotations: textMap, managedFields }),
  spec: lax(
    z.object({
      floatingIPs: text,
      bpfEnabled: flag,
      ipv6Support: flag,
      nftablesMode: text,
      programClusterRoutes: text,
      ipv4NormalRoutePriority: count,
      routeSyncDisabled: flag,
      interfacePrefix: text,
      nodeSelector: text,
    }),
  ),
});

export const felixConfigurations = calicoKind("felixconfigurations", "felixConfigurations", (object) =>
  felixConfigurationOf(FelixConfiguration.parse(object)),
);

function felixConfigurationOf({ metadata, spec }: z.output<typeof FelixConfiguration>): FelixConfigurationRecord {
  const annotations = metadata.annotations ?? {};
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    createdAt: storedCreationOf(annotations[METADATA_ANNOTATION]) ?? metadata.creationTimestamp ?? null,
    floatingIPs: spec?.floatingIPs ?? null,
    bpfEnabled: spec?.bpfEnabled ?? null,
    ipv6Support: spec?.ipv6Support ?? null,
    nftablesMode: spec?.nftablesMode ?? null,
    programClusterRoutes: spec?.programClusterRoutes ?? null,
    ipv4NormalRoutePriority: spec?.ipv4NormalRoutePriority ?? null,
    routeSyncDisabled: spec?.routeSyncDisabled ?? null,
    interfacePrefix: spec?.interfacePrefix ?? null,
    nodeSelector: spec?.nodeSelector ?? null,
    overrides: Object.fromEntries(
      Object.entries(annotations)
        .filter(([key]) => key.startsWith(OVERRIDE_PREFIX))
        .map(([key, value]) => [key.slice(OVERRIDE_PREFIX.length), value]),
    ),
    ...lastWriteOf(metadata.managedFields, "f:spec"),
  };
}

/** @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/resources/resources.go, `ConvertK8sResourceToCalicoResource` */
function storedCreationOf(annotation: string | undefined): string | null {
  if (!annotation) return null;
  try {
    return StoredMetadata.parse(JSON.parse(annotation)).creationTimestamp ?? null;
  } catch {
    // Calico ignores the whole object then; the API server's time is the best that is left.
    return null;
  }
}
