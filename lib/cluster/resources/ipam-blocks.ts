import "server-only";
import { z } from "zod";
import type { BlockAttribute, IPAMBlockRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { calicoKind } from "./calico-kind.ts";
import { flag, internNullable, laxList, metadata, text, textMap } from "./raw.ts";

const Attribute = z.object({
  handle_id: text,
  secondary: textMap,
  ActiveOwnerAttrs: textMap,
  releasedAt: text,
});

const IPAMBlock = z.object({
  metadata: z.object(metadata),
  spec: z.object({
    cidr: z.string(),
    affinity: text,
    // Strict on purpose: an ordinal or an index that is dropped would move all that follow.
    allocations: z.array(z.number().nullable()).nullish(),
    attributes: z.array(Attribute).nullish(),
    unallocated: laxList(z.number()),
    deleted: flag,
  }),
});

export const ipamBlocks: Kind = {
  ...calicoKind("ipamblocks", "ipamBlocks", (object) => ipamBlockOf(IPAMBlock.parse(object))),
  // One for each 64 pods, and as big as a pod: parsing a page of 500 holds everything else up for a quarter of a second.
  isLarge: true,
};

function ipamBlockOf({ metadata, spec }: z.output<typeof IPAMBlock>): IPAMBlockRecord {
  return {
    name: metadata.name,
    cidr: spec.cidr,
    affinity: internNullable(spec.affinity),
    allocations: spec.allocations ?? [],
    unallocated: spec.unallocated,
    attributes: (spec.attributes ?? []).map(attributeOf),
    deleted: spec.deleted ?? false,
  };
}

function attributeOf(attribute: z.output<typeof Attribute>): BlockAttribute {
  return {
    handleId: attribute.handle_id ?? null,
    owner: attribute.secondary ?? attribute.ActiveOwnerAttrs ?? {},
    releasedAt: attribute.releasedAt ?? null,
  };
}
