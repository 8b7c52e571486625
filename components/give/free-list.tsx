"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { addressSpaceQueries } from "#lib/client/address-space.ts";

const SHOWN = 4;

/** Addresses that nobody has, best first, each with its reason. */
export function FreeList({
  held,
  onAdd,
  onRemove,
}: {
  held: readonly string[];
  onAdd: (ip: string) => void;
  onRemove: (ip: string) => void;
}) {
  const t = useTranslations("give");
  const sentence = useSentence("free-reasons");
  const { data, error, refetch } = useQuery(addressSpaceQueries.free(null, SHOWN));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={2} label={t("loading-free")} />;
  return (
    <div className="grid gap-1">
      <h3 className="font-medium text-12">{t("free")}</h3>
      {data.none && <p className="text-12 text-text2">{sentence(data.none)}</p>}
      {data.items.length > 0 && (
        <ul className="rounded-control border border-line text-12">
          {data.items.map(({ ip, safe, why }) => (
            <li
              key={ip}
              className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0 narrow:grid-cols-[9rem_minmax(0,1fr)_auto]"
            >
              <span className="mono break-all font-semibold">{ip}</span>
              <span className="text-text2 max-narrow:col-span-2 max-narrow:row-start-2">
                {!safe && (
                  <Badge tone="warn" icon="warn">
                    {t("at-risk")}
                  </Badge>
                )}{" "}
                {sentence(why)}
              </span>
              {/* The same button before and after, so that the focus stays where it is. */}
              <Button
                small
                look="quiet"
                aria-label={t("add-ip", { ip })}
                aria-pressed={held.includes(ip)}
                onClick={() => (held.includes(ip) ? onRemove(ip) : onAdd(ip))}
              >
                {held.includes(ip) && <Icon name="check" className="size-3.5 text-ok" />}
                {t(held.includes(ip) ? "added" : "add")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
