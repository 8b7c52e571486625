"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { AsOfAnswer, AsOfQuestion } from "#components/transition/as-of.tsx";
import { Card } from "#components/ui/card.tsx";
import { queries } from "#lib/client/queries.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import type { HistoryView } from "./use-history-filters.ts";

/** Who had an address at a moment. Both stand in the URL. */
export function AsOfCard({ view: { values, set } }: { view: HistoryView }) {
  const t = useTranslations("history-page");
  const { data: list } = useQuery(queries.list());
  const field = useId();
  const { asked, at } = values;
  const ip = canonicalAddress(asked.trim());
  return (
    <Card title={t("as-of")}>
      <div className="mb-2 text-12">
        <label htmlFor={field} className="block text-text3">
          {t("as-of-address")}
        </label>
        <input
          id={field}
          list={`${field}-list`}
          value={asked}
          aria-invalid={asked !== "" && ip === null}
          aria-describedby={`${field}-why`}
          onChange={(event) => void set({ asked: event.target.value || null })}
          className="mono h-8 w-full rounded-control border border-control bg-surface px-2 text-13 max-narrow:h-10"
        />
        <datalist id={`${field}-list`}>
          {(list?.items ?? []).map((item) => (
            <option key={item.ip} value={item.ip} />
          ))}
        </datalist>
        <p id={`${field}-why`} className="text-bad">
          {asked !== "" && ip === null && t("no-address")}
        </p>
      </div>
      <AsOfQuestion key={at?.getTime()} at={at} onAsk={(moment) => void set({ at: moment })} />
      {ip && at && <AsOfAnswer ip={ip} at={at.toISOString()} />}
    </Card>
  );
}
