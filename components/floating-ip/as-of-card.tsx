"use client";

import { useTranslations } from "use-intl";
import { AsOfAnswer, AsOfQuestion } from "#components/transition/as-of.tsx";
import { Card } from "#components/ui/card.tsx";
import { useHistoryView } from "./use-history-view.ts";

/** Who had it at a moment. The moment stands in the URL. */
export function AsOfCard({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip.history");
  const { at, set } = useHistoryView();
  return (
    <Card title={t("as-of")} aside={t("as-of-aside")}>
      <AsOfQuestion key={at?.getTime()} at={at} onAsk={(moment) => void set({ at: moment })} />
      {at && <AsOfAnswer ip={ip} at={at.toISOString()} />}
    </Card>
  );
}
