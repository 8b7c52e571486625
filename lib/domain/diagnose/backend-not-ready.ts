import { aboutPod, type FloatingIpRule, fullName } from "./rule.ts";

/** Calico does not look at readiness: the backend stays, ready standbys or not. */
export const backendNotReady: FloatingIpRule = {
  code: "backend-not-ready",
  severity: "warning",
  needs: ["pods"],
  find: (_view, { ip, nodes }) =>
    nodes.flatMap(({ node, backend, standbys }) => {
      if (!backend || backend.pod.ready || backend.pod.deletionTimestamp) return [];
      const standby = standbys.find(({ pod }) => pod.ready);
      const facts = {
        ip,
        node,
        pod: fullName(backend.pod),
        since: backend.pod.readySince,
        standby: standby ? fullName(standby.pod) : null,
        hasStandby: standby ? "yes" : "no",
      };
      return [{ subject: aboutPod(backend.pod), ips: [ip], facts }];
    }),
};
