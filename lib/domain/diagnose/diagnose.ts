import type { Finding } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import type { Rules } from "../findings-book.ts";
import { type Reason, reason } from "../reason.ts";
import type { SourceStatus } from "../snapshot.ts";
import { CLUSTER_RULES, FLOATING_IP_RULES, POD_RULES } from "./catalogue.ts";
import type { Found } from "./rule.ts";

/** All rules, by what one finding is about. */
export const diagnosticRules: Rules = {
  diagnoseFloatingIp: (view, assessment) =>
    FLOATING_IP_RULES.flatMap((rule) => rule.find(view, assessment).map((found) => findingOf(rule, found))),
  diagnosePod: (view, pod) => POD_RULES.flatMap((rule) => rule.find(view, pod).map((found) => findingOf(rule, found))),
  diagnoseCluster: (view) => CLUSTER_RULES.flatMap((rule) => rule.find(view).map((found) => findingOf(rule, found))),
};

export type UncheckedRules = { readonly codes: readonly string[]; readonly source: string; readonly reason: Reason };

/** Rules that may be silent for want of a source that cannot be read, by source. */
export function uncheckedRules({ snapshot }: Pick<ClusterView, "snapshot">): readonly UncheckedRules[] {
  const all = [...FLOATING_IP_RULES, ...POD_RULES, ...CLUSTER_RULES];
  return [...snapshot.sources.values()].flatMap((status) => {
    const [resource] = status.source.split("/");
    const codes = all.filter(({ needs }) => needs.includes(resource ?? status.source)).map(({ code }) => code);
    return isRead(status) || codes.length === 0 ? [] : [{ codes: codes.toSorted(), source: status.source, reason: whyNot(status) }];
  });
}

function isRead({ state }: SourceStatus): boolean {
  // What the cluster does not have cannot be wrong.
  return state === "synced" || state === "absent" || state === "stale";
}

function whyNot({ state, source, since }: SourceStatus): Reason {
  return reason(`source-${state}`, { source, since });
}

function findingOf(rule: { readonly code: string; readonly severity: Finding["severity"] }, { severity, ...found }: Found): Finding {
  return { code: rule.code, severity: severity ?? rule.severity, ...found };
}
