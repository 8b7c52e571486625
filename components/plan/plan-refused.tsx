"use client";

import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import { ProblemError } from "#lib/client/http.ts";
import { useRefusals } from "./refusals.ts";
import { Remedy } from "./remedy.tsx";
import { usePlanSentence } from "./sentence.ts";
import { StepDiff } from "./step-diff.tsx";
import { versionsDiff } from "./versions-diff.ts";

/** Why there is no plan: each refusal with its code, so that it can be looked up, and with the way out. */
export function PlanRefused({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslations("plan-view");
  const refusals = useRefusals(error);
  if (refusals.length === 0) return <ProblemNotice error={error} onRetry={onRetry} />;
  const lines = refusals.map(({ pointer, code, text, remedy }) => ({
    key: `${pointer} ${text}`,
    tone: "bad" as const,
    icon: "unserved" as const,
    text: (
      <>
        {text} <span className="mono text-text3">{code}</span>
        <Remedy remedy={remedy} />
      </>
    ),
  }));
  return (
    <Card title={t("refused-title")}>
      <div role="alert">
        <p className="mb-1 text-12 text-text2">{t("refused-so")}</p>
        <Reasons lines={lines} />
      </div>
    </Card>
  );
}

/** Why a plan was not applied. Where somebody else wrote meanwhile, both versions stand here. */
export function ApplyFailed({ error, onAgain }: { error: Error; onAgain: () => void }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const problem = error instanceof ProblemError ? error.problem : null;
  const facts = problem?.facts ?? {};
  const code = typeof facts["reason"] === "string" ? facts["reason"] : (problem?.code ?? null);
  const isConflict = problem?.status === 409 || problem?.code === "not-found";
  const versions = versionsDiff(facts["planned"], facts["current"]);
  const object = typeof facts["object"] === "string" ? facts["object"] : "";
  return (
    <Card title={t(isConflict ? "conflict" : "not-applied")}>
      <div role="alert" className="grid gap-2 text-12">
        <p className="font-semibold text-13 text-bad">
          {versions === null ? sentence({ code, facts, text: error.message }) : t("changed-since", { object })}
        </p>
        <p className="text-text2">{t("nothing-written")}</p>
        {versions !== null && (
          <>
            <p className="text-text2">{t("both-versions")}</p>
            <StepDiff diff={versions} label={object} />
          </>
        )}
        {typeof facts["rule"] === "string" && <Code label={t("rule")}>{facts["rule"]}</Code>}
        <p>
          <Button onClick={onAgain}>{t("again")}</Button>
        </p>
      </div>
    </Card>
  );
}
