import { aboutPod, fullName, type PodRule } from "./rule.ts";

const MARKS = ["failed (add): ", "failed to setup network"];

/** The CNI plugin refuses a claimant, and the kubelet said so in an event: most often the CNI gate is closed there (traps 1, 4). */
export const podDoesNotStart: PodRule = {
  code: "pod-does-not-start",
  severity: "critical",
  needs: ["pods", "events"],
  find(view, { pod, ips }) {
    if (pod.statusPodIps.length > 0 || pod.deletionTimestamp !== null) return [];
    const event = [...view.snapshot.events.values()].find(
      ({ reason, pod: about, message }) =>
        reason === "FailedCreatePodSandBox" && about.uid === pod.uid && MARKS.some((mark) => message.includes(mark)),
    );
    if (!event) return [];
    const error = event.message.split("failed (add): ").at(-1) ?? event.message;
    const gate = error.includes("requested feature is not enabled") ? "closed" : "other";
    return [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), node: pod.node ?? "", error, gate, since: event.lastAt } }];
  },
};
