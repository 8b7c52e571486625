"use client";

import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/notice.tsx";
import { ProblemError } from "#lib/client/http.ts";
import { useSentence } from "./words.tsx";

/** A call that failed: what the console says about it, and what can be done. */
export function ProblemNotice({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const t = useTranslations("common");
  const sentence = useSentence("problems");
  const problem = error instanceof ProblemError ? error.problem : null;
  const detail = problem
    ? sentence({ code: problem.code, facts: problem.facts ?? {}, text: problem.detail ?? problem.title })
    : error.message;
  const isForbidden = problem?.status === 403;
  return (
    <EmptyState
      tone={isForbidden ? "warn" : "bad"}
      icon={isForbidden ? "warn" : "unserved"}
      title={t(isForbidden ? "forbidden.title" : "error.title")}
    >
      <p>{detail}</p>
      {!isForbidden && <p>{t("error.do")}</p>}
      {onRetry && (
        <p className="mt-3">
          <Button onClick={onRetry}>{t("retry")}</Button>
        </p>
      )}
    </EmptyState>
  );
}
