"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { usePreferences } from "#components/layout/preferences.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { historyQueries } from "#lib/client/history.ts";
import type { AsOf } from "#lib/contract/history.ts";
import { EvidenceList } from "./evidence-list.tsx";
import { fromInput, toInput } from "./moment-input.ts";
import { StandingText } from "./standing.tsx";

/** The moment that is asked about, in the reader's zone. */
export function AsOfQuestion({ at, onAsk }: { at: Date | null; onAsk: (at: Date | null) => void }) {
  const t = useTranslations("floating-ip.history");
  const { zone } = usePreferences();
  const [text, setText] = useState(at ? toInput(at, zone) : "");
  const field = useId();
  const moment = fromInput(text, zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (moment) onAsk(moment);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2 text-12">
      <div>
        <label htmlFor={field} className="block text-text3">
          {t(zone === "utc" ? "as-of-at-utc" : "as-of-at-local")}
        </label>
        <input
          id={field}
          type="datetime-local"
          step="1"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8 rounded-control border border-control bg-surface px-2 text-13 max-narrow:h-10"
        />
      </div>
      <Button type="submit" disabled={!moment}>
        {t("as-of-ask")}
      </Button>
      {at && (
        <Button look="quiet" onClick={() => onAsk(null)}>
          {t("as-of-clear")}
        </Button>
      )}
    </form>
  );
}

const LOOK = {
  certain: { tone: "ok", icon: "check", dashed: false },
  possible: { tone: "unk", icon: "unknown", dashed: true },
  "not-observed": { tone: "unk", icon: "unknown", dashed: true },
} as const satisfies Record<AsOf["answer"], object>;

/** Who had it then: certain, possible or not observed, with everyone that it may have been. */
export function AsOfAnswer({ ip, at }: { ip: string; at: string }) {
  const t = useTranslations("floating-ip.history");
  const history = useTranslations("history");
  const sentence = useSentence("history.as-of");
  const blindSentence = useSentence("history.blind");
  const { data, error, refetch } = useQuery(historyQueries.asOf(ip, at));
  if (!data) return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Skeleton rows={2} label={t("loading")} />;
  return (
    <div aria-live="polite" className="mt-3 grid gap-2 text-12">
      <p>
        <Badge {...LOOK[data.answer]}>{history(`as-of-answers.${data.answer}`)}</Badge>{" "}
        <span className="text-13">{sentence({ ...data, text: data.reason })}</span>
      </p>
      <ol>
        {data.candidates.map((candidate) => (
          <li key={JSON.stringify(candidate)} className="border-line border-t py-1.5 first:border-t-0">
            <span className="font-semibold">
              <StandingText standing={candidate.standing} />
            </span>
            <div className="text-text3">
              <Span from={candidate.notBefore} to={candidate.notAfter} />
            </div>
          </li>
        ))}
      </ol>
      {data.blind.map((span) => (
        <p key={`${span.source} ${span.from}`} className="stale-ground rounded-badge px-2 py-1 text-text2">
          {blindSentence({ code: span.code, facts: { source: span.source }, text: span.reason })} <Span from={span.from} to={span.to} />
        </p>
      ))}
      {data.evidence.length > 0 && (
        <details>
          <summary className="text-text2">{t("as-of-evidence", { count: data.evidence.length })}</summary>
          <EvidenceList evidence={data.evidence} />
        </details>
      )}
    </div>
  );
}

/** From when to when; either may not be known, or not be over. */
function Span({ from, to }: { from: string | null; to: string | null }) {
  const t = useTranslations("floating-ip.history");
  return t.rich("span", {
    bounds: from === null ? (to === null ? "none" : "until") : to === null ? "since" : "both",
    begin: () => from !== null && <Moment at={from} aged={false} zoned={to === null} />,
    end: () => to !== null && <Moment at={to} aged={false} />,
  });
}
