import { isLost } from "./node-not-ready.ts";
import { aboutPod, type FloatingIpRule, fullName } from "./rule.ts";

/** Calico does not look at readiness: the backend stays, ready standbys or not. Where the node is lost, `node-not-ready` tells it. */
export const backendNotReady: FloatingIpRule = {
  code: "backend-not-ready",
  severity: "warning",
  needs: ["pods"],
  find: (view, { ip, nodes }) =>
    nodes.flatMap(({ node, backend, standbys }) => {
      if (!backend || backend.pod.ready || backend.pod.deletionTimestamp !== null || isLost(view.snapshot.nodes.get(node))) return [];
      const standby = standbys.find(({ pod }) => pod.ready && pod.deletionTimestamp === null);
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
