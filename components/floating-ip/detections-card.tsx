"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import { historyQueries } from "#lib/client/history.ts";
import type { Detection } from "#lib/contract/history.ts";
import { formatDuration } from "#lib/ui/format-time.ts";

/** Of those that are over, more than these are for the page of history. */
const MAX_CLOSED = 5;

/** What is or was wrong though nothing moved: open ones first, then the latest that are over. */
export function DetectionsCard({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip.history");
  const { data, error, refetch } = useQuery(historyQueries.detections({ ip }));
  if (data) return <Detections items={data.items} />;
  return (
    <Card title={t("detections")} aside={t("detections-aside")}>
      {error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Skeleton rows={1} label={t("loading")} />}
    </Card>
  );
}

export function Detections({ items }: { items: readonly Detection[] }) {
  const t = useTranslations("floating-ip.history");
  const newest = items.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from));
  const open = newest.filter(({ to }) => to === null);
  const closed = newest.filter(({ to }) => to !== null);
  return (
    <Card title={t("detections")} aside={t("detections-aside")}>
      {items.length === 0 && <p className="text-12 text-text2">{t("detections-none")}</p>}
      <Reasons
        lines={[...open, ...closed.slice(0, MAX_CLOSED)].map((detection) => ({
          key: String(detection.id),
          tone: detection.to === null ? "warn" : "plain",
          icon: detection.to === null ? "warn" : "check",
          text: <Line detection={detection} />,
        }))}
      />
      {closed.length > MAX_CLOSED && <p className="text-12 text-text3">{t("detections-more", { count: closed.length - MAX_CLOSED })}</p>}
    </Card>
  );
}

function Line({ detection }: { detection: Detection }) {
  const t = useTranslations("floating-ip.history");
  const names = useTranslations("history.detection-names");
  const sentence = useSentence("history.detections");
  const locale = useLocale();
  const { kind, facts, message, from, to } = detection;
  const begin = () => <Moment at={from} aged={to === null} zoned={to === null} />;
  return (
    <>
      <p className="font-semibold">{names(kind)}</p>
      <p className="text-text2">{sentence({ code: kind, facts, text: message })}</p>
      <p className="text-text3">
        {to === null
          ? t.rich("detection-open", { begin })
          : t.rich("detection-closed", {
              begin,
              end: () => <Moment at={to} aged={false} />,
              length: formatDuration(Date.parse(to) - Date.parse(from), locale),
            })}
      </p>
    </>
  );
}
