"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useIsStale } from "#components/layout/live.tsx";
import type { FieldError } from "#components/plan/field-errors.tsx";
import { OpenForms } from "#components/plan/open-forms.tsx";
import { PlannedWrite } from "#components/plan/planned-write.tsx";
import { type FieldRefusal, refusalsAt, useRefusals } from "#components/plan/refusals.ts";
import { TakeOver } from "#components/plan/take-over.tsx";
import { useSettled } from "#components/plan/use-settled.ts";
import { Icon } from "#components/ui/icon.tsx";
import { EmptyState } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { planQueries } from "#lib/client/plans.ts";
import { AddressCard } from "./address-card.tsx";
import { ACTIONS, sourceOf } from "./give-source.ts";
import { HeldCard } from "./held-card.tsx";
import { ReserveNote } from "./reserve-note.tsx";
import { ScopeCard } from "./scope-card.tsx";
import { TargetCard } from "./target-card.tsx";
import { useAddressErrors } from "./use-address-errors.ts";
import { useGive } from "./use-give.ts";

/** A pause in typing after which what stands there is looked at. */
const PAUSE_MS = 300;
/** Never asked: a query wants a key also while there is nothing to ask. */
const NOTHING = { undo: "" };

/** Gives addresses to a workload or a pod, or takes them away: what, who, where, and then the plan. */
export function GiveView() {
  const t = useTranslations("give");
  const give = useGive();
  const { action, target, scope } = give;
  const [draft, setDraft] = useState("");
  const { settled, isSettled } = useSettled(draft, PAUSE_MS);
  const ips = action === "attach" && settled !== "" ? [...give.ips, settled] : give.ips;
  const { takeOver, confirm } = useTakeOver(JSON.stringify([ips, target]));
  const source = sourceOf({ action, ips, target, scope, takeOver });
  const { data: plan, error } = useQuery({ ...planQueries.plan(source ?? NOTHING), enabled: source !== null });
  const refusals = useRefusals(source === null ? null : error);
  const errors = useAddressErrors(ips, refusals, source !== null);
  const at = (pointer: string) => refusalsAt(refusals, pointer).map(errorOf);
  const targetCard = <TargetCard number={action === "attach" ? 2 : 1} give={give} plan={plan} errors={at("/target")} />;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="font-semibold text-20">{t(`title-${action}`)}</h1>
        <Segmented
          label={t("what")}
          options={ACTIONS.map((value) => ({ value, label: t(`action-${value}`) }))}
          value={action}
          onChange={give.setAction}
        />
        <p className="text-12 text-text3">{t("nothing-yet")}</p>
      </div>
      <Stale />
      {action === "attach" ? (
        <>
          <AddressCard give={give} draft={draft} onDraft={setDraft} errors={errors} />
          {targetCard}
        </>
      ) : (
        <>
          {targetCard}
          <HeldCard give={give} errors={errors} />
        </>
      )}
      <ScopeCard give={give} errors={at("/scope")} />
      <TakeOver plan={plan} confirmed={takeOver} onConfirm={confirm} />
      <ReserveNote plan={plan} source={source} />
      <OpenForms />
      {source === null ? (
        <EmptyState icon="list" title={t("not-enough")}>
          <p>{t("not-enough-so")}</p>
        </EmptyState>
      ) : (
        <PlannedWrite source={source} isTyping={!isSettled} onCancel={give.clear} />
      )}
    </div>
  );
}

/** Confirmed for what is asked now: another address or target has to be confirmed anew. */
function useTakeOver(question: string) {
  const [held, setHeld] = useState<{ readonly question: string; readonly namespaces: readonly string[] }>({ question, namespaces: [] });
  const takeOver = held.question === question ? held.namespaces : [];
  return { takeOver, confirm: (namespace: string) => setHeld({ question, namespaces: [...takeOver, namespace] }) };
}

function errorOf({ pointer, text, code }: FieldRefusal): FieldError {
  return { key: `${pointer} ${text}`, text, code };
}

/** What is suggested and foretold rests on what was seen last. */
function Stale() {
  const t = useTranslations("give");
  if (!useIsStale()) return null;
  return (
    <p className="stale-ground flex gap-2 rounded-card border border-warn px-4 py-2 text-12 text-warn">
      <Icon name="clock" />
      {t("stale")}
    </p>
  );
}
