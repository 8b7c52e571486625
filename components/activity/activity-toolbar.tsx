"use client";

import { useTranslations } from "use-intl";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { activityExport } from "#lib/client/plans.ts";
import { OUTCOMES } from "#lib/contract/outcome.ts";
import { ACTIONS, type Action } from "#lib/contract/plans.ts";
import type { ActivityFilters } from "./use-activity-filters.ts";

/** Which actions are shown, and the way to take exactly those away. Names are those that occur. */
export function ActivityToolbar({
  filters: { values, set, filter, isFiltered, clear },
  items,
}: {
  filters: ActivityFilters;
  items: readonly Action[];
}) {
  const t = useTranslations("activity");
  const words = useTranslations("plan-view");
  const people = [...new Set([...items.map(({ by }) => by), ...(values.by === "" ? [] : [values.by])])].toSorted();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label={t("kind")}
        none={t("any")}
        value={values.what ?? ""}
        options={ACTIONS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        onChange={(value) => void set({ what: ACTIONS.find((known) => known === value) ?? null })}
      />
      <Choice
        label={t("outcome")}
        none={t("any")}
        value={values.outcome ?? ""}
        options={OUTCOMES.map((value) => ({ value, label: words(`word-${value}`) }))}
        onChange={(value) => void set({ outcome: OUTCOMES.find((known) => known === value) ?? null })}
      />
      <Choice
        label={t("by")}
        none={t("anybody")}
        value={values.by}
        options={people.map((value) => ({ value, label: value }))}
        onChange={(by) => void set({ by: by || null })}
      />
      {isFiltered && (
        <Button look="quiet" onClick={clear}>
          {t("clear")}
        </Button>
      )}
      <a href={activityExport(filter)} download className={`${buttonClass("plain")} ml-auto print:hidden`}>
        {t("export")}
      </a>
    </div>
  );
}
