import { forecastReplacement } from "../forecast.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** A running pod with claims that count carries a value with which no new pod can start (traps 8, 9, 10, 12). */
export const replacementFails: PodRule = {
  code: "replacement-fails",
  severity: "warning",
  needs: ["pods"],
  find(_view, { pod, claims }) {
    if (claims.length === 0) return [];
    const forecast = forecastReplacement(pod, null);
    if (forecast.ok) return [];
    return [
      {
        subject: aboutPod(pod),
        ips: claims.map(({ floatingIp }) => floatingIp),
        facts: { pod: fullName(pod), error: forecast.error, controlled: pod.controller ? "yes" : "no" },
      },
    ];
  },
};
