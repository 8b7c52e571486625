"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Age } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { planQueries } from "#lib/client/plans.ts";
import { queries } from "#lib/client/queries.ts";
import { outcomeOf } from "#lib/contract/outcome.ts";
import type { Action } from "#lib/contract/plans.ts";
import { ActivityTable } from "./activity-table.tsx";
import { ActivityToolbar } from "./activity-toolbar.tsx";
import { useActivityFilters } from "./use-activity-filters.ts";
import { useWhat } from "./use-what.ts";

/** Who wrote what through this console, what came of it, and the way back. */
export function ActivityView() {
  const t = useTranslations("activity");
  const filters = useActivityFilters();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...planQueries.activity(filters.filter),
    placeholderData: keepPreviousData,
  });
  const items = data?.pages.flatMap((page) => page.items);
  const open = filters.values.action;
  const isMissing = open !== null && items !== undefined && !items.some(({ id }) => id === open);
  const linked = useQuery({ ...planQueries.action(open ?? ""), enabled: isMissing });
  const onOpen = (id: string | null) => void filters.set({ action: id });
  return (
    <div className="grid gap-4">
      <div>
        <h1 className="font-semibold text-20">
          {t("title")} <span className="font-normal text-13 text-text3">{t("aside")}</span>
        </h1>
        {items && !filters.isFiltered && <Answer items={items} isAll={!hasNextPage} />}
        {items && error && <p className="text-12 text-warn">{t("not-answered")}</p>}
      </div>
      {items && (items.length > 0 || filters.isFiltered) && <ActivityToolbar filters={filters} items={items} />}
      <section aria-label={t("title")} className="min-w-0 overflow-x-auto rounded-card border border-line bg-surface">
        {!items && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!items && !error && <Skeleton rows={6} label={t("loading")} />}
        {isMissing && linked.data && (
          <>
            <p className="border-line border-b px-4 py-2 text-12 text-text2">{t("linked")}</p>
            <ActivityTable items={[linked.data]} open={open} onOpen={onOpen} />
          </>
        )}
        {isMissing && linked.error && <p className="px-4 py-3 text-12 text-warn">{t("no-such")}</p>}
        {items?.length === 0 && !filters.isFiltered && <Nothing />}
        {items && items.length > 0 && <ActivityTable items={items} open={open} onOpen={onOpen} />}
        {items?.length === 0 && filters.isFiltered && (
          <EmptyState icon="search" title={t("filtered")}>
            <Button onClick={filters.clear}>{t("clear")}</Button>
          </EmptyState>
        )}
        {items && items.length > 0 && (
          <p className="flex flex-wrap items-center gap-3 px-4 py-2 text-12 text-text2">
            <span role="status">{t("shown", { count: items.length, more: hasNextPage ? "yes" : "no" })}</span>
            {hasNextPage && (
              <Button small disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t(isFetchingNextPage ? "loading" : "older")}
              </Button>
            )}
          </p>
        )}
      </section>
    </div>
  );
}

/** The answer first: whether something runs or went wrong, and what was last. */
function Answer({ items, isAll }: { items: readonly Action[]; isAll: boolean }) {
  const t = useTranslations("activity");
  const what = useWhat();
  const [last] = items;
  if (!last) return null;
  const outcomes = items.map(outcomeOf);
  const running = outcomes.filter((one) => one === "running" || one === "verifying").length;
  const wrong = outcomes.filter((one) => ["failed", "interrupted", "unknown", "different"].includes(one)).length;
  return (
    <p className="text-15" role="status">
      {t.rich("answer", {
        running,
        wrong,
        count: items.length,
        more: isAll ? "no" : "yes",
        what: what(last),
        age: () => <Age at={last.startedAt} />,
      })}
    </p>
  );
}

function Nothing() {
  const t = useTranslations("activity");
  const { data: status } = useQuery(queries.status());
  return (
    <EmptyState icon="activity" title={t("nothing")}>
      <p>{t("nothing-so")}</p>
      {status?.readOnly && <p>{t("nothing-read-only")}</p>}
    </EmptyState>
  );
}
