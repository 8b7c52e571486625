"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { exportHref, historyQueries } from "#lib/client/history.ts";
import { queries } from "#lib/client/queries.ts";
import type { Transition } from "#lib/contract/history.ts";
import { AsOfCard } from "./as-of-card.tsx";
import { CoverageCard } from "./coverage-card.tsx";
import { HistoryTable } from "./history-table.tsx";
import { rowsOf } from "./rows.ts";
import { Toolbar } from "./toolbar.tsx";
import { beginOf, questionOf, useHistoryFilters } from "./use-history-filters.ts";

/** A range moves on when the page is opened or its filters change; what happens meanwhile comes by itself. */
const STEP_MS = 60_000;

/** Everything that moved, why, and when nobody looked. */
export function HistoryView() {
  const t = useTranslations("history-page");
  const view = useHistoryFilters();
  const now = useServerNow();
  const [opened] = useState(() => Math.floor(now / STEP_MS) * STEP_MS);
  const question = questionOf(view.values, opened);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQueries.history(question));
  const items = data?.pages.flatMap((page) => page.items);
  const blind = data?.pages.flatMap((page) => page.blind) ?? [];
  const began = data?.pages[0]?.began ?? null;
  const { id } = view.values;
  const isMissing = id !== null && items !== undefined && !items.some((item) => item.id === id);
  const linked = useQuery({ ...historyQueries.transition(id ?? 0), enabled: isMissing });
  return (
    <div className="grid gap-4">
      <div>
        <h1 className="font-semibold text-20">{t("title")}</h1>
        <p className="text-15">{items && <Answer items={items} range={view.values.range} isAll={!hasNextPage} />}</p>
        <Recorder />
      </div>
      <Toolbar view={view} items={items ?? []} exports={{ csv: exportHref(question, "csv"), json: exportHref(question, "json") }} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_27rem]">
        <CoverageCard from={beginOf(view.values.range, opened)} to={Math.max(now, opened)} blind={blind} began={began} />
        <AsOfCard view={view} />
      </div>
      <section aria-label={t("transitions")} className="@container min-w-0 overflow-x-auto rounded-card border border-line bg-surface">
        {!items && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!items && !error && <Skeleton rows={8} label={t("loading")} />}
        {isMissing && linked.data && (
          <>
            <p className="border-line border-b px-4 py-2 text-12 text-text2">{t("linked")}</p>
            <HistoryTable rows={rowsOf([linked.data], [])} open={id} onOpen={(next) => void view.set({ id: next })} />
          </>
        )}
        {isMissing && linked.error && <p className="px-4 py-3 text-12 text-warn">{t("no-such", { id })}</p>}
        {items && items.length === 0 && <Nothing view={view} />}
        {items && (items.length > 0 || blind.length > 0) && (
          <HistoryTable rows={rowsOf(items, blind)} open={id} onOpen={(next) => void view.set({ id: next })} />
        )}
        {items && (
          <p className="flex flex-wrap items-center gap-3 border-line border-t px-4 py-2 text-12 text-text2">
            <span role="status">{t(hasNextPage ? "shown" : "shown-all", { count: items.length })}</span>
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

/** The answer first: how much moved, and whether somebody lost it. */
function Answer({ items, range, isAll }: { items: readonly Transition[]; range: string; isAll: boolean }) {
  const t = useTranslations("history-page");
  const lost = items.filter(({ kind }) => kind === "lost").length;
  const unseen = items.filter(({ acknowledged }) => acknowledged === null).length;
  return t("answer", { count: items.length, lost, unseen, range: t(`ranges.${range}`), more: isAll ? "no" : "yes" });
}

/** Whether somebody writes history down at this moment, and since when. */
function Recorder() {
  const t = useTranslations("history-page");
  const sentence = useSentence("history-page.recorder-why", "problems");
  const { data: status } = useQuery(queries.status());
  const recorder = status?.recorder;
  if (!recorder) return null;
  const why = sentence({ code: recorder.code, facts: {}, text: recorder.reason });
  return (
    <p className={recorder.state === "blind" ? "text-12 text-warn" : "text-12 text-text2"} role="status">
      {t.rich(`recorder.${recorder.state}`, { store: t(`stores.${recorder.store}`), moment: () => <Moment at={recorder.since} /> })} {why}
    </p>
  );
}

function Nothing({ view }: { view: ReturnType<typeof useHistoryFilters> }) {
  const t = useTranslations("history-page");
  if (view.isFiltered) {
    return (
      <EmptyState icon="search" title={t("filtered")}>
        <Button onClick={view.clear}>{t("clear")}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="clock" title={t("nothing")}>
      <p>{t("nothing-so")}</p>
    </EmptyState>
  );
}
