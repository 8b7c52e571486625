import { networkRefusalOf } from "./network-refusal.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** The CNI plugin refuses a claimant, and the kubelet said so in an event: most often the CNI gate is closed there (traps 1, 4). */
export const podDoesNotStart: PodRule = {
  code: "pod-does-not-start",
  severity: "critical",
  needs: ["pods", "events"],
  find({ snapshot }, { pod, ips }) {
    const error = networkRefusalOf(snapshot, pod);
    if (error === null) return [];
    const gate = error.includes("requested feature is not enabled: floating_ips") ? "closed" : "other";
    return [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), node: pod.node ?? "", error, gate } }];
  },
};
