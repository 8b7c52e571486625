import "server-only";
import type { Finding, FindingList } from "#lib/contract/findings.ts";
import type { FindingFilter } from "#lib/contract/questions.ts";
import type * as domain from "#lib/domain/assessment.ts";
import { SEVERITIES } from "#lib/domain/assessment.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { uncheckedRules } from "#lib/domain/diagnose/diagnose.ts";
import { compareText } from "#lib/domain/election.ts";
import { explainedOf, explainFinding, wireFactsOf } from "./explain.ts";

/** What is wrong, worst first, and what could not be checked for want of a source. */
export function listFindings(view: ClusterView, findings: readonly domain.Finding[], { severity }: FindingFilter): FindingList {
  const asked = severity === undefined ? findings : findings.filter((finding) => finding.severity === severity);
  return {
    items: asked.toSorted(compareFindings).map(presentFinding),
    unchecked: uncheckedRules(view).map(({ codes, source, reason }) => ({ codes: [...codes], source, ...explainedOf(reason) })),
  };
}

function presentFinding(finding: domain.Finding): Finding {
  const { code, severity, subject, ips, facts } = finding;
  const [only = null] = ips;
  return {
    code,
    severity,
    subject: { ...subject },
    ip: ips.length === 1 ? only : null,
    ips: [...ips],
    facts: wireFactsOf(facts),
    ...explainFinding(finding),
  };
}

function compareFindings(a: domain.Finding, b: domain.Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareText(a.code, b.code) || compareText(nameOf(a), nameOf(b))
  );
}

function nameOf({ subject, ips }: domain.Finding): string {
  return [subject.namespace ?? "", subject.name, ...ips].join("/");
}
