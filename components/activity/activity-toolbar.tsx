"use client";

import { useTranslations } from "use-intl";
import { OUTCOMES, type Outcome } from "#components/plan/action-state.ts";
import { Button } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import type { Action } from "#lib/contract/plans.ts";
import type { ActivityFilters } from "./use-activity-filters.ts";

/** Filters what is shown; the choices are those that occur. */
export function ActivityToolbar({
  filters: { values, set, isFiltered, clear },
  items,
}: {
  filters: ActivityFilters;
  items: readonly Action[];
}) {
  const t = useTranslations("activity");
  const words = useTranslations("plan-view");
  const kinds = [...new Set(items.map(({ action }) => action))].toSorted();
  const people = [...new Set(items.map(({ by }) => by))].toSorted();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label={t("kind")}
        none={t("any")}
        value={values.what}
        options={kinds.map((value) => ({ value, label: t.has(`kinds.${value}`) ? t(`kinds.${value}`) : value }))}
        onChange={(what) => void set({ what: what || null })}
      />
      <Choice
        label={t("outcome")}
        none={t("any")}
        value={values.outcome ?? ""}
        options={OUTCOMES.map((value) => ({ value, label: words(`word-${value}`) }))}
        onChange={(outcome) => void set({ outcome: (outcome || null) as Outcome | null })}
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
    </div>
  );
}
