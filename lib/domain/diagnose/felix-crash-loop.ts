import { aboutPod, fullName, type PodRule } from "./rule.ts";

/** A v4-mapped item on a pod with IPv6: the Felix of its node panics again and again, and its node is frozen (trap 12). */
export const felixCrashLoop: PodRule = {
  code: "felix-crash-loop",
  severity: "critical",
  needs: ["pods"],
  find(view, { pod, crashesFelix, rejected }) {
    const { node } = pod;
    if (!crashesFelix || node === null || view.programsOn(node, 6).programs === "no") return [];
    const ips = [
      ...new Set(
        [...(view.podsByNode.get(node) ?? [])].flatMap((uid) => view.pods.get(uid)?.claims.map(({ floatingIp }) => floatingIp) ?? []),
      ),
    ];
    const items = rejected.flatMap(({ item, reason }) => (reason.code === "item-v4-mapped" && item !== null ? item : []));
    return [{ subject: aboutPod(pod), ips, facts: { pod: fullName(pod), node, items, count: ips.length } }];
  },
};
