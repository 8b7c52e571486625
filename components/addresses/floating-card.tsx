"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { AddressSpace, FloatingPlace } from "#lib/contract/pools.ts";
import { parseAddress } from "#lib/domain/address.ts";

const SHOWN = 50;
const ORDER = ["conflict", "at-risk", "unknown", "safe"];
const LOOK: Readonly<Record<FloatingPlace["standing"], { readonly tone: Tone; readonly icon: IconName }>> = {
  conflict: { tone: "bad", icon: "unserved" },
  "at-risk": { tone: "warn", icon: "warn" },
  unknown: { tone: "unk", icon: "unknown" },
  safe: { tone: "ok", icon: "check" },
};

/** All floating IPs, wherever they stand, worst first: what the pins of the ruler say. */
export function FloatingCard({ answer, onPick }: { answer: AddressSpace; onPick: (ip: string) => void }) {
  const t = useTranslations("addresses");
  const [shown, setShown] = useState(SHOWN);
  const sorted = useMemo(() => worstFirst(answer.floating), [answer.floating]);
  return (
    <Card title={t("floating")} aside={t("floating-count", { count: sorted.length })} padded={false} className="mb-4">
      <div className="max-h-96 overflow-auto print:max-h-none">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">{t("col-ip")}</th>
              <th scope="col">{t("col-standing")}</th>
              <th scope="col">{t("col-state")}</th>
              <th scope="col" className="max-narrow:hidden">
                {t("col-where")}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shown).map(({ ip, state, standing, pool, block, reservedBy }) => (
              <tr key={ip}>
                <td>
                  <button type="button" className="mono text-accent" onClick={() => onPick(ip)}>
                    {ip}
                  </button>{" "}
                  <Link
                    prefetch={false}
                    href={`/floating-ips/${encodeURIComponent(ip)}`}
                    className="ml-1 text-11"
                    aria-label={t("to-address-of", { ip })}
                  >
                    {t("open")}
                  </Link>
                </td>
                <td>
                  <Badge {...LOOK[standing]}>{t(`standing.${standing}`)}</Badge>
                </td>
                <td>
                  <StateBadge state={state} />
                </td>
                <td className="text-text2 max-narrow:hidden">
                  {pool ?? t("no-pool")}
                  {block && <span className="mono"> {block}</span>}
                  {reservedBy.length > 0 && ` ${t("reserved-by", { names: reservedBy.join(", ") })}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {sorted.length > shown && (
          <p className="px-3 py-2">
            <Button small onClick={() => setShown(sorted.length)}>
              {t("show-all", { count: sorted.length })}
            </Button>
          </p>
        )}
      </div>
    </Card>
  );
}

function worstFirst(floating: readonly FloatingPlace[]): readonly FloatingPlace[] {
  const keyed = floating.map((place) => ({ place, rank: ORDER.indexOf(place.standing), value: parseAddress(place.ip)?.value ?? 0n }));
  return keyed
    .toSorted((a, b) => a.rank - b.rank || a.place.family - b.place.family || (a.value < b.value ? -1 : 1))
    .map(({ place }) => place);
}
