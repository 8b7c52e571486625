import { compareText } from "../election.ts";
import type { ClusterSnapshot, PodRecord } from "../snapshot.ts";
import { excerpt } from "./rule.ts";

/** What stands before the answer of the CNI plugin. */
const BEFORE = "failed (add): ";

/**
 * Why the CNI plugin does not give a pod its network, from the newest event about it. Events live for an hour.
 *
 * @returns The plugin's own words, first line; `null` when the pod has an address, or no such event is known.
 */
export function networkRefusalOf({ events }: Pick<ClusterSnapshot, "events">, pod: PodRecord): string | null {
  if (pod.statusPodIps.length > 0 || pod.deletionTimestamp !== null) return null;
  const about = [...events.values()].filter(({ pod: { uid }, message }) => uid === pod.uid && message.includes(BEFORE));
  const newest = about.toSorted((a, b) => compareText(b.lastAt ?? "", a.lastAt ?? "") || compareText(a.uid, b.uid))[0];
  const answer = newest?.message.slice(newest.message.indexOf(BEFORE) + BEFORE.length).split("\n")[0];
  return answer === undefined ? null : excerpt(answer);
}
