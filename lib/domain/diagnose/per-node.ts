import { compareAddresses } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import type { Reason } from "../reason.ts";
import type { Found } from "./rule.ts";

/** Whether the dataplane of a node knows no floating IPs, whatever the gate says. */
export function isBlind({ felix }: ClusterView, node: string): boolean {
  return ["ebpf", "windows"].includes(felix.dataplaneOn(node));
}

/** One finding for each node whose Felix programs none of its claims, for one of these reasons. */
export function nodesThatProgramNone(view: ClusterView, codes: readonly string[]): readonly Found[] {
  const byNode = new Map<string, { ips: string[]; reason: Reason }>();
  for (const { ip, nodes } of view.assessments.values()) {
    for (const { node, programs, reason } of nodes) {
      if (programs !== "no" || !reason || !codes.includes(reason.code)) continue;
      const present = byNode.get(node) ?? { ips: [], reason };
      present.ips.push(ip);
      byNode.set(node, present);
    }
  }
  return [...byNode].map(([node, { ips, reason }]) => ({
    subject: { kind: "Node", namespace: null, name: node },
    ips: ips.toSorted(compareAddresses),
    facts: { ...reason.facts, node, count: ips.length },
  }));
}
