import type { Finding, Severity } from "#lib/contract/findings.ts";

export type FindingChoice = {
  readonly severity: Severity | null;
  readonly code: string | null;
  readonly namespace: string | null;
  readonly q: string;
};

/** A finding and the text that the reader sees of it, which is what a search is held against. */
export type ReadableFinding = { readonly finding: Finding; readonly text: string };

/** Those that the filters leave, in the order in which they came. An empty filter leaves all. */
export function selectFindings(
  all: readonly ReadableFinding[],
  { severity, code, namespace, q }: FindingChoice,
): readonly ReadableFinding[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(
    ({ finding, text }) =>
      (severity === null || finding.severity === severity) &&
      (code === null || finding.code === code) &&
      (namespace === null || finding.subject.namespace === namespace) &&
      words.every((word) => haystackOf(finding, text).includes(word)),
  );
}

function haystackOf({ code, subject, ips }: Finding, text: string): string {
  return [code, subject.kind, `${subject.namespace ?? ""}/${subject.name}`, ...ips, text].join("\n").toLowerCase();
}

/** What the findings can be filtered by: each value once, in text order. */
export function choicesOf(findings: readonly Finding[]): { readonly codes: readonly string[]; readonly namespaces: readonly string[] } {
  return {
    codes: [...new Set(findings.map(({ code }) => code))].toSorted(),
    namespaces: [...new Set(findings.flatMap(({ subject }) => subject.namespace ?? []))].toSorted(),
  };
}
