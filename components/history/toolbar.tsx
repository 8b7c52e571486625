"use client";

import { clsx } from "clsx";
import { useTranslations } from "use-intl";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Transition } from "#lib/contract/history.ts";
import { TRANSITION_CAUSES, TRANSITION_KINDS } from "#lib/domain/history/transition.ts";
import { type HistoryView, RANGES } from "./use-history-filters.ts";

/** What of history is shown, and the way to take exactly that away. */
export function Toolbar({
  view: { values, set, isFiltered, clear },
  items,
  exports,
}: {
  view: HistoryView;
  items: readonly Transition[];
  exports: { readonly csv: string; readonly json: string };
}) {
  const t = useTranslations("history-page");
  const history = useTranslations("history");
  const namespaces = [...new Set(items.flatMap(namespacesOf))].toSorted();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label className="relative min-w-48 max-narrow:w-full">
        <span className="sr-only">{t("address")}</span>
        <Icon name="search" className="absolute top-2.5 left-2.5 size-3.5 text-text3" />
        <input
          data-filter
          type="search"
          value={values.ip}
          placeholder={t("address")}
          onChange={(event) => void set({ ip: event.target.value || null })}
          className="h-9 w-full rounded-control border border-control bg-surface pr-2 pl-8 text-13 placeholder:text-text3"
        />
      </label>
      <Choice
        label={t("kind")}
        none={t("any")}
        value={values.kind[0] ?? ""}
        options={TRANSITION_KINDS.map((value) => ({ value, label: history(`kinds.${value}`) }))}
        onChange={(value) => void set({ kind: TRANSITION_KINDS.filter((known) => known === value) })}
      />
      <Choice
        label={t("cause")}
        none={t("any")}
        value={values.cause[0] ?? ""}
        options={TRANSITION_CAUSES.map((value) => ({ value, label: history(`causes.${value}`) }))}
        onChange={(value) => void set({ cause: TRANSITION_CAUSES.filter((known) => known === value) })}
      />
      <Choice
        label={t("namespace")}
        none={t("any")}
        value={values.namespace}
        options={namespaces.map((value) => ({ value, label: value }))}
        onChange={(value) => void set({ namespace: value || null })}
      />
      <button
        type="button"
        aria-pressed={values.unseen}
        onClick={() => void set({ unseen: values.unseen ? null : true })}
        className={clsx(
          "inline-flex h-8 items-center rounded-control border px-2 text-12 max-narrow:h-10",
          values.unseen ? "border-accent bg-selected text-text" : "border-line2 bg-surface text-text2 hover:bg-hover",
        )}
      >
        {t("unseen")}
      </button>
      {isFiltered && (
        <Button look="quiet" onClick={clear}>
          {t("clear")}
        </Button>
      )}
      <Segmented
        label={t("range")}
        options={RANGES.map((value) => ({ value, label: t(`ranges-short.${value}`) }))}
        value={values.range}
        onChange={(range) => void set({ range })}
      />
      <span className="ml-auto inline-flex gap-1">
        <a href={exports.csv} download className={buttonClass("quiet", true)}>
          {t("csv")}
        </a>
        <a href={exports.json} download="history.json" className={buttonClass("quiet", true)}>
          {t("json")}
        </a>
      </span>
    </div>
  );
}

function namespacesOf({ from, to }: Transition): readonly string[] {
  return [from, to].flatMap(({ nodes }) => nodes.flatMap(({ backend }) => backend?.namespace ?? []));
}
