"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Moment } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import { planQueries } from "#lib/client/plans.ts";
import { outcomeOf } from "#lib/contract/outcome.ts";
import type { Action } from "#lib/contract/plans.ts";
import { OUTCOME_LOOK, STEP_LOOK } from "./action-state.ts";
import { objectName } from "./object-name.ts";
import { usePlanSentence } from "./sentence.ts";
import { UndoButton } from "./undo-button.tsx";

/** What becomes of an action while it runs, and what it came to. */
export function ActionProgress({ id, onUndo, onClose }: { id: string; onUndo: () => void; onClose?: (() => void) | undefined }) {
  const t = useTranslations("plan-view");
  const { data: action, error, refetch } = useQuery(planQueries.action(id));
  useReread(action);
  if (error && !action) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!action) return <Skeleton rows={3} label={t("running")} />;
  return (
    <Card title={t("progress")} end={<OutcomeBadge action={action} />}>
      <p role="status" className="text-15">
        {t(`outcome-${outcomeOf(action)}`)}
      </p>
      {error && <p className="mt-1 text-12 text-warn">{t("not-answered")}</p>}
      <StepStates action={action} />
      <Differences action={action} />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <UndoButton action={action} onUndo={onUndo} />
        <Link href={`/activity?action=${encodeURIComponent(id)}`}>{t("in-activity")}</Link>
        {onClose && (
          <span className="ml-auto">
            <Button onClick={onClose}>{t("close")}</Button>
          </span>
        )}
      </div>
    </Card>
  );
}

/** What no stream tells of is asked for again as soon as all is written, and when the action is over. */
function useReread(action: Action | undefined): void {
  const client = useQueryClient();
  const outcome = action === undefined ? "running" : outcomeOf(action);
  useEffect(() => {
    if (outcome === "running") return;
    void client.invalidateQueries({ predicate: ({ queryKey }) => !["plan", "actions", "floating-ips"].includes(String(queryKey[0])) });
  }, [outcome, client]);
}

export function OutcomeBadge({ action }: { action: Pick<Action, "state" | "verification"> }) {
  const t = useTranslations("plan-view");
  const outcome = outcomeOf(action);
  return (
    <Badge {...OUTCOME_LOOK[outcome]} dashed={OUTCOME_LOOK[outcome].tone === "unk"}>
      {t(`word-${outcome}`)}
    </Badge>
  );
}

/** Each write with the true state of it. */
export function StepStates({ action: { steps } }: { action: Pick<Action, "steps"> }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const lines = steps.map(({ what, object, state, at, error }) => ({
    key: `${objectName(object)} ${what.text}`,
    ...STEP_LOOK[state],
    text: (
      <>
        <span className="font-semibold">{t(`step-${state}`)}</span> {sentence(what)}
        {at !== null && (
          <span className="text-text3">
            {" "}
            <Moment at={at} aged={false} />
          </span>
        )}
        {error !== null && <p className="break-words text-bad">{error}</p>}
      </>
    ),
  }));
  return <Reasons lines={lines} />;
}

/** Where what was seen is not what the plan foretold. */
export function Differences({ action: { verification } }: { action: Pick<Action, "verification"> }) {
  const sentence = usePlanSentence();
  if (verification.differences.length === 0) return null;
  return <Reasons lines={verification.differences.map((one) => ({ key: one.text, tone: "warn", icon: "warn", text: sentence(one) }))} />;
}
