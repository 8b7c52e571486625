"use client";

import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { usePreferences } from "#components/layout/preferences.tsx";
import type { BandStretch } from "#lib/contract/history.ts";
import { formatInstant } from "#lib/ui/format-time.ts";

/** The words for a stretch of a band: from when to when, what it was, and who had it. */
export function useTellStretch(): (stretch: BandStretch) => string {
  const t = useTranslations("transition");
  const states = useTranslations("history.states");
  const locale = useLocale();
  const { zone } = usePreferences();
  const now = useServerNow();
  return useCallback(
    ({ from, to, kind, backends }) => {
      const told = (at: string) => formatInstant(at, now, { locale, zone });
      const who = backends.map(({ namespace, name, node }) => (node === null ? `${namespace}/${name}` : `${namespace}/${name}, ${node}`));
      return t("stretch", {
        from: told(from),
        to: told(to),
        state: states(kind),
        who: who.join("; "),
        form: who.length === 0 ? "nobody" : kind === "blind" ? "last" : "somebody",
      });
    },
    [t, states, locale, zone, now],
  );
}
