"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useIsStale } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { OpenForms } from "#components/plan/open-forms.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import { type FindingList, Severity } from "#lib/contract/findings.ts";
import { FindingsGroup } from "./findings-group.tsx";
import { FindingsToolbar } from "./findings-toolbar.tsx";
import { selectFindings } from "./select-findings.ts";
import { UncheckedCard } from "./unchecked-card.tsx";
import { useFindingFilters } from "./use-finding-filters.ts";

/** What is wrong in the whole cluster, worst first, and what could not be checked. */
export function FindingsView() {
  const t = useTranslations("findings-page");
  const { data, error, refetch } = useQuery(queries.findings());
  return (
    <>
      <h1 className="mb-3 font-semibold text-20">
        {t("title")} {data && <span className="font-normal text-13 text-text3">{t("open", { count: data.items.length })}</span>}
      </h1>
      {data ? (
        <Found list={data} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={8} label={t("loading")} />
      )}
      <OpenForms />
    </>
  );
}

function Found({ list }: { list: FindingList }) {
  const t = useTranslations("findings-page");
  const filters = useFindingFilters();
  const isStale = useIsStale();
  const shown = useShown(list, filters.choice);
  return (
    <>
      {list.items.length > 0 && <FindingsToolbar items={list.items} filters={filters} />}
      <div className={clsx("rounded-card border border-line bg-surface", isStale && "stale-ground")}>
        {isStale && list.items.length > 0 && <p className="border-line border-b px-4 py-2 text-12 text-warn">{t("stale")}</p>}
        {list.items.length === 0 && <Nothing list={list} />}
        {list.items.length > 0 && shown.length === 0 && (
          <EmptyState icon="search" title={t("nothing-filtered")}>
            <p>{t("nothing-filtered-so", { count: list.items.length })}</p>
            <p className="mt-3">
              <Button onClick={filters.clear}>{t("clear")}</Button>
            </p>
          </EmptyState>
        )}
        {shown.length > 0 && (
          <table className="tbl cards [&_td]:align-top">
            <thead>
              <tr>
                <th scope="col" className="w-52">
                  {t("col-code")}
                </th>
                <th scope="col" className="w-56">
                  {t("col-subject")}
                </th>
                <th scope="col" className="w-40">
                  {t("col-ips")}
                </th>
                <th scope="col">{t("col-what")}</th>
              </tr>
            </thead>
            {Severity.options.map((severity) => (
              <FindingsGroup key={severity} severity={severity} findings={shown.filter((finding) => finding.severity === severity)} />
            ))}
          </table>
        )}
      </div>
      <UncheckedCard unchecked={list.unchecked} />
    </>
  );
}

/** A search is held against what the reader reads, in her language. */
function useShown({ items }: FindingList, choice: ReturnType<typeof useFindingFilters>["choice"]) {
  const sentence = useSentence("findings");
  const { severity, code, namespace, q } = choice;
  return useMemo(() => {
    const readable = items.map((finding) => ({
      finding,
      text:
        q === ""
          ? ""
          : `${sentence({ ...finding, text: finding.message }, "message")} ${sentence({ ...finding, text: finding.remedy }, "remedy")}`,
    }));
    return selectFindings(readable, { severity, code, namespace, q }).map(({ finding }) => finding);
  }, [items, sentence, severity, code, namespace, q]);
}

function Nothing({ list: { unchecked } }: { list: FindingList }) {
  const t = useTranslations("findings-page");
  const rules = unchecked.reduce((sum, { codes }) => sum + codes.length, 0);
  return (
    <EmptyState tone={rules === 0 ? "ok" : "unk"} icon={rules === 0 ? "serving" : "unknown"} title={t("nothing")}>
      <p>{rules === 0 ? t("nothing-checked") : t("nothing-but", { count: rules })}</p>
    </EmptyState>
  );
}
