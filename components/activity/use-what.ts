"use client";

import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Action } from "#lib/contract/plans.ts";
import { subjectOf } from "./subject.ts";

const MAX_NAMED = 3;

/** An action in a sentence: what, of which addresses, with which object. */
export function useWhat(): (action: Action) => string {
  const t = useTranslations("activity");
  const locale = useLocale();
  return useCallback(
    (action) => {
      const { addresses, object, to } = subjectOf(action);
      const named = addresses.slice(0, MAX_NAMED);
      const more = addresses.length - named.length;
      const list = new Intl.ListFormat(locale, { type: "conjunction" }).format(more > 0 ? [...named, t("others", { count: more })] : named);
      const key = `what.${action.action}`;
      return t.has(key)
        ? t(key, { addresses: list, object: object ?? "", hasObject: object === null ? "no" : "yes", to: to ?? "" })
        : action.action;
    },
    [t, locale],
  );
}
