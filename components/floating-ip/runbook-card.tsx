"use client";

import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { RunbookCommand } from "#lib/contract/floating-ips.ts";

/** Commands that prove the answer without this console, and what they should print. */
export function RunbookCard({ commands }: { commands: readonly RunbookCommand[] }) {
  const t = useTranslations("floating-ip");
  return (
    <Card title={t("runbook")} aside={t("runbook-aside")}>
      <ol className="grid gap-4">
        {commands.map((step) => (
          <Step key={`${step.id} ${step.node}`} step={step} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step: { id, node, command, expected } }: { step: RunbookCommand }) {
  const t = useTranslations("floating-ip");
  const isNamed = t.has(`run-${id}`);
  const title = isNamed ? t(`run-${id}`) : id;
  return (
    <li className="min-w-0">
      <div className="mb-1 flex flex-wrap items-center gap-x-2 text-12">
        <h3 className="font-semibold">{title}</h3>
        {isNamed && <span className="text-text2">{t(`run-${id}-about`, { node: node ?? "" })}</span>}
        <span className="ml-auto">
          <CopyButton text={command} label={t("copy")} done={t("copied")} />
        </span>
      </div>
      <Code label={`${title} ${node ?? ""}`}>
        {command}
        {"\n"}
        <span className="sr-only">{t("expected")}: </span>
        <span className="text-text3">{expectedText(expected, t)}</span>
      </Code>
    </li>
  );
}

function expectedText(expected: string | null, t: (key: "expected-nothing" | "expected-unknown") => string): string {
  if (expected === null) return `# ${t("expected-unknown")}`;
  return expected === "" ? `# ${t("expected-nothing")}` : expected;
}
