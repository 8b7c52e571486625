"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { OpenForms } from "#components/plan/open-forms.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { ProblemError } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import type { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { AddressCard } from "./address-card.tsx";
import { Answer } from "./answer.tsx";
import { AsOfCard } from "./as-of-card.tsx";
import { BandCard } from "./band-card.tsx";
import { ClaimantsCard } from "./claimants-card.tsx";
import { ClientsCard } from "./clients-card.tsx";
import { DetectionsCard } from "./detections-card.tsx";
import { FailoverCard } from "./failover-card.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { GiveLinks } from "./give-links.tsx";
import { NotAnAddress, NotFloating } from "./not-floating.tsx";
import { NotesCard } from "./notes-card.tsx";
import { RunbookCard } from "./runbook-card.tsx";
import { TransitionsCard } from "./transitions-card.tsx";
import { WhatIfCard } from "./what-if-card.tsx";

/** Everything about one floating IP, kept up with the cluster. */
export function FloatingIpView({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip");
  const { data, error, refetch } = useQuery(queries.detail(ip));
  const code = error instanceof ProblemError ? error.problem.code : null;
  // What was there a moment ago is no answer about an address that nobody claims any more.
  if (data && code !== "not-found") return <Detail detail={data} />;
  return (
    <>
      <h1 className="break-all font-mono font-semibold text-20 narrow:text-28">{ip}</h1>
      {code === "not-found" && <NotFloating ip={ip} />}
      {code === "address-invalid" && <NotAnAddress text={ip} />}
      {error && code !== "not-found" && code !== "address-invalid" && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!error && <Skeleton rows={8} label={t("loading")} />}
    </>
  );
}

function Detail({ detail }: { detail: FloatingIpDetail }) {
  const { item, clients = [] } = detail;
  const isSplit = item.state === "split";
  const whoReachesWhat = clients.length > 0 && <ClientsCard clients={clients} />;
  return (
    <div className="grid gap-4">
      <Answer item={item} />
      <GiveLinks item={item} />
      <OpenForms item={item} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_368px] wide:grid-rows-[auto_1fr]">
        <div className="grid min-w-0 gap-4">
          {isSplit && whoReachesWhat}
          <ClaimantsCard detail={detail} />
          <BandCard ip={item.ip} />
          <TransitionsCard ip={item.ip} />
          <FindingsCard ip={item.ip} />
          {!isSplit && whoReachesWhat}
        </div>
        <div className="grid min-w-0 gap-4 wide:col-start-2 wide:row-span-2">
          <FailoverCard checks={detail.failover} />
          <WhatIfCard item={item} />
          <AsOfCard ip={item.ip} />
          <NotesCard ip={item.ip} />
          <DetectionsCard ip={item.ip} />
          <AddressCard item={item} />
        </div>
        <div className="min-w-0">
          <RunbookCard commands={detail.runbook} />
        </div>
      </div>
    </div>
  );
}
