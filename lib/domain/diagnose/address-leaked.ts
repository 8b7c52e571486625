import { findLeaks } from "../address-space/leaks.ts";
import type { ClusterRule } from "./rule.ts";

const MAX_NAMED = 20;

/** IPAM holds addresses for pods that are gone: nobody can use them until somebody releases them. One finding for each block. */
export const addressLeaked: ClusterRule = {
  code: "address-leaked",
  severity: "info",
  needs: ["pods", "ipamblocks"],
  find(view) {
    const byBlock = Map.groupBy(findLeaks(view) ?? [], ({ block }) => block);
    return [...byBlock].map(([block, leaks]) => {
      const named = leaks.slice(0, MAX_NAMED);
      const facts = {
        block,
        count: leaks.length,
        ips: named.map(({ ip }) => ip),
        pods: [...new Set(named.map(({ namespace, name }) => `${namespace}/${name}`))],
      };
      return { subject: { kind: "IPAMBlock", namespace: null, name: block }, ips: [], facts };
    });
  },
};
