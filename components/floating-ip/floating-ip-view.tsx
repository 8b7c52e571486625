"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { ProblemError } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import type { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { AddressCard } from "./address-card.tsx";
import { Answer } from "./answer.tsx";
import { ClaimantsCard } from "./claimants-card.tsx";
import { ClientsCard } from "./clients-card.tsx";
import { FailoverCard } from "./failover-card.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { NotAnAddress, NotFloating } from "./not-floating.tsx";
import { RunbookCard } from "./runbook-card.tsx";
import { WhatIfCard } from "./what-if-card.tsx";

/** Everything about one floating IP, kept up with the cluster. */
export function FloatingIpView({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip");
  const { data, error, refetch } = useQuery(queries.detail(ip));
  const code = error instanceof ProblemError ? error.problem.code : null;
  // What was there a moment ago is no answer about an address that nobody claims any more.
  if (code === "not-found") return <NotFloating ip={ip} />;
  if (code === "address-invalid") return <NotAnAddress text={ip} />;
  if (data) return <Detail detail={data} />;
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return <Skeleton rows={8} label={t("loading")} />;
}

function Detail({ detail }: { detail: FloatingIpDetail }) {
  const { item, clients = [] } = detail;
  const isSplit = item.state === "split";
  const whoReachesWhat = clients.length > 0 && <ClientsCard clients={clients} />;
  return (
    <div className="grid gap-4">
      <Answer item={item} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_368px]">
        <div className="grid min-w-0 gap-4">
          {isSplit && whoReachesWhat}
          <ClaimantsCard detail={detail} />
          <FindingsCard ip={item.ip} />
          {!isSplit && whoReachesWhat}
          <RunbookCard commands={detail.runbook} />
        </div>
        <div className="grid min-w-0 gap-4">
          <FailoverCard checks={detail.failover} />
          <WhatIfCard item={item} />
          <AddressCard item={item} />
        </div>
      </div>
    </div>
  );
}
