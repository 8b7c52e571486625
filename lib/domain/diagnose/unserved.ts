import { aboutIp, aboutPod, type FloatingIpRule, fullName } from "./rule.ts";

/** Claimed, and no claim counts. */
export const unserved: FloatingIpRule = {
  code: "unserved",
  severity: "critical",
  needs: ["pods"],
  find(_view, { ip, state, rejected }) {
    if (state !== "unserved") return [];
    const pods = [...new Set(rejected.map(({ pod }) => fullName(pod)))];
    const [first] = rejected;
    const subject = first && pods.length === 1 ? aboutPod(first.pod) : aboutIp(ip);
    return [{ subject, ips: [ip], facts: { ip, pods, count: pods.length } }];
  },
};
