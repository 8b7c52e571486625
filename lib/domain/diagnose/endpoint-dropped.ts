import { aboutPod, fullName, type PodRule } from "./rule.ts";

const OWN_RULES = new Set(["claim-malformed", "claim-empty"]);

/** Calico cannot convert the pod for another reason than its claim: its address, or its source prefixes. It has no network. */
export const endpointDropped: PodRule = {
  code: "endpoint-dropped",
  severity: "critical",
  needs: ["pods"],
  find(_view, { pod, rejected, ips }) {
    const found = rejected.find(({ dropsPod, reason }) => dropsPod && !OWN_RULES.has(reason.code));
    return found ? [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), error: found.reason.facts["error"] ?? "" } }] : [];
  },
};
