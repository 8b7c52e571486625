"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { useIsStale, useServerNow } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { bundleHref, historyQueries } from "#lib/client/history.ts";
import type { Bands, Transition } from "#lib/contract/history.ts";
import { BandLegend } from "./band-legend.tsx";
import { HistoryBand } from "./history-band.tsx";
import { endShowing, moved, neighbours, RANGES, windowOf, zoomed } from "./history-window.ts";
import { RecorderNote } from "./recorder-note.tsx";
import { useHistoryView } from "./use-history-view.ts";

/** Who had the address over time. What it shows stands in the URL; keys and buttons go through it. */
export function BandCard({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip.history");
  const now = useServerNow();
  const isStale = useIsStale();
  const { range, end, transition: open, set } = useHistoryView();
  const window = windowOf(range, end?.getTime() ?? null, now);
  const asked = { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() };
  const { data, error, refetch } = useQuery({ ...historyQueries.bands({ ...asked, ips: [ip] }), placeholderData: keepPreviousData });
  const history = useInfiniteQuery(historyQueries.history({ ip }));
  const items = history.data?.pages.flatMap((page) => page.items) ?? [];
  const { previous, next } = neighbours(items, open, window);

  const endAt = (moment: number | null) => (moment === null ? null : new Date(moment));
  const zoom = (steps: 1 | -1) => {
    const zoomedTo = zoomed(window, steps, now);
    void set({ range: zoomedTo.range, end: endAt(zoomedTo.end) });
  };
  const move = (side: 1 | -1) => void set({ end: endAt(moved(window, side, now)) });
  const show = (transition: Pick<Transition, "id" | "notAfter">) =>
    void set({ transition: transition.id, end: endAt(endShowing(window, Date.parse(transition.notAfter), now)) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    if (act === "earlier" || act === "later") move(act === "later" ? 1 : -1);
    else zoom(act === "more" ? 1 : -1);
  };
  return (
    <Card
      title={t("band")}
      end={
        <>
          <Link href="/bundle" className={buttonClass("quiet", true)}>
            {t("bundle-open")}
          </Link>
          <a href={bundleHref(ip, asked)} download title={t("bundle-about")} className={buttonClass("plain", true)}>
            {t("bundle")}
          </a>
        </>
      }
    >
      <RecorderNote />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that there is no room for */}
      <div role="group" aria-label={t("band")} aria-describedby="band-keys" onKeyDown={onKeyDown}>
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Segmented
            label={t("ranges")}
            value={range}
            onChange={(chosen) => void set({ range: chosen })}
            options={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
          />
          <span className="inline-flex gap-1">
            <Press icon="left" label={t("earlier")} onPress={() => move(-1)} />
            <Press icon="right" label={t("later")} onPress={() => move(1)} isOff={window.end === null} />
            <Press icon="plus" label={t("zoom-in")} onPress={() => zoom(-1)} isOff={range === RANGES[0]} />
            <Press icon="minus" label={t("zoom-out")} onPress={() => zoom(1)} isOff={range === RANGES.at(-1)} />
            {window.end !== null && (
              <Button small onClick={() => void set({ end: null })}>
                {t("now")}
              </Button>
            )}
          </span>
          <span className="ml-auto inline-flex flex-wrap gap-1 max-narrow:ml-0">
            <Button small disabled={!previous} onClick={() => previous && show(previous)}>
              <Icon name="left" className="size-3" />
              {t("previous")}
            </Button>
            <Button small disabled={!next} onClick={() => next && show(next)}>
              {t("next")}
              <Icon name="right" className="size-3" />
            </Button>
          </span>
        </div>
        {!data && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={1} label={t("loading")} />}
        {data && (
          <HistoryBand
            ip={ip}
            bands={isStale ? data : untilNow(data, Math.min(now, window.to))}
            from={window.from}
            to={window.to}
            open={open}
            onOpen={(id) => void set({ transition: id })}
          />
        )}
      </div>
      <BandLegend />
      <p id="band-keys" className="mt-1 text-11 text-text3 max-narrow:hidden">
        {t("band-keys")}
      </p>
    </Card>
  );
}

const KEYS: Readonly<Record<string, "earlier" | "later" | "less" | "more">> = {
  ArrowLeft: "earlier",
  ArrowRight: "later",
  "+": "less",
  "=": "less",
  "-": "more",
};

function Press({
  icon,
  label,
  onPress,
  isOff = false,
}: {
  icon: "left" | "right" | "plus" | "minus";
  label: string;
  onPress: () => void;
  isOff?: boolean;
}) {
  return (
    <Button small aria-label={label} title={label} disabled={isOff} onClick={onPress} className="w-6 px-0">
      <Icon name={icon} className="size-3" />
    </Button>
  );
}

/** An answer ends when it was given. What stood then is taken to stand still: a change would have come with the stream. */
function untilNow(bands: Bands, now: number): Bands {
  const end = Date.parse(bands.to);
  if (now <= end) return bands;
  const to = new Date(now).toISOString();
  const longer = bands.items.map((item) => ({
    ...item,
    stretches: item.stretches.map((stretch, at) => (at === item.stretches.length - 1 ? { ...stretch, to } : stretch)),
  }));
  return { ...bands, items: longer };
}
