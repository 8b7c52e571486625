"use client";

import { useLocale, useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { usePreferences } from "#components/layout/preferences.tsx";
import { bandPieces } from "#components/transition/band-pieces.ts";
import { useTellStretch } from "#components/transition/use-tell.ts";
import { Band } from "#components/ui/band.tsx";
import type { Bands } from "#lib/contract/history.ts";
import { formatInstant, formatTick } from "#lib/ui/format-time.ts";

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The band of one address, with its axis and, under it, a mark for each transition. */
export function HistoryBand({
  ip,
  bands,
  from,
  to,
  open,
  onOpen,
}: {
  ip: string;
  bands: Bands;
  from: number;
  to: number;
  open: number | null;
  onOpen: (id: number) => void;
}) {
  const t = useTranslations("floating-ip.history");
  const history = useTranslations("history");
  const locale = useLocale();
  const { zone } = usePreferences();
  const now = useServerNow();
  const told = (at: string | number) => formatInstant(new Date(at).toISOString(), now, { locale, zone });
  const tell = useTellStretch();
  const band = bands.items.find((item) => item.ip === ip);
  // While another window is asked for, the answer for the one before it is shown as far as it goes.
  const isShown = (begin: string, end: string) => Date.parse(end) > from && Date.parse(begin) < to;
  if (!band) return <p className="text-12 text-text2">{t("band-none")}</p>;
  return (
    <div className="min-w-0">
      <Band
        size="large"
        label={t("band-label", { ip, from: told(from), to: told(to) })}
        from={from}
        to={to}
        pieces={bandPieces(
          band.stretches.filter((stretch) => isShown(stretch.from, stretch.to)),
          tell,
        )}
        marks={band.transitions
          .filter(({ at }) => isShown(at, at))
          .map(({ id, at, kind }) => ({
            id,
            at: Date.parse(at),
            label: `${told(at)}: ${history(`kinds.${kind}`)}`,
            isCurrent: id === open,
          }))}
        onMark={onOpen}
      />
      <div aria-hidden="true" className="mt-1 flex justify-between text-11 text-text3">
        {TICKS.map((part) => (
          <span key={part} className={part === 0.25 || part === 0.75 ? "max-narrow:hidden" : ""} suppressHydrationWarning>
            {formatTick(from + part * (to - from), to - from, { locale, zone })}
          </span>
        ))}
      </div>
    </div>
  );
}
