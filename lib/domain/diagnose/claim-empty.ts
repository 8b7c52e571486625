import { isFinished } from "../pod-addresses.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** The key is there and its value is empty: the pod neither starts nor goes, and a running one loses its network (trap 6). */
export const claimEmpty: PodRule = {
  code: "claim-empty",
  severity: "critical",
  needs: ["pods"],
  find(_view, { pod, rejected }) {
    const found = rejected.find(({ reason }) => reason.code === "claim-empty");
    // On the host's network, and after its end, nobody reads it.
    if (!found || pod.hostNetwork || isFinished(pod)) return [];
    return [{ subject: aboutPod(pod), ips: [], facts: { pod: fullName(pod), network: found.dropsPod ? "lost" : "none" } }];
  },
};
