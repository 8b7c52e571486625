import { networkRefusalOf } from "./network-refusal.ts";
import { aboutIp, aboutPod, type FloatingIpRule, fullName } from "./rule.ts";

/** Claimed, and no claim counts: nobody answers. Of a Job that is done, only a note. */
export const unserved: FloatingIpRule = {
  code: "unserved",
  severity: "critical",
  needs: ["pods"],
  find({ snapshot }, { ip, state, stateReason, rejected }) {
    if (state !== "unserved") return [];
    const pods = [...new Map(rejected.map(({ pod }) => [pod.uid, pod])).values()];
    const refused = pods.flatMap((pod) => {
      const error = networkRefusalOf(snapshot, pod);
      return error === null ? [] : [{ pod, error }];
    })[0];
    const about = refused?.pod ?? (pods.length === 1 ? pods[0] : undefined);
    const isDone = pods.length > 0 && pods.every(({ phase }) => phase === "Succeeded");
    const facts = {
      ip,
      cause: refused ? "refused" : (stateReason?.facts["cause"] ?? "several"),
      pods: pods.map(fullName),
      count: pods.length,
      pod: about ? fullName(about) : null,
      node: about?.node ?? null,
      error: refused?.error ?? null,
    };
    return [{ subject: about ? aboutPod(about) : aboutIp(ip), ips: [ip], facts, ...(isDone ? { severity: "info" as const } : {}) }];
  },
};
