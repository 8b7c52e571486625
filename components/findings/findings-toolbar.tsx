"use client";

import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { type Finding, Severity } from "#lib/contract/findings.ts";
import { choicesOf } from "./select-findings.ts";
import type { useFindingFilters } from "./use-finding-filters.ts";

export function FindingsToolbar({ items, filters }: { items: readonly Finding[]; filters: ReturnType<typeof useFindingFilters> }) {
  const t = useTranslations("findings-page");
  const { choice, set, isFiltered, clear } = filters;
  const { codes, namespaces } = choicesOf(items);
  const counted = (severity: Severity) => items.filter((finding) => finding.severity === severity).length;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Segmented
        label={t("severity")}
        value={choice.severity ?? "all"}
        onChange={(value) => void set({ severity: value === "all" ? null : value })}
        options={[
          { value: "all", label: t("all", { count: items.length }) },
          ...Severity.options.map((value) => ({ value, label: `${t(value)} ${counted(value)}` })),
        ]}
      />
      <Choice
        label={t("code")}
        none={t("every-code")}
        value={choice.code ?? ""}
        options={codes.map((value) => ({ value, label: value }))}
        onChange={(value) => void set({ code: value || null })}
      />
      <Choice
        label={t("namespace")}
        none={t("every-namespace")}
        value={choice.namespace ?? ""}
        options={namespaces.map((value) => ({ value, label: value }))}
        onChange={(value) => void set({ namespace: value || null })}
      />
      <label className="relative min-w-56 flex-1 max-narrow:w-full narrow:max-w-80">
        <span className="sr-only">{t("search")}</span>
        <Icon name="search" className="absolute top-2.5 left-2.5 size-3.5 text-text3" />
        <input
          data-filter
          type="search"
          value={choice.q}
          placeholder={t("search")}
          onChange={(event) => void set({ q: event.target.value || null })}
          className="h-9 w-full rounded-control border border-control bg-surface pr-2 pl-8 text-13 placeholder:text-text3"
        />
      </label>
      {isFiltered && (
        <Button look="quiet" onClick={clear}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
