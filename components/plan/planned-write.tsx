"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Skeleton } from "#components/ui/notice.tsx";
import { applyPlan, type PlanSource, planQueries } from "#lib/client/plans.ts";
import { ActionProgress } from "./action-progress.tsx";
import { ApplyBar } from "./apply-bar.tsx";
import { Consequences } from "./consequences.tsx";
import { PlanChecks } from "./plan-checks.tsx";
import { ApplyFailed, PlanRefused } from "./plan-refused.tsx";
import { PlanSteps } from "./plan-steps.tsx";

/**
 * Writing, from the plan to what became of it: what would change, what that does, apply, the progress, and the way back.
 *
 * A form gives what it wants; another `source` makes another plan. Nothing is written before somebody presses apply.
 */
export function PlannedWrite({
  source,
  isTyping = false,
  drill = false,
  onCancel,
  narrow = false,
}: {
  source: PlanSource;
  /** Somebody is still typing: the plan of what stood there before must not be applied. */
  isTyping?: boolean;
  /** Only shown: there is nothing to press. */
  drill?: boolean;
  onCancel?: (() => void) | undefined;
  /** In one column, within a dialog or a side. */
  narrow?: boolean;
}) {
  // A new source is a new write: what was applied before is not its outcome.
  return <Write key={JSON.stringify(source)} source={source} isTyping={isTyping} drill={drill} onCancel={onCancel} narrow={narrow} />;
}

function Write({
  source,
  isTyping,
  drill,
  onCancel,
  narrow,
}: {
  source: PlanSource;
  isTyping: boolean;
  drill: boolean;
  onCancel: (() => void) | undefined;
  narrow: boolean;
}) {
  const t = useTranslations("plan-view");
  const client = useQueryClient();
  const [actionId, setActionId] = useState<string | null>(null);
  const [isUndoing, setUndoing] = useState(false);
  const { data: plan, error, refetch, isFetching } = useQuery({ ...planQueries.plan(source), enabled: actionId === null });
  const apply = useMutation({
    mutationFn: applyPlan,
    onSuccess: (begun) => {
      setActionId(begun.actionId);
      void client.invalidateQueries({ queryKey: planQueries.actions() });
    },
  });
  const again = () => {
    apply.reset();
    void refetch();
  };
  if (actionId !== null) {
    return (
      <div className="grid gap-4">
        <ActionProgress id={actionId} onUndo={() => setUndoing(true)} onClose={onCancel} />
        {isUndoing && <PlannedWrite source={{ undo: actionId }} onCancel={() => setUndoing(false)} narrow={narrow} />}
      </div>
    );
  }
  if (isTyping) return <Skeleton rows={3} label={t("planning")} />;
  if (apply.error) return <ApplyFailed error={apply.error} onAgain={again} />;
  if (error) return <PlanRefused error={error} onRetry={again} />;
  if (!plan || isFetching) return <Skeleton rows={3} label={t("planning")} />;
  return (
    <div className="grid gap-4">
      <div className={narrow ? "grid gap-4" : "grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_368px]"}>
        <div className={clsx("grid min-w-0 gap-4", !narrow && "wide:order-last")}>
          <Consequences consequences={plan.consequences} />
          <PlanChecks plan={plan} />
        </div>
        <PlanSteps steps={plan.steps} />
      </div>
      {drill ? (
        <p className="text-12 text-text2">{t("drill")}</p>
      ) : (
        <ApplyBar
          plan={plan}
          isSending={apply.isPending}
          isInDialog={narrow}
          onApply={() => apply.mutate(plan.id)}
          onAgain={again}
          onCancel={onCancel}
        />
      )}
    </div>
  );
}
