import { forecastDel } from "../forecast.ts";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** A pod that is to go cannot: the CNI plugin fails to take its network down, because it cannot read the value (traps 6, 7). */
export const podDoesNotEnd: PodRule = {
  code: "pod-does-not-end",
  severity: "warning",
  needs: ["pods"],
  find(_view, { pod, ips }) {
    if (pod.deletionTimestamp === null || pod.hostNetwork) return [];
    const value = pod.annotations[FLOATING_IPS_ANNOTATION] ?? null;
    const forecast = forecastDel({ value, hasAddress: pod.statusPodIps.length > 0, flag: true });
    return forecast.ok
      ? []
      : [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), error: forecast.error, since: pod.deletionTimestamp } }];
  },
};
