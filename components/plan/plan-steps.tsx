"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { PlanStep } from "#lib/contract/plans.ts";
import { objectName } from "./object-name.ts";
import { usePlanSentence } from "./sentence.ts";
import { StepDiff } from "./step-diff.tsx";

/** Every write of a plan: the object, whether the server would take it, what differs, and how to do it otherwise. */
export function PlanSteps({ steps }: { steps: readonly PlanStep[] }) {
  const t = useTranslations("plan-view");
  const accepted = steps.filter(({ dryRun }) => dryRun.ok).length;
  const kubectl = steps.map((step) => step.kubectl).join("\n");
  return (
    <Card title={t("changes")} aside={t("dry-run", { count: steps.length, accepted })} padded={false}>
      {steps.length === 0 && <p className="px-4 py-3 text-text2">{t("no-step")}</p>}
      <ol>
        {steps.map((step) => (
          <Step key={`${objectName(step.object)} ${step.what.text}`} step={step} />
        ))}
      </ol>
      {steps.length > 0 && (
        <div className="border-line border-t px-4 pt-2 pb-4">
          <div className="mb-1 flex items-center text-12">
            <h3 className="font-semibold">{t("kubectl")}</h3>
            <span className="ml-auto">
              <Copy text={kubectl} />
            </span>
          </div>
          <Code label={t("kubectl")}>{kubectl}</Code>
        </div>
      )}
    </Card>
  );
}

function Step({ step }: { step: PlanStep }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const name = objectName(step.object);
  return (
    <li className="border-line border-t first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 bg-sunken px-4 py-2 text-12">
        <h3 className="break-all font-semibold">{name}</h3>
        <span className="min-w-0 flex-1 basis-40 text-text2">{sentence(step.what)}</span>
        {step.dryRun.ok ? (
          <Badge tone="ok" icon="check">
            {t("accepted")}
          </Badge>
        ) : (
          <Badge tone="bad" icon="unserved">
            {t("refused")}
          </Badge>
        )}
      </div>
      {step.dryRun.error !== null && <p className="break-words px-4 pt-2 text-12 text-bad">{step.dryRun.error}</p>}
      {step.dryRun.rule !== null && (
        <div className="px-4 pt-2">
          <p className="text-12 text-text2">{t("rule")}</p>
          <Code label={t("rule")}>{step.dryRun.rule}</Code>
        </div>
      )}
      <StepDiff diff={step.diff} label={name} />
      <Instead step={step} />
    </li>
  );
}

type Form = "yaml" | "helm" | "kustomize";

/** For a repository that owns the object. */
function Instead({ step }: { step: PlanStep }) {
  const t = useTranslations("plan-view");
  const [form, setForm] = useState<Form>("yaml");
  const texts: Record<Form, string | null> = { yaml: step.yaml, helm: step.helm, kustomize: step.kustomize };
  const forms = (["yaml", "helm", "kustomize"] as const).filter((one) => texts[one]);
  const text = texts[form] ?? "";
  if (forms.length === 0) return null;
  return (
    <details className="border-line border-t px-4 py-2 text-12">
      <summary className="text-text2">{t("instead")}</summary>
      <div className="flex flex-wrap items-center gap-2 py-2">
        <Segmented label={t("form")} options={forms.map((value) => ({ value, label: t(value) }))} value={form} onChange={setForm} />
        <span className="ml-auto">
          <Copy text={text} />
        </span>
      </div>
      <Code label={t(form)}>{text}</Code>
    </details>
  );
}

function Copy({ text }: { text: string }) {
  const t = useTranslations("common");
  return <CopyButton text={text} label={t("copy")} done={t("copied")} />;
}
