import "server-only";
import { z } from "zod";
import type { NodeRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { flag, intern, lax, laxList, metadata, text, textMap, texts } from "./raw.ts";

const CALICO_PREFIX = "projectcalico.org/";

const Node = z.object({
  metadata: z.object({ ...metadata, labels: textMap, annotations: textMap }),
  spec: lax(
    z.object({
      podCIDR: text,
      podCIDRs: texts,
      unschedulable: flag,
      taints: laxList(z.object({ key: z.string(), effect: text, timeAdded: text })),
    }),
  ),
  status: lax(
    z.object({
      addresses: laxList(z.object({ type: z.string(), address: z.string() })),
      conditions: laxList(z.object({ type: z.string(), status: text, lastTransitionTime: text })),
      nodeInfo: lax(z.object({ operatingSystem: text })),
    }),
  ),
});

export const nodes: Kind = {
  resource: "nodes",
  group: "",
  version: "v1",
  scope: "cluster",
  isLarge: false,
  fieldSelector: null,
  collections: ["nodes"],
  decode: (object) => ({ nodes: nodeOf(Node.parse(object)) }),
};

function nodeOf({ metadata, spec, status }: z.output<typeof Node>): NodeRecord {
  const ready = status?.conditions.find((condition) => condition.type === "Ready");
  const podCidrs = spec?.podCIDRs ?? [];
  const unreachable = spec?.taints.filter((taint) => taint.key === "node.kubernetes.io/unreachable") ?? [];
  return {
    name: intern(metadata.name),
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    labels: metadata.labels ?? {},
    addresses: status?.addresses ?? [],
    podCidrs: podCidrs.length > 0 || !spec?.podCIDR ? podCidrs : [spec.podCIDR],
    ready: ready?.status === "True" || ready?.status === "False" ? ready.status : "Unknown",
    readySince: ready?.lastTransitionTime ?? null,
    unreachable: unreachable.length > 0,
    // The taint that evicts is dated; the one that only keeps pods from being scheduled is not always.
    unreachableSince: unreachable.find(({ effect }) => effect === "NoExecute")?.timeAdded ?? null,
    unschedulable: spec?.unschedulable ?? false,
    os: status?.nodeInfo?.operatingSystem ?? "",
    calico: Object.fromEntries(
      Object.entries(metadata.annotations ?? {})
        .filter(([key]) => key.startsWith(CALICO_PREFIX))
        .map(([key, value]) => [key.slice(CALICO_PREFIX.length), value]),
    ),
  };
}
