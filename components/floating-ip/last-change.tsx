"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { RICH } from "#components/ui/rich.tsx";
import { historyQueries } from "#lib/client/history.ts";
import type { Transition } from "#lib/contract/history.ts";
import { formatSpan } from "#lib/ui/format-time.ts";

/** What happened last, why, and how long nobody had it: a sentence, and the first thing that was seen of it. */
export function LastChange({ transition, readOnly = false }: { transition: Transition; readOnly?: boolean }) {
  const t = useTranslations("floating-ip");
  const history = useTranslations("history");
  const sentence = useSentence("history-evidence");
  const locale = useLocale();
  const { data } = useQuery(historyQueries.transition(transition.id));
  const { id, ip, kind, cause, detail, confidence, gapMs, notAfter } = transition;
  const [seen] = (data ?? transition).evidence.filter(({ stance }) => stance === "supports");
  return (
    <p className="mt-1 break-words text-text2">
      {t.rich("last-change", {
        ...RICH,
        kind: history(`kinds.${kind}`),
        moment: () => <Moment at={notAfter} aged={false} />,
        cause: history(`causes.${cause}`),
        detail: detail !== null && history.has(`details.${detail}`) ? history(`details.${detail}`) : "none",
        confidence: history(`confidences.${confidence}`),
        length: gapMs ? formatSpan(gapMs, locale) : "",
        gap: !gapMs ? "untold" : gapMs.max === 0 ? "none" : "some",
      })}{" "}
      {seen && `${sentence({ ...seen, text: seen.summary })} `}
      {!readOnly && (
        <Link className="underline" href={`/floating-ips/${encodeURIComponent(ip)}?transition=${id}`}>
          {t("last-change-open")}
        </Link>
      )}
    </p>
  );
}
