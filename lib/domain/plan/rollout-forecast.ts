import type { ClusterView } from "../cluster-view.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import type { ClaimEdits } from "./claim-edits.ts";
import type { Consequence, RolloutForecast } from "./plan.ts";
import { withRollouts } from "./rollout.ts";
import { rolloutOf } from "./target.ts";

type Edits = Pick<ClaimEdits, "templates" | "changed">;

/**
 * What a plan says of an address whose pods are made anew: how it stands when the running pods are patched, which pods go, what
 * is sure of the time in which old and new ones are there, and of the time after it.
 *
 * @param read Pods of the workloads as they were read just now, beside those that are known.
 * @param byPods The consequences of the running pods alone.
 * @see withRollouts For what cannot be told.
 */
export function forecastRollouts(view: ClusterView, edits: Edits, read: readonly PodRecord[], byPods: readonly Consequence[]) {
  const { consequences, warnings } = withRollouts(view, edits, read, byPods);
  const rolling = edits.templates.filter(({ workload }) => rolloutOf(workload).kind === "now");
  const uids = new Set(rolling.map(({ workload }) => workload.uid));
  const known = [...view.pods.values()].map(({ pod }) => pod).filter((pod) => uids.has(workloadOf(view.snapshot, pod)?.record?.uid ?? ""));
  // As they are once they are patched; those that were read are all of one target, whose template rolls.
  const latest = [...known, ...(rolling.length > 0 ? read : []), ...edits.changed.filter((pod) => isOf(pod, known, read))];
  const replaced = [...new Map(latest.map((pod) => [pod.uid, pod])).values()].filter((pod) => pod.deletionTimestamp === null);
  return {
    warnings,
    consequences: consequences.map((entry) => (entry.after === null ? { ...entry, rollout: forecastOf(entry) } : entry)),
  };

  function forecastOf({ ip, before }: Consequence): RolloutForecast {
    const patched = byPods.find((consequence) => consequence.ip === ip)?.after ?? before;
    const olds = replaced.filter((pod) => claimedBy(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null).includes(ip));
    const news = rolling.filter(({ value }) => claimedBy(value).includes(ip));
    const own = new Set(olds.map(({ uid }) => uid));
    const others = [...(view.podsByIp.get(ip) ?? [])].filter((uid) => !own.has(uid) && !replaced.some((pod) => pod.uid === uid));
    return {
      patched,
      replaced: replaced
        .map(({ namespace, name, node }) => ({ namespace, name, node }))
        .toSorted((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1)),
      during: duringOf(ip, news, olds.length > 0),
      after: afterOf(ip, news, others.length),
    };
  }

  function isOf(pod: PodRecord, ...lists: readonly (readonly PodRecord[])[]): boolean {
    return lists.some((list) => list.some(({ uid }) => uid === pod.uid));
  }
}

type Rolling = Edits["templates"];

/** Whether old and new pods are there at once, and claim the address both. */
function duringOf(ip: string, news: Rolling, hasOld: boolean): Reason {
  if (news.length === 0) return reason("rollout-leaves", { ip });
  if (!hasOld) return reason("rollout-arrives", { ip });
  if (news.every(({ workload }) => workload.updateStrategy === "Recreate")) return reason("rollout-gap", { ip });
  return reason(news.some(({ workload }) => workload.kind === "Deployment") ? "rollout-overlap" : "rollout-one-by-one", { ip });
}

function afterOf(ip: string, news: Rolling, others: number): Reason {
  const count = news.reduce((sum, { workload }) => sum + (workload.desired ?? 0), 0);
  if (news.length > 0) return reason("rollout-after-unknown", { ip, count });
  return others > 0 ? reason("rollout-after-others", { ip, count: others }) : reason("rollout-after-nobody", { ip });
}
