import { compareAddresses, formatAddress, parseCidr } from "../address.ts";
import type { Claim } from "../assessment.ts";
import { affineNode } from "../block.ts";
import { claimsOf } from "../claims.ts";
import type { ClusterView } from "../cluster-view.ts";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/**
 * A workload whose template claims the address is about to start more pods, and free addresses of the backend's node sort before
 * the backend's own: a new pod there takes the address, though nothing failed (trap 17).
 *
 * It speaks while the workload grows, so that it is there when the template grew and silent on a workload at rest.
 */
export const preemptionAhead: FloatingIpRule = {
  code: "preemption-ahead",
  severity: "warning",
  needs: ["pods", "ipamblocks"],
  find(view, assessment) {
    const { ip, nodes } = assessment;
    const growing = claimsIn(assessment).flatMap((claim) => growthOf(view, claim, ip));
    const [growth] = growing;
    if (!growth) return [];
    return nodes.flatMap(({ node, backend }) => {
      if (!backend) return [];
      const free = freeOn(view, node, backend.family);
      const earlier = free.filter((address) => address < backend.podIp);
      if (earlier.length === 0) return [];
      const facts = {
        ip,
        node,
        pod: fullName(backend.pod),
        podIp: backend.podIp,
        workload: growth.name,
        kind: growth.kind,
        from: growth.current,
        to: growth.desired,
        earlier: earlier.length,
        free: free.length,
        example: earlier.toSorted(compareAddresses)[0] ?? "",
      };
      return [{ subject: { kind: growth.kind, namespace: backend.pod.namespace, name: growth.name }, ips: [ip], facts }];
    });
  },
};

type Growth = { readonly kind: string; readonly name: string; readonly current: number; readonly desired: number };

function growthOf(view: ClusterView, claim: Claim, ip: string): readonly Growth[] {
  const workload = workloadOf(view.snapshot, claim.pod);
  const record = workload?.record;
  if (!workload || !record || record.desired === null || record.current === null || record.desired <= record.current) return [];
  if (record.templateFloatingIps === null || record.templateHostNetwork) return [];
  const next = { ...claim.pod, annotations: { ...claim.pod.annotations, [FLOATING_IPS_ANNOTATION]: record.templateFloatingIps } };
  if (!claimsOf(next).claims.some(({ floatingIp }) => floatingIp === ip)) return [];
  return [{ kind: workload.kind, name: workload.name, current: record.current, desired: record.desired }];
}

function freeOn({ snapshot }: ClusterView, node: string, family: 4 | 6): readonly string[] {
  return [...snapshot.ipamBlocks.values()].flatMap((block) => {
    const range = parseCidr(block.cidr);
    if (!range || range.family !== family || block.deleted || affineNode(block) !== node) return [];
    return block.unallocated.map((ordinal) => formatAddress(range.first + BigInt(ordinal), family));
  });
}
