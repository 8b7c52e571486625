"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { usePlanSentence } from "#components/plan/sentence.ts";
import { GUARD_MODES, useWritePlace } from "#components/plan/use-write-place.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { guardQuery } from "#lib/client/guard.ts";
import type { Guard } from "#lib/contract/guard.ts";

const LOOK: Record<Guard["mode"], { readonly tone: Tone; readonly icon: IconName }> = {
  off: { tone: "plain", icon: "minus" },
  audit: { tone: "ok", icon: "check" },
  deny: { tone: "ok", icon: "check" },
  changed: { tone: "warn", icon: "warn" },
  unsupported: { tone: "unk", icon: "disabled" },
  unknown: { tone: "unk", icon: "unknown" },
};

/** Whether the API server itself refuses an annotation that Calico could not read, and the ways to change that. */
export function GuardCard() {
  const t = useTranslations("setup");
  const { data, error, refetch } = useQuery(guardQuery());
  return (
    <Card
      title={t("guard")}
      end={
        data && (
          <Badge {...LOOK[data.mode]} dashed={data.mode === "unknown"}>
            {t(`guard-mode-${data.mode}`)}
          </Badge>
        )
      }
    >
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={2} label={t("loading-guard")} />}
      {data && <Found guard={data} />}
    </Card>
  );
}

function Found({ guard }: { guard: Guard }) {
  const t = useTranslations("setup");
  const sentence = usePlanSentence();
  const { open } = useWritePlace();
  return (
    <>
      <p className="font-semibold text-15">{t("guard-question")}</p>
      <p className="mt-1 text-15">{t(`guard-answer-${guard.mode}`)}</p>
      {guard.reason && <p className="mt-1 break-words text-12 text-warn">{sentence(guard.reason)}</p>}
      <p className="mt-2 mb-3 max-w-prose text-text2">{t("guard-about")}</p>
      <div className="flex flex-wrap items-center gap-2">
        {GUARD_MODES.map((mode) => (
          <Button key={mode} disabled={guard.mode === mode || guard.mode === "unsupported"} onClick={() => open({ guard: mode })}>
            {t(`guard-set-${mode}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
