import { aboutIp, type FloatingIpRule, fullName } from "./rule.ts";

/** Two nodes or more elect a backend each (trap 18). */
export const split: FloatingIpRule = {
  code: "split",
  severity: "critical",
  needs: ["pods"],
  find(_view, { ip, state, nodes }) {
    if (state !== "split") return [];
    const electing = nodes.filter(({ backend }) => backend !== null);
    const pods = electing.flatMap(({ backend }) => (backend ? fullName(backend.pod) : []));
    return [{ subject: aboutIp(ip), ips: [ip], facts: { ip, nodes: electing.map(({ node }) => node), pods, count: electing.length } }];
  },
};
