"use client";

import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Moment } from "#components/layout/words.tsx";
import { Differences, StepStates } from "#components/plan/action-progress.tsx";
import { Consequences } from "#components/plan/consequences.tsx";
import { objectName } from "#components/plan/object-name.ts";
import { PlannedWrite } from "#components/plan/planned-write.tsx";
import { StepDiff } from "#components/plan/step-diff.tsx";
import { UndoButton } from "#components/plan/undo-button.tsx";
import { Card } from "#components/ui/card.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import { outcomeOf } from "#lib/contract/outcome.ts";
import type { Action } from "#lib/contract/plans.ts";
import { subjectOf } from "./subject.ts";

/** One action whole: each write with its difference, what was foretold, what was seen, and the way back. */
export function ActionDetails({ action }: { action: Action }) {
  const t = useTranslations("activity");
  const words = useTranslations("plan-view");
  const [isUndoing, setUndoing] = useState(false);
  const { addresses } = subjectOf(action);
  return (
    <div className="grid gap-3 py-2 text-12">
      <p className="text-13">{words(`outcome-${outcomeOf(action)}`)}</p>
      <Differences action={action} />
      <KeyValues
        rows={[
          { key: "started", label: t("started"), value: <Moment at={action.startedAt} aged={false} /> },
          { key: "ended", label: t("ended"), value: action.endedAt === null ? t("not-yet") : <Moment at={action.endedAt} aged={false} /> },
          {
            key: "verified",
            label: t("verified"),
            value: action.verification.at === null ? t("not-yet") : <Moment at={action.verification.at} aged={false} />,
          },
          { key: "by", label: t("by"), value: action.by },
          ...(addresses.length === 0 ? [] : [{ key: "addresses", label: t("addresses"), value: <Addresses of={addresses} /> }]),
          ...(action.undoes === null ? [] : [{ key: "undoes", label: t("undoes"), value: <Other id={action.undoes} /> }]),
          ...(action.undoneBy === null ? [] : [{ key: "undone", label: t("undone-by"), value: <Other id={action.undoneBy} /> }]),
          { key: "id", label: t("id"), value: <span className="mono break-all">{action.id}</span> },
        ]}
      />
      <Card title={t("steps")} padded={false}>
        <div className="px-4 py-1">
          <StepStates action={action} />
        </div>
        {action.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are never moved
          <details key={at} className="border-line border-t">
            <summary className="px-4 py-2 text-text2">{words("diff-of", { object: objectName(step.object) })}</summary>
            <StepDiff diff={step.diff} label={objectName(step.object)} />
          </details>
        ))}
      </Card>
      <Consequences consequences={action.consequences} />
      <UndoButton action={action} onUndo={() => setUndoing(true)} />
      {isUndoing && <PlannedWrite source={{ undo: action.id }} onCancel={() => setUndoing(false)} />}
    </div>
  );
}

function Addresses({ of }: { of: readonly string[] }) {
  return of.map((ip, at) => (
    <span key={ip}>
      {at > 0 && ", "}
      {ip.includes("/") ? (
        <span className="mono">{ip}</span>
      ) : (
        <Link href={`/floating-ips/${encodeURIComponent(ip)}`} className="mono break-all">
          {ip}
        </Link>
      )}
    </span>
  ));
}

function Other({ id }: { id: string }) {
  return (
    <Link href={`/activity?action=${encodeURIComponent(id)}`} className="mono break-all">
      {id}
    </Link>
  );
}
