"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { TransitionsTable } from "#components/transition/transitions-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { exportHref, historyQueries } from "#lib/client/history.ts";
import type { Transition } from "#lib/contract/history.ts";
import { useHistoryView } from "./use-history-view.ts";

/** Every time the address moved, newest first; a new one appears while one looks. */
export function TransitionsCard({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip.history");
  const { transition: open, set } = useHistoryView();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(historyQueries.history({ ip }));
  const items = data?.pages.flatMap((page) => page.items);
  const isListed = open === null || items === undefined || items.some(({ id }) => id === open);
  const linked = useQuery({ ...historyQueries.transition(open ?? 0), enabled: !isListed });
  const older = !isListed && linked.data?.ip === ip ? linked.data : null;
  return (
    <Card
      title={t("transitions")}
      aside={t("transitions-aside")}
      padded={false}
      className="@container overflow-x-auto"
      end={<a href={exportHref({ ip }, "csv")}>{t("csv")}</a>}
    >
      {!isListed && !older && !linked.isPending && <p className="px-4 py-3 text-12 text-warn">{t("no-such", { id: open })}</p>}
      {!items && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!items && !error && <Skeleton rows={3} label={t("loading")} />}
      {items?.length === 0 && <p className="px-4 py-3 text-12 text-text2">{t("none")}</p>}
      {items && items.length > 0 && (
        <TransitionsTable items={withOlder(items, older)} open={open} onOpen={(id) => void set({ transition: id })} />
      )}
      {hasNextPage && (
        <p className="border-line border-t px-4 py-2">
          <Button small disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t(isFetchingNextPage ? "loading" : "older")}
          </Button>
        </p>
      )}
    </Card>
  );
}

/** A link may name a row that is further back than what is loaded. */
function withOlder(items: readonly Transition[], older: Transition | null): readonly Transition[] {
  return older ? [...items, older] : items;
}
