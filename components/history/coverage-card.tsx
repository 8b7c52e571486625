"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { usePreferences } from "#components/layout/preferences.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Band, type BandPiece } from "#components/ui/band.tsx";
import { Card } from "#components/ui/card.tsx";
import { queries } from "#lib/client/queries.ts";
import type { BlindSpan } from "#lib/contract/history.ts";
import { formatInstant } from "#lib/ui/format-time.ts";
import { laneOf } from "./coverage.ts";

/** What history depends on; the others only add words to it. */
const LANES = ["pods", "nodes", "felixconfigurations", "daemonsets", "configmaps"] as const;
const HOUR_MS = 3_600_000;

/** When each source was watched: a change outside of that has a window, not an instant. */
export function CoverageCard({
  from,
  to,
  blind,
  began,
}: {
  /** `null` for all of history. */
  from: number | null;
  to: number;
  blind: readonly BlindSpan[];
  /** When history begins. */
  began: string | null;
}) {
  const t = useTranslations("history-page");
  const sentence = useSentence("history.blind");
  const locale = useLocale();
  const { zone } = usePreferences();
  const { data: status } = useQuery(queries.status());
  const first = began === null ? to : Date.parse(began);
  const begin = from ?? Math.min(first, to - HOUR_MS);
  const told = (time: number) => formatInstant(new Date(time).toISOString(), to, { locale, zone });
  const sources = LANES.filter((lane) => status?.sources.some(({ source }) => source === lane || source.startsWith(`${lane}/`)));
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return (
    <Card title={t("watched")} aside={t("watched-aside")}>
      <div className="grid grid-cols-[8rem_minmax(0,1fr)_3.5rem] items-center gap-x-3 gap-y-2 text-12 max-narrow:grid-cols-[6rem_minmax(0,1fr)_3rem]">
        {sources.map((source) => {
          const { stretches, share } = laneOf(source, blind, { from: begin, to, began: first });
          const pieces = stretches.map(
            (stretch): BandPiece => ({
              from: stretch.from,
              to: stretch.to,
              shape: stretch.span === "before" ? "none" : stretch.span ? "hatch" : "full",
              tone: null,
              label:
                stretch.span && stretch.span !== "before"
                  ? t("lane-blind", {
                      from: told(stretch.from),
                      to: told(stretch.to),
                      why: sentence({ code: stretch.span.code, facts: { source: stretch.span.source }, text: stretch.span.reason }),
                    })
                  : t("lane-watched", { from: told(stretch.from), to: told(stretch.to) }),
            }),
          );
          return (
            <div key={source} className="contents">
              <span className="truncate">{t.has(`lanes.${source}`) ? t(`lanes.${source}`) : source}</span>
              <Band label={t("lane", { source })} pieces={pieces} from={begin} to={to} />
              <span className="text-right text-text2">{percent.format(share)}</span>
            </div>
          );
        })}
        <span />
        <span className="flex justify-between text-11 text-text3" suppressHydrationWarning>
          <span>{told(begin)}</span>
          <span>{t("now", { time: told(to) })}</span>
        </span>
      </div>
    </Card>
  );
}
