import { aboutPod, claimsIn, type FloatingIpRule, fullName } from "./rule.ts";

/** One claimant in the whole cluster. */
export const noStandby: FloatingIpRule = {
  code: "no-standby",
  severity: "warning",
  needs: ["pods"],
  find(_view, assessment) {
    const { ip, state } = assessment;
    const [only, ...others] = claimsIn(assessment);
    if (state !== "serving" || !only || others.length > 0) return [];
    return [{ subject: aboutPod(only.pod), ips: [ip], facts: { ip, pod: fullName(only.pod), node: only.node } }];
  },
};
