"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { isAtRisk, namespacesOf, nodesOf, STATES_BY_URGENCY } from "#lib/contract/floating-ip-filter.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { useFilters } from "./use-filters.ts";

export function Toolbar({
  items,
  shown,
  filters,
}: {
  items: readonly FloatingIp[];
  shown: number;
  filters: ReturnType<typeof useFilters>;
}) {
  const t = useTranslations("floating-ips");
  const states = useTranslations("common.state");
  const pages = useTranslations("shell.nav");
  const { values, set, isFiltered, clear } = filters;
  const namespaces = [...new Set(items.flatMap(namespacesOf))].toSorted();
  const nodes = [...new Set(items.flatMap(nodesOf))].toSorted();
  const [state = ""] = values.state;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <label className="relative min-w-56 max-narrow:w-full">
        <span className="sr-only">{t("filter")}</span>
        <Icon name="search" className="absolute top-2.5 left-2.5 size-3.5 text-text3" />
        <input
          data-filter
          type="search"
          value={values.q}
          placeholder={t("filter")}
          onChange={(event) => void set({ q: event.target.value || null })}
          className="h-9 w-full rounded-control border border-control bg-surface pr-2 pl-8 text-13 placeholder:text-text3"
        />
      </label>
      <Choice
        label={t("filters.state")}
        value={state}
        none={t("filters.any")}
        options={STATES_BY_URGENCY.map((value) => ({ value, label: states(value) }))}
        onChange={(value) => void set({ state: STATES_BY_URGENCY.filter((known) => known === value) })}
      />
      <Choice
        label={t("filters.namespace")}
        value={values.namespace}
        none={t("filters.any")}
        options={namespaces.map((value) => ({ value, label: value }))}
        onChange={(value) => void set({ namespace: value || null })}
      />
      <Choice
        label={t("filters.node")}
        value={values.node}
        none={t("filters.any")}
        options={nodes.map((value) => ({ value, label: value }))}
        onChange={(value) => void set({ node: value || null })}
      />
      <button
        type="button"
        aria-pressed={values.risk}
        onClick={() => void set({ risk: values.risk ? null : true })}
        className={clsx(
          "inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-control border px-2 text-12 max-narrow:h-10",
          values.risk ? "border-accent bg-selected text-text" : "border-line2 bg-surface text-text2 hover:bg-hover",
        )}
      >
        <Icon name="warn" className="size-3.5 text-warn" />
        {t("filters.atRisk")} <b className="text-text">{items.filter(isAtRisk).length}</b>
      </button>
      {isFiltered && (
        <Button look="quiet" onClick={clear}>
          {t("filters.clear")}
        </Button>
      )}
      <span className="ml-auto text-12 text-text3" role="status">
        {isFiltered ? t("count", { shown, total: items.length }) : t("countAll", { total: items.length })}
      </span>
      <Link href="/give" className={buttonClass()}>
        <Icon name="plus" className="size-3.5" />
        {pages("give")}
      </Link>
    </div>
  );
}
