"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { useIsStale } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import { ChangeTable } from "./change-table.tsx";
import { QuestionForm } from "./question-form.tsx";
import { bodyOf, useQuestion } from "./use-question.ts";
import { type Change, countKinds } from "./what-changes.ts";

/** What an event would change, by the same rules that tell what is there now. */
export function WhatIfView() {
  const t = useTranslations("what-if");
  const question = useQuestion();
  return (
    <div className="grid gap-4">
      <h1 className="font-semibold text-20">
        {t("title")} <span className="font-normal text-13 text-text3">{t("aside")}</span>
      </h1>
      <QuestionForm question={question} />
      {question.isAsked ? (
        <Answer question={question} />
      ) : (
        <EmptyState icon="fork" title={t("nothing-asked")}>
          <p>{t("nothing-asked-so")}</p>
        </EmptyState>
      )}
    </div>
  );
}

function Answer({ question }: { question: ReturnType<typeof useQuestion> }) {
  const t = useTranslations("what-if");
  const isStale = useIsStale();
  const { data, error, refetch } = useQuery({ ...queries.whatIf(bodyOf(question.values)), placeholderData: keepPreviousData });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={4} label={t("asking")} />;
  if (data.items.length === 0) {
    return (
      <EmptyState tone="ok" icon="serving" title={t("no-change")}>
        <p>{t("no-change-so")}</p>
      </EmptyState>
    );
  }
  return (
    <Card title={t("changes")} padded={false} className={isStale ? "stale-ground" : ""}>
      <div className="border-line border-b px-4 py-3">
        {isStale && <p className="text-warn">{t("stale")}</p>}
        <p className="text-16" role="status">
          <Summary changes={data.items} />
        </p>
        <p className="mt-1 text-12 text-text2">{t("template")}</p>
      </div>
      <ChangeTable changes={data.items} />
    </Card>
  );
}

function Summary({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations("what-if");
  const locale = useLocale();
  const parts = countKinds(changes).map(({ kind, count }, at) => t(`sum-${kind}`, { count, first: at === 0 ? "yes" : "no" }));
  return t("summary", { parts: new Intl.ListFormat(locale, { type: "conjunction" }).format(parts) });
}
