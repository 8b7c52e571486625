"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { historyQueries } from "#lib/client/history.ts";
import type { Transition } from "#lib/contract/history.ts";
import { AcknowledgeForm } from "./acknowledge-form.tsx";
import { EvidenceList } from "./evidence-list.tsx";

/** What a row opens: what it means, who did it, the evidence, and who has seen it. Of a file (`readOnly`) nothing is asked for. */
export function TransitionDetails({ transition, readOnly = false }: { transition: Transition; readOnly?: boolean }) {
  const t = useTranslations("transition");
  const history = useTranslations("history");
  const { kind, cause, confidence, actor, actionId, incident } = transition;
  return (
    <div className="grid gap-3 text-12">
      <p className="break-words">
        {history(`kind-meanings.${kind}`)} {history(`cause-meanings.${cause}`)}
      </p>
      <KeyValues
        rows={[
          { key: "confidence", label: t("confidence"), value: history(`confidence-meanings.${confidence}`) },
          ...(actor === null
            ? []
            : [{ key: "actor", label: t("actor"), value: actionId === null ? `${actor} (${t("actor-hint")})` : actor }]),
          ...(actionId === null ? [] : [{ key: "action", label: t("cause"), value: t("own-action", { id: actionId }) }]),
          ...(incident === null
            ? []
            : [{ key: "incident", label: t("incident"), value: <span className="mono break-all">{incident}</span> }]),
        ]}
      />
      <section aria-label={t("evidence")}>
        <h3 className="font-semibold">{t("evidence")}</h3>
        {readOnly ? <EvidenceList evidence={transition.evidence} /> : <Asked id={transition.id} />}
      </section>
      <AcknowledgeForm transition={transition} readOnly={readOnly} />
    </div>
  );
}

function Asked({ id }: { id: number }) {
  const t = useTranslations("transition");
  const { data, error, refetch } = useQuery(historyQueries.transition(id));
  if (data) return <EvidenceList evidence={data.evidence} />;
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return <Skeleton rows={2} label={t("evidence-loading")} />;
}
