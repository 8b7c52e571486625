import { isFinished } from "../pod-addresses.ts";
import { aboutPod, excerpt, fullName, type PodRule } from "./rule.ts";

/** The value is no JSON array of strings: Calico loses the whole endpoint of a running pod, and no new one starts (trap 7). */
export const claimMalformed: PodRule = {
  code: "claim-malformed",
  severity: "critical",
  needs: ["pods"],
  find(_view, { pod, rejected, ips }) {
    const found = rejected.find(({ reason }) => reason.code === "claim-malformed");
    // On the host's network, and after its end, nobody reads it.
    if (!found || pod.hostNetwork || isFinished(pod)) return [];
    const { value = "", error = "" } = found.reason.facts;
    const meant = ips.length > 0 ? JSON.stringify(ips) : null;
    const facts = {
      pod: fullName(pod),
      value: excerpt(String(value)),
      error: excerpt(String(error)),
      means: meant === null ? null : excerpt(meant),
      meant: meant === null ? "no" : "yes",
      network: found.dropsPod ? "lost" : "none",
    };
    return [{ subject: aboutPod(pod), ips, facts }];
  },
};
