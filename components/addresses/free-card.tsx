"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { addressSpaceQueries } from "#lib/client/address-space.ts";
import type { FreeAddresses } from "#lib/contract/pools.ts";

const SHOWN = 5;

/** Which addresses may be given out next, best first, each with its reason; and what a pool of their own would be. */
export function FreeCard({ pool, onPick }: { pool: string | null; onPick: (ip: string) => void }) {
  const t = useTranslations("addresses");
  const common = useTranslations("common");
  const sentence = useSentence("free-reasons");
  const { data } = useQuery(addressSpaceQueries.free(pool, SHOWN));
  return (
    <Card title={t("free")} aside={pool ?? t("free-anywhere")} padded={false}>
      {data?.none && <p className="px-4 py-3 text-12">{sentence(data.none)}</p>}
      <ul>
        {data?.items.map(({ ip, safe, why }, index) => (
          <li key={ip} className="border-line border-t px-4 py-2 first:border-t-0">
            <div className="flex flex-wrap items-center gap-2">
              <button type="button" className="mono font-semibold text-accent" onClick={() => onPick(ip)}>
                {ip}
              </button>
              <Badge tone={safe ? "ok" : "warn"} icon={safe ? "check" : "warn"}>
                {safe ? t(index === 0 ? "free-best" : "free-safe") : t("free-at-risk")}
              </Badge>
              <span className="ml-auto inline-flex items-center gap-1">
                <Link
                  href={`/give?ip=${encodeURIComponent(ip)}`}
                  aria-label={t("give-this", { ip })}
                  className={buttonClass("quiet", true)}
                >
                  {t("give")}
                </Link>
                <CopyButton text={ip} label={common("copy")} done={common("copied")} />
              </span>
            </div>
            <p className="mt-0.5 text-12 text-text2">{sentence(why)}</p>
          </li>
        ))}
      </ul>
      {data && data.proposals.length > 0 && <Proposals proposals={data.proposals} />}
    </Card>
  );
}

function Proposals({ proposals }: { proposals: FreeAddresses["proposals"] }) {
  const t = useTranslations("addresses");
  const common = useTranslations("common");
  return (
    <details className="border-line border-t px-4 py-2 text-12">
      <summary className="font-semibold">{t("proposal")}</summary>
      <p className="mt-2 text-text2">{t("proposal-so")}</p>
      {proposals.map(({ family, cidr, yaml }) => (
        <div key={family} className="mt-2">
          <p className="flex items-center justify-between">
            <span>
              IPv{family} <span className="mono">{cidr}</span>
            </span>
            <CopyButton text={yaml} label={common("copy")} done={common("copied")} />
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with keys */}
          <pre tabIndex={0} className="mono mt-1 overflow-x-auto rounded-badge bg-sunken p-2 text-11">
            {yaml}
          </pre>
        </div>
      ))}
    </details>
  );
}
