import type { Finding } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { compareText } from "../election.ts";
import type { Rules } from "../findings-book.ts";
import { type Reason, reason } from "../reason.ts";
import type { SourceStatus } from "../snapshot.ts";
import { ALL_RULES, CLUSTER_RULES, FLOATING_IP_RULES, POD_RULES } from "./catalogue.ts";
import type { Found } from "./rule.ts";

/** All rules, by what one finding is about. */
export const diagnosticRules: Rules = {
  diagnoseFloatingIp: (view, assessment) =>
    FLOATING_IP_RULES.flatMap((rule) => rule.find(view, assessment).map((found) => findingOf(rule, found))),
  diagnosePod: (view, pod) => POD_RULES.flatMap((rule) => rule.find(view, pod).map((found) => findingOf(rule, found))),
  diagnoseCluster: (view) => CLUSTER_RULES.flatMap((rule) => rule.find(view).map((found) => findingOf(rule, found))),
};

export type UncheckedRules = { readonly codes: readonly string[]; readonly source: string; readonly reason: Reason };

/** Kinds that a cluster may well be without: then there are none of them, and the rules are right to find none. */
const MAY_BE_ABSENT = new Set(["ipreservations", "replicasets", "jobs", "cronjobs", "events"]);

/**
 * Rules that were not checked, or only against what was seen before, by the source they lack.
 *
 * @returns One entry per source that is forbidden, absent, stale or still being listed, in text order; codes in text order.
 */
export function uncheckedRules({ snapshot }: Pick<ClusterView, "snapshot">): readonly UncheckedRules[] {
  return [...snapshot.sources.values()]
    .flatMap((status) => {
      const [resource = status.source] = status.source.split("/");
      const codes = ALL_RULES.filter(({ needs }) => needs.includes(resource)).map(({ code }) => code);
      return isRead(status, resource) || codes.length === 0
        ? []
        : [{ codes: codes.toSorted(), source: status.source, reason: whyNot(status) }];
    })
    .toSorted((a, b) => compareText(a.source, b.source));
}

function isRead({ state }: SourceStatus, resource: string): boolean {
  return state === "synced" || (state === "absent" && MAY_BE_ABSENT.has(resource));
}

function whyNot({ state, source, since }: SourceStatus): Reason {
  return reason(`source-${state}`, { source, since });
}

function findingOf(rule: { readonly code: string; readonly severity: Finding["severity"] }, { severity, ...found }: Found): Finding {
  return { code: rule.code, severity: severity ?? rule.severity, ...found };
}
