"use client";

import { useLocale, useTranslations } from "use-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Transition } from "#lib/contract/history.ts";
import { formatSpan } from "#lib/ui/format-time.ts";

/** Why, in two lines: the cause, and what is known of its root or of who did it. */
export function TransitionWhy({ transition: { cause, detail, actor } }: { transition: Pick<Transition, "cause" | "detail" | "actor"> }) {
  const t = useTranslations("history");
  const root = detail === null ? null : t.has(`details.${detail}`) ? t(`details.${detail}`) : detail;
  const second = [root, actor].filter((part) => part !== null).join(", ");
  return (
    <>
      <div>{t(`causes.${cause}`)}</div>
      {second && <div className="break-words text-text3">{second}</div>}
    </>
  );
}

const LOOK: Record<Transition["confidence"], { readonly tone: Tone; readonly icon: IconName }> = {
  certain: { tone: "ok", icon: "check" },
  likely: { tone: "plain", icon: "check" },
  possible: { tone: "plain", icon: "info" },
  none: { tone: "unk", icon: "unknown" },
};

export function ConfidenceBadge({ confidence }: { confidence: Transition["confidence"] }) {
  const t = useTranslations("history.confidences");
  return (
    <Badge {...LOOK[confidence]} dashed={confidence === "none"}>
      {t(confidence)}
    </Badge>
  );
}

/** How long nobody had it, or how long several had. */
export function TransitionGap({ transition: { gapMs, overlapMs } }: { transition: Pick<Transition, "gapMs" | "overlapMs"> }) {
  const t = useTranslations("transition");
  const locale = useLocale();
  if (gapMs) return <>{formatSpan(gapMs, locale)}</>;
  if (overlapMs) return <span className="text-text2">{t("overlap", { length: formatSpan(overlapMs, locale) })}</span>;
  return <span className="text-text3">–</span>;
}
