import type { ClusterView } from "../cluster-view.ts";
import { earliestFreeAddress } from "../free-address.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import type { ClaimEdits } from "./claim-edits.ts";
import { sideOf } from "./consequences.ts";
import type { Consequence } from "./plan.ts";
import { rolloutOf } from "./target.ts";

/**
 * What a plan says of the pods that the changed templates will make: where they will run and which address they will get is
 * decided later, so that the addresses they claim cannot be told before it happens.
 *
 * @param consequences By the running pods alone.
 * @param read Pods of the workloads as they were read just now, beside those that are known.
 */
export function withRollouts(
  view: ClusterView,
  { templates }: Pick<ClaimEdits, "templates">,
  read: readonly PodRecord[],
  consequences: readonly Consequence[],
): { readonly consequences: readonly Consequence[]; readonly warnings: readonly Reason[] } {
  const rolling = templates.filter(({ workload }) => rolloutOf(workload).kind === "now");
  if (rolling.length === 0) return { consequences, warnings: templates.map(({ workload }) => rolloutOf(workload).reason) };
  const uids = new Set(rolling.map(({ workload }) => workload.uid));
  const known = [...view.pods.values()].map(({ pod }) => pod);
  const pods = [...read, ...known.filter((pod) => uids.has(workloadOf(view.snapshot, pod)?.record?.uid ?? ""))];
  const unsure = new Set([
    ...rolling.flatMap(({ value }) => claimedBy(value)),
    ...pods.flatMap((pod) => claimedBy(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null)),
  ]);
  const told = new Set(consequences.map(({ ip }) => ip));
  const note = reason("consequence-rollout", {
    targets: rolling.map(({ workload }) => `${workload.namespace}/${workload.name}`),
    count: rolling.reduce((sum, { workload }) => sum + (workload.desired ?? 0), 0),
  });
  const more = [...unsure].filter((ip) => !told.has(ip)).map((ip) => ({ ip, before: sideOf(view.assessments.get(ip)) }));
  return {
    consequences: [...consequences, ...more].map((entry) =>
      unsure.has(entry.ip) ? { ...entry, after: null, note } : { after: null, note: null, ...entry },
    ),
    warnings: [...templates.map(({ workload }) => rolloutOf(workload).reason), ...rolling.flatMap(riskOf)],
  };

  function riskOf({ workload, value }: ClaimEdits["templates"][number]): readonly Reason[] {
    const ips = claimedBy(value);
    const target = `${workload.kind} ${workload.namespace}/${workload.name}`;
    const several = ips.length > 0 && (workload.kind === "DaemonSet" || (workload.desired ?? 0) > 1);
    const facts = { target, ips, count: workload.desired ?? 0 };
    return [...(several ? [reason("several-pods-claim", facts)] : []), ...ips.flatMap((ip) => preemptionBy(target, ip))];
  }

  /** A backend of others, on a node where a new pod may get an address that sorts before its own. */
  function preemptionBy(target: string, ip: string): readonly Reason[] {
    return (view.assessments.get(ip)?.nodes ?? []).flatMap(({ node, backend }) => {
      if (!backend || pods.some(({ uid }) => uid === backend.pod.uid)) return [];
      const earliest = earliestFreeAddress(view.snapshot, node, backend.family);
      if (earliest === null || earliest >= backend.podIp) return [];
      const pod = `${backend.pod.namespace}/${backend.pod.name}`;
      return [reason("new-pod-may-preempt", { target, ip, node, pod, podIp: backend.podIp, earliest })];
    });
  }
}
