"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useId, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";
import type { SourceStatus } from "#lib/contract/status.ts";
import { formatDuration, formatInstant } from "#lib/ui/format-time.ts";
import { useFreshness, useLive, useServerNow } from "./live.tsx";
import { usePreferences } from "./preferences.tsx";
import { useSentence } from "./words.tsx";

/** How old what the page shows is, always in sight; pressed, it tells of each source. */
export function FreshnessChip() {
  const t = useTranslations("shell.fresh");
  const locale = useLocale();
  const { zone } = usePreferences();
  const now = useServerNow();
  const { offsetMs } = useLive();
  const freshness = useFreshness();
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  const isBad = freshness.kind === "stale" || freshness.kind === "reconnecting";
  const since = isBad ? formatInstant(new Date(freshness.since - offsetMs).toISOString(), now, { locale, zone }) : "";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its button and panel let through
    <span
      className="relative"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        setOpen(false);
        // One press closes one thing.
        event.stopPropagation();
      }}
      onBlur={({ currentTarget, relatedTarget }) => !currentTarget.contains(relatedTarget) && setOpen(false)}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={() => setOpen(!isOpen)}
        className={clsx(
          "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full border bg-surface px-2 font-medium text-12",
          isBad ? "border-warn text-warn" : "border-line2 text-text2",
        )}
      >
        {isBad ? (
          <Icon name="clock" className="size-3" />
        ) : (
          <span className={clsx("size-2 rounded-full", freshness.kind === "live" ? "bg-okfill" : "border-2 border-accent")} />
        )}
        <span suppressHydrationWarning>{text()}</span>
      </button>
      <span className="sr-only" role="status">
        {isBad && t("announced", { time: since })}
      </span>
      <section
        id={panel}
        aria-label={t("details")}
        hidden={!isOpen}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="absolute top-8 right-0 z-30 max-h-96 w-96 overflow-y-auto rounded-card border border-line2 bg-surface p-4 shadow-lg max-narrow:fixed max-narrow:inset-x-2 max-narrow:top-14 max-narrow:w-auto"
      >
        <h2 className="mb-2 font-semibold text-13">{t("details")}</h2>
        {isOpen && <Sources />}
      </section>
    </span>
  );

  function text(): string {
    switch (freshness.kind) {
      case "connecting":
        return t("connecting");
      case "live":
        return t("live", { age: formatDuration(freshness.ageMs, locale) });
      case "reconnecting":
        return t("reconnecting", { age: formatDuration(freshness.ageMs, locale) });
      case "stale":
        return freshness.isWhole
          ? t("staleAll", { time: since, age: formatDuration(freshness.ageMs, locale) })
          : t("stale", { count: freshness.sources.length, total: freshness.total, age: formatDuration(freshness.ageMs, locale) });
    }
  }
}

const LOOK: Record<SourceStatus["state"], { readonly tone: Tone; readonly icon: IconName }> = {
  stale: { tone: "warn", icon: "clock" },
  forbidden: { tone: "warn", icon: "warn" },
  syncing: { tone: "accent", icon: "clock" },
  synced: { tone: "ok", icon: "check" },
  absent: { tone: "unk", icon: "minus" },
};

const TROUBLE_FIRST = Object.keys(LOOK);

function inOrder(sources: readonly SourceStatus[]): readonly SourceStatus[] {
  return sources.toSorted((a, b) => TROUBLE_FIRST.indexOf(a.state) - TROUBLE_FIRST.indexOf(b.state));
}

function Sources() {
  const t = useTranslations("shell.source");
  const locale = useLocale();
  const now = useServerNow();
  const { lastEventAt } = useLive();
  const sentence = useSentence("sources");
  const { data: status } = useQuery(queries.status());
  return (
    <ul className="grid gap-2">
      {inOrder(status?.sources ?? []).map((source) => {
        const seen = lastEventAt[source.source] ?? source.lastEventAt;
        const { tone, icon } = LOOK[source.state];
        return (
          <li key={source.source} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-12">
            <span className="mono truncate">{source.source}</span>
            <Badge tone={tone} icon={icon}>
              {t(source.state)}
            </Badge>
            {source.state !== "absent" && (
              <span className="col-span-2 text-text3">
                {seen ? t("seen", { age: formatDuration(now - Date.parse(seen), locale) }) : t("never")}
              </span>
            )}
            {source.code && (
              <span className="col-span-2 text-text2">
                {sentence({ code: source.code, facts: source.facts ?? {}, text: source.reason })}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
