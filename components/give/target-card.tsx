"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { type FieldError, FieldErrors } from "#components/plan/field-errors.tsx";
import { usePlanSentence } from "#components/plan/sentence.ts";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { type TargetName, targetQueries } from "#lib/client/targets.ts";
import type { Plan } from "#lib/contract/plans.ts";
import type { Target } from "#lib/contract/targets.ts";
import { PodsTable } from "./pods-table.tsx";
import { StepCard } from "./step-card.tsx";
import { TargetSearch } from "./target-search.tsx";
import type { Give } from "./use-give.ts";

/** Who claims the addresses: found by name, then shown with its pods and what each of them will be. */
export function TargetCard({
  number,
  give,
  plan,
  errors,
}: {
  number: number;
  give: Give;
  plan: Plan | undefined;
  errors: readonly FieldError[];
}) {
  const t = useTranslations("give");
  const errorsId = useId();
  // What was pressed goes with what it changed: the focus moves on to what comes in its place.
  const [isMoved, setMoved] = useState(false);
  const setTarget = (target: TargetName | null) => {
    setMoved(true);
    give.setTarget(target);
  };
  return (
    <StepCard
      number={number}
      title={t("target")}
      aside={t(`target-aside-${give.action}`)}
      end={
        give.target && (
          <Button small look="quiet" autoFocus={isMoved} onClick={() => setTarget(null)}>
            {t("change")}
          </Button>
        )
      }
    >
      {give.target === null ? (
        <TargetSearch
          claiming={give.action === "detach"}
          hint={give.action === "detach" ? (give.ips[0] ?? "") : ""}
          takesFocus={isMoved}
          onPick={({ kind, namespace, name }) => setTarget({ kind, namespace, name })}
        />
      ) : (
        <Chosen give={give} target={give.target} plan={plan} />
      )}
      <FieldErrors id={errorsId} errors={errors} />
    </StepCard>
  );
}

function Chosen({ give, target, plan }: { give: Give; target: TargetName; plan: Plan | undefined }) {
  const t = useTranslations("give");
  const { data, error, refetch } = useQuery(targetQueries.one(target));
  const name = `${target.namespace}/${target.name}`;
  return (
    <>
      <p className="break-all text-13">
        <span className="text-text2">{target.kind}</span> <span className="font-semibold">{name}</span>
      </p>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={2} label={t("loading-target")} />}
      {data && (
        <>
          <About target={data.target} />
          {data.pods.length === 0 ? (
            <p className="text-12 text-text2">{t("no-pods")}</p>
          ) : (
            <PodsTable give={give} pods={data.pods} plan={plan} />
          )}
        </>
      )}
    </>
  );
}

/** What it claims already, and which tool writes it again. */
function About({ target: { kind, namespace, name, claims, deployer } }: { target: Target }) {
  const t = useTranslations("give");
  const sentence = usePlanSentence();
  const list = (ips: readonly string[]) => ips.join(", ");
  return (
    <>
      <p className="break-words text-12 text-text2">
        {claims.template.length + claims.running.length === 0 && t("claims-nothing")}
        {claims.template.length > 0 && t("claims-template", { ips: list(claims.template) })}{" "}
        {claims.running.length > 0 && t("claims-running", { ips: list(claims.running) })}
      </p>
      {deployer && (
        <p className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-12 text-warn">
          <Icon name="warn" />
          {sentence({
            code: "deployed-by",
            facts: { target: `${kind} ${namespace}/${name}`, tool: deployer.tool, name: deployer.name },
            text: null,
          })}
        </p>
      )}
    </>
  );
}
