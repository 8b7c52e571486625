import "server-only";
import { stringify } from "yaml";
import type { FreeAddresses } from "#lib/contract/pools.ts";
import type { FreeQuestion } from "#lib/contract/questions.ts";
import { proposePool } from "#lib/domain/address-space/pool-proposal.ts";
import { suggestAddresses } from "#lib/domain/address-space/suggest.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import freeReasons from "#messages/en/free-reasons.json" with { type: "json" };
import { createExplain, explainedOf } from "./explain.ts";

const explainFree = createExplain(freeReasons);
const FAMILIES = [4, 6] as const;

/** Addresses that may be given out, best first, and what a proper pool for them would be. @param isTaken Written down by somebody. */
export function readFreeAddresses(view: ClusterView, { pool, count }: FreeQuestion, isTaken: (ip: string) => boolean): FreeAddresses {
  const { items, none } = suggestAddresses(view, { pool, count, isTaken });
  return {
    items: items.map(({ ip, pool: from, isSafe, reason }) => {
      const why = explainedOf(reason, explainFree);
      return { ip, pool: from, safe: isSafe, reason: why.text, why };
    }),
    none: none && explainedOf(none, explainFree),
    proposals: FAMILIES.flatMap((family) => {
      const proposal = proposePool(view, family);
      return proposal ? [{ family, cidr: proposal.cidr, yaml: stringify(proposal.manifest) }] : [];
    }),
  };
}
