"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useFreshness, useIsStale } from "#components/layout/live.tsx";
import { usePreferences } from "#components/layout/preferences.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import { isAtRisk, matchesFilter, sortByUrgency } from "#lib/contract/floating-ip-filter.ts";
import { FLOATING_IPS_ANNOTATION } from "#lib/domain/snapshot.ts";
import { formatDuration } from "#lib/ui/format-time.ts";
import { EARLY, MIDDLING, ROOMY, Row, WIDE } from "./row.tsx";
import { Strip } from "./strip.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useDay } from "./use-day.ts";
import { useFilters } from "./use-filters.ts";
import { useRowKeys } from "./use-row-keys.ts";

/** Rows drawn at first, and each time the end comes into sight. */
const PAGE_ROWS = 200;
const COLUMNS = [
  { key: "ip" },
  { key: "state" },
  { key: "backend" },
  { key: "since" },
  { key: "standbys", className: MIDDLING },
  { key: "remote", className: MIDDLING },
  { key: "last", className: EARLY },
  { key: "day", className: EARLY },
  { key: "owner", className: ROOMY },
  { key: "findings", className: WIDE },
] as const satisfies readonly { key: string; className?: string }[];

/** @param renderSummary What stands beside the list for the chosen row. */
export function FloatingIpList({ renderSummary }: { renderSummary: (ip: string, close: () => void) => ReactNode }) {
  const t = useTranslations("floating-ips");
  const common = useTranslations("common");
  const shell = useTranslations("shell");
  const { zone } = usePreferences();
  const query = useQuery(queries.list());
  const day = useDay();
  const filters = useFilters();
  const { values, filter, set } = filters;
  const isStale = useIsStale();
  const items = useMemo(() => query.data?.items ?? [], [query.data]);
  const key = JSON.stringify([filter, values.risk]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the filter, which is a new object at each turn
  const shown = useMemo(
    () => sortByUrgency(items.filter((item) => matchesFilter(item, filter) && (!values.risk || isAtRisk(item)))),
    [items, key],
  );
  const { rows, end, more } = useGrowing(shown);
  const select = (ip: string | null) => void set({ selected: ip });
  useRowKeys({ ips: rows.map(({ ip }) => ip), selected: values.selected, query: values.q }, select);

  if (query.error && !query.data) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <Strip onState={(state) => void set({ state: [state] })} />
      <Toolbar items={items} shown={shown.length} filters={filters} />
      <div className="flex items-start gap-4">
        <section className="min-w-0 flex-1 overflow-x-auto rounded-card border border-line bg-surface @container">
          {isStale && <StaleLine />}
          {query.isPending ? (
            <Skeleton rows={10} label={common("loading")} />
          ) : shown.length === 0 ? (
            <Nothing total={items.length} onClear={filters.clear} />
          ) : (
            <table className="tbl cards" aria-label={t("title")}>
              <thead>
                <tr>
                  {COLUMNS.map((column) => (
                    <th key={column.key} scope="col" className={"className" in column ? column.className : undefined}>
                      {t(`columns.${column.key}`, { zone: zone === "utc" ? "UTC" : shell("local") })}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((item) => (
                  <Row
                    key={item.ip}
                    item={item}
                    day={day}
                    isSelected={item.ip === values.selected}
                    isStale={isStale || item.state === "unknown"}
                    onSelect={() => select(item.ip === values.selected ? null : item.ip)}
                  />
                ))}
              </tbody>
            </table>
          )}
          {more > 0 && (
            <p ref={end} className="px-4 py-3 text-12 text-text3">
              {t("more", { count: more })}
            </p>
          )}
        </section>
        {values.selected && renderSummary(values.selected, () => select(null))}
      </div>
    </>
  );
}

function StaleLine() {
  const t = useTranslations("floating-ips");
  const locale = useLocale();
  const freshness = useFreshness();
  if (freshness.kind === "connecting") return null;
  return (
    <p className="stale-ground border-warn border-b px-4 py-2 text-12 text-warn">
      {t("stale", { age: formatDuration(freshness.ageMs, locale) })}
    </p>
  );
}

/** Not there, filtered out, not allowed, not listed yet: four things, four texts. */
function Nothing({ total, onClear }: { total: number; onClear: () => void }) {
  const t = useTranslations("floating-ips");
  const sentence = useSentence("sources");
  const { data: status } = useQuery(queries.status());
  if (total > 0) {
    return (
      <EmptyState icon="search" title={t("filtered.title")}>
        <p className="mb-3">{t("filtered.what", { total })}</p>
        <Button onClick={onClear}>{t("filters.clear")}</Button>
      </EmptyState>
    );
  }
  const pods = status?.sources.filter(({ source }) => source === "pods" || source.startsWith("pods/")) ?? [];
  const troubled = pods.find(({ state }) => state === "forbidden") ?? pods.find(({ state }) => state === "syncing" || state === "stale");
  if (troubled) {
    const isForbidden = troubled.state === "forbidden";
    return (
      <EmptyState tone="warn" icon={isForbidden ? "warn" : "clock"} title={t(isForbidden ? "forbidden.title" : "syncing.title")}>
        {isForbidden && <p>{sentence({ code: troubled.code, facts: troubled.facts ?? {}, text: troubled.reason })}</p>}
        {!isForbidden && troubled.code && <p>{t("syncing.why")}</p>}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="list" title={t("empty.title")}>
      <p>{t("empty.what", { annotation: FLOATING_IPS_ANNOTATION })}</p>
      <p>{t("empty.do")}</p>
    </EmptyState>
  );
}

/** A long list is drawn as far as it is read. */
function useGrowing<T>(all: readonly T[]) {
  const [count, setCount] = useState(PAGE_ROWS);
  const end = useRef<HTMLParagraphElement>(null);
  const more = Math.max(0, all.length - count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves with the count
  useEffect(() => {
    if (!end.current || more === 0) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setCount((shown) => shown + PAGE_ROWS), {
      rootMargin: "600px",
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, count]);
  return { rows: all.slice(0, count), end, more };
}
