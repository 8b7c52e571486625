"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { SeverityBadge } from "#components/layout/state-badge.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import { queries } from "#lib/client/queries.ts";
import type { Finding } from "#lib/contract/findings.ts";

/** What is wrong with this address, and what to do. */
export function FindingsCard({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip");
  const { data } = useQuery(queries.findings());
  if (!data) return null;
  const all = <Link href={`/findings?q=${encodeURIComponent(ip)}`}>{t("findings-all")}</Link>;
  return <Findings items={data.items.filter(({ ips }) => ips.includes(ip))} end={all} />;
}

export function Findings({ items, end }: { items: readonly Finding[]; end?: ReactNode }) {
  const t = useTranslations("floating-ip");
  const sentence = useSentence("findings");
  return (
    <Card title={t("findings")} aside={t("findings-aside", { count: items.length })} padded={false} end={end}>
      {items.length === 0 && <p className="px-4 py-3 text-12 text-text2">{t("findings-none")}</p>}
      <ul>
        {items.map((finding) => (
          <li
            key={`${finding.code} ${finding.subject.namespace}/${finding.subject.name}`}
            className="border-line border-t px-4 py-2 text-12 first:border-t-0"
          >
            <div className="flex flex-wrap items-center gap-x-2">
              <SeverityBadge severity={finding.severity} />
              <span className="mono text-text3">{finding.code}</span>
            </div>
            <p className="break-words">{sentence({ ...finding, text: finding.message }, "message")}</p>
            <p className="break-words text-text2">
              <span className="sr-only">{t("remedy")}: </span>
              <span aria-hidden="true">› </span>
              {sentence({ ...finding, text: finding.remedy }, "remedy")}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
