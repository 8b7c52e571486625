import { canonicalAddress } from "../address.ts";
import { readFloatingIps } from "../annotation.ts";
import { workloadOf } from "../workload.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** The running pod claims an address that its template does not: the claim is lost at the next start. */
export const templateDrift: PodRule = {
  code: "template-drift",
  severity: "info",
  needs: ["pods", "deployments", "statefulsets", "replicasets"],
  find(view, { pod, claims }) {
    const workload = workloadOf(view.snapshot, pod);
    if (claims.length === 0 || !workload?.record || pod.deletionTimestamp !== null) return [];
    const read = workload.record.templateFloatingIps === null ? null : readFloatingIps(workload.record.templateFloatingIps);
    const inTemplate = new Set(read?.ok ? read.items.map(canonicalAddress) : []);
    const lost = claims.map(({ floatingIp }) => floatingIp).filter((ip) => !inTemplate.has(ip));
    if (lost.length === 0) return [];
    const facts = { pod: fullName(pod), kind: workload.kind, workload: `${pod.namespace}/${workload.name}`, lost, count: lost.length };
    return [{ subject: aboutPod(pod), ips: lost, facts }];
  },
};
