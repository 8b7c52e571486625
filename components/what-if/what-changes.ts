import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { WhatIfAnswer } from "#lib/contract/what-if.ts";

export type Change = WhatIfAnswer["items"][number];

/** Worst first: the order in which the table and the summary tell them. */
export const KINDS = ["lost", "splits", "disabled", "moved", "unknown", "other", "gained", "healed"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * What a change means for those who use the address.
 *
 * An address whose last claim goes is not there afterwards (`after` is null): nobody is left.
 */
export function kindOf({ before, after }: Change): Kind {
  const was = before?.state ?? "unserved";
  const becomes = after?.state ?? "unserved";
  if (was === becomes) return areServedAlike(before, after) ? "other" : "moved";
  switch (becomes) {
    case "unserved":
      return "lost";
    case "disabled":
      return "disabled";
    case "split":
      return "splits";
    case "unknown":
      return "unknown";
    case "serving":
      return was === "split" ? "healed" : "gained";
  }
}

function areServedAlike(before: FloatingIp | null, after: FloatingIp | null): boolean {
  return backendsOf(before) === backendsOf(after);
}

function backendsOf(item: FloatingIp | null): string {
  return (item?.backends ?? [])
    .map(({ uid }) => uid)
    .toSorted()
    .join(" ");
}

/** How many addresses change in each way; only the ways that occur, worst first. */
export function countKinds(changes: readonly Change[]): readonly { readonly kind: Kind; readonly count: number }[] {
  const byKind = Map.groupBy(changes, kindOf);
  return KINDS.flatMap((kind) => {
    const count = byKind.get(kind)?.length ?? 0;
    return count === 0 ? [] : [{ kind, count }];
  });
}

/** Worst first, and within a kind as they came. */
export function sortChanges(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((a, b) => KINDS.indexOf(kindOf(a)) - KINDS.indexOf(kindOf(b)));
}
