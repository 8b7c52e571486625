import { isFinished } from "../pod-addresses.ts";
import { aboutPod, fullName, type PodRule } from "./rule.ts";

const WHY: Readonly<Record<string, string>> = { "pod-host-network": "host", "pod-unscheduled": "unscheduled", "pod-finished": "finished" };

/** A pod on the host's network, without a node, or finished: its claim does nothing (trap 22). */
export const claimWithoutEffect: PodRule = {
  code: "claim-without-effect",
  severity: "info",
  needs: ["pods"],
  find(_view, { pod, rejected, ips }) {
    // A value that cannot be read is rejected for that first, also where nobody would read it.
    const told = pod.hostNetwork ? "host" : isFinished(pod) ? "finished" : undefined;
    const why =
      rejected.length === 0 ? undefined : (told ?? rejected.map(({ reason }) => WHY[reason.code]).find((word) => word !== undefined));
    return why === undefined ? [] : [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), why } }];
  },
};
