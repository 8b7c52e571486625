"use client";

import { useLocale, useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { usePreferences } from "#components/layout/preferences.tsx";
import { Age } from "#components/layout/words.tsx";
import type { Transition } from "#lib/contract/history.ts";
import { formatDuration, formatFull, formatInstant } from "#lib/ui/format-time.ts";

const SECOND_MS = 1_000;

/** When it happened: an instant, or the window that it lies in, which is never told as an instant. */
export function TransitionWhen({ transition: { notBefore, notAfter } }: { transition: Pick<Transition, "notBefore" | "notAfter"> }) {
  const t = useTranslations("transition");
  const locale = useLocale();
  const { zone } = usePreferences();
  const now = useServerNow();
  const style = { locale, zone };
  const length = Date.parse(notAfter) - Date.parse(notBefore);
  const told = (at: string) => formatInstant(at, now, style, length < SECOND_MS);
  return (
    <>
      <time dateTime={notAfter} title={[notBefore, notAfter].map((at) => formatFull(at, style)).join(" – ")} suppressHydrationWarning>
        {length > 0 ? `${told(notBefore)}–${told(notAfter)}` : told(notAfter)}
      </time>
      <div className="text-text3" suppressHydrationWarning>
        {length >= SECOND_MS
          ? t("within", { length: formatDuration(length, locale) })
          : t.rich("ago", { age: () => <Age at={notAfter} /> })}
      </div>
    </>
  );
}
