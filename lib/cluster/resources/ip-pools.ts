import "server-only";
import { z } from "zod";
import type { IPPoolRecord } from "#lib/domain/snapshot.ts";
import { calicoKind } from "./calico-kind.ts";
import { count, flag, lax, laxList, metadata, text, texts } from "./raw.ts";

const IPPool = z.object({
  metadata: z.object({ ...metadata, deletionTimestamp: text }),
  spec: z.object({
    cidr: z.string(),
    blockSize: count,
    disabled: flag,
    nodeSelector: text,
    namespaceSelector: text,
    allowedUses: texts,
    ipipMode: text,
    vxlanMode: text,
    natOutgoing: flag,
    disableBGPExport: flag,
    assignmentMode: text,
  }),
  status: lax(z.object({ conditions: laxList(z.object({ type: z.string(), status: text })) })),
});

export const ipPools = calicoKind("ippools", "ipPools", (object) => ipPoolOf(IPPool.parse(object)));

function ipPoolOf({ metadata, spec, status }: z.output<typeof IPPool>): IPPoolRecord {
  const allocatable = status?.conditions.find(({ type }) => type === "Allocatable")?.status;
  return {
    name: metadata.name,
    cidr: spec.cidr,
    blockSize: spec.blockSize ?? null,
    disabled: spec.disabled ?? false,
    nodeSelector: spec.nodeSelector ?? null,
    namespaceSelector: spec.namespaceSelector ?? null,
    allowedUses: spec.allowedUses,
    ipipMode: spec.ipipMode ?? null,
    vxlanMode: spec.vxlanMode ?? null,
    natOutgoing: spec.natOutgoing ?? false,
    disableBGPExport: spec.disableBGPExport ?? false,
    assignmentMode: spec.assignmentMode ?? null,
    allocatable: allocatable === "True" ? true : allocatable === "False" ? false : null,
    deleting: Boolean(metadata.deletionTimestamp),
  };
}
