import { forecastReplacement } from "../forecast.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

const WHY: Readonly<Record<string, string>> = {
  "item-leading-zero": "zero",
  "item-mask": "mask",
  "item-blank": "blank",
  "item-empty": "empty",
  "item-family-missing": "family",
  "item-v4-mapped": "mapped",
  "item-unparsable": "unparsable",
};

/** Items that Calico drops in silence from a running pod, and that keep its replacement from starting (traps 8, 9, 10). */
export const claimDropped: PodRule = {
  code: "claim-dropped",
  severity: "info",
  needs: ["pods"],
  find(_view, { pod, rejected }) {
    const forecast = forecastReplacement(pod, null);
    return rejected.flatMap(({ item, floatingIp, reason }) => {
      const why = WHY[reason.code];
      if (why === undefined || item === null) return [];
      const facts = {
        pod: fullName(pod),
        item,
        why,
        means: floatingIp,
        meant: floatingIp === null ? "no" : "yes",
        error: forecast.ok ? "" : forecast.error,
      };
      return [{ subject: aboutPod(pod), ips: floatingIp === null ? [] : [floatingIp], facts }];
    });
  },
};
