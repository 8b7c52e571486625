"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import { Answer } from "./answer.tsx";
import { ClaimantsCard } from "./claimants-card.tsx";
import { ClientsCard } from "./clients-card.tsx";
import { FailoverCard } from "./failover-card.tsx";

/** The answer about one floating IP beside the list; on a phone it fills the screen. */
export function Drawer({ ip, onClose }: { ip: string; onClose: () => void }) {
  const t = useTranslations("floating-ips");
  const common = useTranslations("common");
  const query = useQuery(queries.detail(ip));
  return (
    <aside
      aria-label={t("drawer", { ip })}
      className="sticky top-16 max-h-[calc(100vh-80px)] w-[392px] flex-none overflow-y-auto rounded-card border border-line2 bg-surface shadow-lg max-wide:fixed max-wide:inset-y-0 max-wide:right-0 max-wide:z-30 max-wide:max-h-none max-narrow:w-full max-narrow:rounded-none"
    >
      <div className="flex items-center gap-2 border-line border-b px-4 py-2">
        <span className="mono truncate font-semibold">{ip}</span>
        <Link
          href={`/floating-ips/${encodeURIComponent(ip)}`}
          aria-label={t("open", { ip })}
          className={`${buttonClass("quiet", true)} ml-auto`}
        >
          <Icon name="external" />
        </Link>
        <Button look="quiet" small aria-label={common("close")} onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="grid gap-4 p-4">
        {query.isPending && <Skeleton rows={5} label={common("loading")} />}
        {query.error && !query.data && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && (
          <>
            <Answer item={query.data.item} />
            <ClaimantsCard detail={query.data} />
            {query.data.clients && query.data.clients.length > 0 && <ClientsCard clients={query.data.clients} />}
            <FailoverCard checks={query.data.failover} />
          </>
        )}
      </div>
    </aside>
  );
}
