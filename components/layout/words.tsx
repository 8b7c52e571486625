"use client";

import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import { formatDuration, formatFull, formatInstant } from "#lib/ui/format-time.ts";
import { useServerNow } from "./live.tsx";
import { usePreferences } from "./preferences.tsx";

type Fact = string | number | boolean | null | readonly string[];
export type Sentence = { readonly code: string | null; readonly facts: Readonly<Record<string, Fact>>; readonly text: string | null };

/** Facts that hold a time, which a sentence shows in the reader's own way. */
const TIMES = new Set([
  ...["since", "editedAt", "finishedAt", "lastAt"],
  ...["at", "evictsAt", "unreachableSince", "notBefore", "notAfter", "begins"],
]);

/**
 * Writes sentences of the API in the reader's language, from code and facts.
 *
 * @param namespaces Catalogues to look the code up in; the first that has it wins.
 * @returns The English text of the answer where no catalogue has the code.
 */
export function useSentence(...namespaces: readonly string[]): (sentence: Sentence, key?: string) => string {
  const translate = useTranslations();
  const locale = useLocale();
  const preferences = usePreferences();
  const now = useServerNow();
  const places = namespaces.join(" ");
  return useCallback(
    ({ code, facts, text }, key) => {
      const lists = new Intl.ListFormat(locale, { type: "conjunction" });
      const filling = (name: string, fact: Fact) => {
        if (typeof fact === "string" && TIMES.has(name)) return formatInstant(fact, now, { locale, zone: preferences.zone });
        if (Array.isArray(fact)) return lists.format(fact);
        return fact === null || typeof fact === "boolean" ? String(fact ?? "") : (fact as string | number);
      };
      const found = places
        .split(" ")
        .map((place) => [place, code, key].filter(Boolean).join("."))
        .find((path) => code !== null && translate.has(path));
      if (!found) return text ?? "";
      return translate(found, Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, filling(name, fact)])));
    },
    [translate, locale, places, preferences.zone, now],
  );
}

/** A moment, and how long ago it was; all of it in the title. `zoned` is off where a heading names the zone. */
export function Moment({ at, aged = true, zoned = true }: { at: string; aged?: boolean; zoned?: boolean }) {
  const locale = useLocale();
  const { zone } = usePreferences();
  const now = useServerNow();
  const style = { locale, zone };
  return (
    <time dateTime={at} title={formatFull(at, style)} suppressHydrationWarning>
      {formatInstant(at, now, style)}
      {zoned && zone === "utc" && " UTC"}
      {aged && `, ${formatDuration(now - Date.parse(at), locale)}`}
    </time>
  );
}

/** Only how long ago. */
export function Age({ at }: { at: string }) {
  const locale = useLocale();
  const now = useServerNow();
  return <span suppressHydrationWarning>{formatDuration(now - Date.parse(at), locale)}</span>;
}
