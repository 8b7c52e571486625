"use client";

import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { type ManualStep, manualSteps } from "./by-hand.ts";

/** What to do outside of this console, which only reads. */
export function ByHandCard({ gates, apiGroup }: { gates: Gates; apiGroup: string | null }) {
  const t = useTranslations("setup");
  if (!gates.supported) return null;
  const steps = manualSteps(gates, apiGroup);
  return (
    <Card title={t("by-hand")} aside={t("by-hand-aside")}>
      {steps.length === 0 && <p className="text-text2">{t("hand-nothing")}</p>}
      <ol className="grid gap-4">
        {steps.map((step) => (
          <Step key={step.command} step={step} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step: { code, facts, command } }: { step: ManualStep }) {
  const t = useTranslations("setup");
  const filling = { ...RICH, object: facts.object, nodes: facts.nodes.join(", ") };
  const title = t(code);
  return (
    <li className="min-w-0 text-12">
      <div className="flex items-center gap-2">
        <h3 className="font-semibold">{title}</h3>
        <span className="ml-auto">
          <CopyButton text={command} label={t("copy")} done={t("copied")} />
        </span>
      </div>
      <p className="mb-1 break-words text-text2">{t.rich(`${code}-about`, filling)}</p>
      <Code label={title}>{command}</Code>
    </li>
  );
}
