import { workloadOf } from "../workload.ts";
import { aboutIp, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** Pods of different workloads claim one address on one node: the smallest pod IP as text wins, and nobody chose it (trap 17). */
export const claimedByStrangers: FloatingIpRule = {
  code: "claimed-by-strangers",
  severity: "info",
  needs: ["pods"],
  find(view, assessment) {
    const claims = claimsIn(assessment);
    if (claims.length < 2) return [];
    const owners = new Set(claims.map(({ pod }) => `${pod.namespace}/${workloadOf(view.snapshot, pod)?.name ?? pod.name}`));
    if (owners.size < 2) return [];
    const namespaces = [...new Set(claims.map(({ pod }) => pod.namespace))].toSorted();
    const facts = {
      ip: assessment.ip,
      workloads: [...owners].toSorted(),
      pods: claims.map(({ pod }) => fullName(pod)),
      namespaces,
      spread: namespaces.length > 1 ? "namespaces" : "one",
    };
    return [
      { subject: aboutIp(assessment.ip), ips: [assessment.ip], facts, ...(namespaces.length > 1 ? { severity: "warning" as const } : {}) },
    ];
  },
};
