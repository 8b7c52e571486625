"use client";

import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import type { Plan } from "#lib/contract/plans.ts";
import { shorten } from "./long-list.ts";
import { Remedy } from "./remedy.tsx";
import { usePlanSentence } from "./sentence.ts";

/** What forbids the plan, then what has to be known before it is applied; each with what would change it. */
export function PlanChecks({ plan: { blockers, warnings } }: { plan: Plan }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const lines = [
    ...blockers.map((one) => ({ ...one, tone: "bad" as const, icon: "unserved" as const, word: t("blocker") })),
    ...warnings.map((one) => ({ ...one, tone: "warn" as const, icon: "warn" as const, word: t("warning") })),
  ].map(({ tone, icon, word, ...one }) => {
    const short = shorten(one, (count) => t("more", { count }));
    return {
      key: `${one.code} ${one.text}`,
      tone,
      icon,
      text: (
        <>
          <span className="sr-only">{word}: </span>
          {sentence(short.sentence)}
          <EveryName names={short.all} />
          <Remedy remedy={one.remedy} />
        </>
      ),
    };
  });
  const clear = { key: "clear", tone: "ok" as const, icon: "check" as const, text: t("no-objection") };
  return (
    <Card title={t("checks", { blockers: blockers.length, warnings: warnings.length })}>
      <Reasons lines={lines.length > 0 ? lines : [clear]} />
    </Card>
  );
}

function EveryName({ names }: { names: readonly string[] }) {
  const t = useTranslations("plan-view");
  if (names.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="text-text2">{t("every-name", { count: names.length })}</summary>
      <ul className="mt-1 ml-4 list-disc font-mono">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </details>
  );
}
