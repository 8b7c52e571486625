"use client";

import { clsx } from "clsx";
import { useId } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { Plan } from "#lib/contract/plans.ts";
import { formatDuration } from "#lib/ui/format-time.ts";
import { usePlanSentence } from "./sentence.ts";

/** How much changes, until when the plan holds, and the one button; where it may not be pressed, why. */
export function ApplyBar({
  plan,
  isSending,
  isInDialog,
  onApply,
  onAgain,
  onCancel,
}: {
  plan: Plan;
  isSending: boolean;
  /** There it stands over the navigation of a phone, not above it. */
  isInDialog: boolean;
  onApply: () => void;
  onAgain: () => void;
  onCancel: (() => void) | undefined;
}) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const locale = useLocale();
  const leftMs = Date.parse(plan.expiresAt) - useServerNow();
  const why = useId();
  const isExpired = leftMs <= 0;
  const [blocker] = plan.blockers;
  const obstacle = plan.readOnly ? sentence(plan.readOnly) : blocker ? sentence(blocker) : isExpired ? t("expired") : null;
  const isEmpty = plan.steps.length === 0;
  return (
    <div className={clsx("sticky bottom-0 z-10 border-line2 border-t bg-surface py-3 text-12", !isInDialog && "max-narrow:bottom-14")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-60">
          <strong className="font-semibold">{t("objects", { count: plan.steps.length })}</strong>{" "}
          <span className="text-text2 max-narrow:hidden">{t("applied-only-if")}</span>
        </p>
        {!isExpired && (
          <span className="text-text3 max-narrow:hidden" suppressHydrationWarning>
            {t("expires", { left: formatDuration(leftMs, locale) })}
          </span>
        )}
        {onCancel && <Button onClick={onCancel}>{t("cancel")}</Button>}
        {isExpired ? (
          <Button look="primary" onClick={onAgain}>
            {t("again")}
          </Button>
        ) : (
          <Button
            look="primary"
            disabled={obstacle !== null || isEmpty || isSending}
            aria-describedby={obstacle === null ? undefined : why}
            onClick={onApply}
          >
            {isSending ? t("applying") : t("apply", { count: plan.steps.length })}
          </Button>
        )}
      </div>
      {obstacle !== null && (
        <p id={why} className="mt-2 flex items-start gap-2 text-text2">
          <Icon name="info" className="mt-px text-text3" />
          <span className="min-w-0 break-words">{obstacle}</span>
        </p>
      )}
    </div>
  );
}
