"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { FrozenLive } from "#components/layout/live.tsx";
import { TransitionsTable } from "#components/transition/transitions-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { historyQueries } from "#lib/client/history.ts";
import { queries } from "#lib/client/queries.ts";
import type { IncidentBundle } from "#lib/contract/bundle.ts";
import type { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { AddressCard } from "./address-card.tsx";
import { Answer } from "./answer.tsx";
import { BandLegend } from "./band-legend.tsx";
import { ClaimantsCard } from "./claimants-card.tsx";
import { ClientsCard } from "./clients-card.tsx";
import { Detections } from "./detections-card.tsx";
import { FailoverCard } from "./failover-card.tsx";
import { Findings } from "./findings-card.tsx";
import { HistoryBand } from "./history-band.tsx";
import { NotesText } from "./notes-card.tsx";
import { RunbookCard } from "./runbook-card.tsx";

/** The page of one floating IP as a bundle has it: its own clock, its own answers, and nothing that asks the console. */
export function TakenView({ bundle }: { bundle: IncidentBundle }) {
  const client = useMemo(() => answersOf(bundle), [bundle]);
  return (
    <QueryClientProvider client={client}>
      <FrozenLive at={Date.parse(bundle.takenAt)}>
        {bundle.detail ? <Answer item={bundle.detail.item} readOnly /> : <Nobody ip={bundle.ip} />}
        <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_368px]">
          <div className="grid min-w-0 gap-4">
            {bundle.detail && <ClaimantsCard detail={bundle.detail} readOnly />}
            <Past bundle={bundle} />
            <Findings items={bundle.findings} />
            {bundle.detail?.clients && bundle.detail.clients.length > 0 && <ClientsCard clients={bundle.detail.clients} />}
            {bundle.detail && <RunbookCard commands={bundle.detail.runbook} />}
          </div>
          <div className="grid min-w-0 gap-4">
            {bundle.detail && <Side detail={bundle.detail} />}
            <Notes notes={bundle.notes} />
            <Detections items={bundle.detections} />
          </div>
        </div>
      </FrozenLive>
    </QueryClientProvider>
  );
}

/** Nothing is ever fetched: what the bundle lacks is not there. */
function answersOf({ status, transitions }: IncidentBundle): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(queries.status().queryKey, status);
  for (const transition of transitions) client.setQueryData(historyQueries.transition(transition.id).queryKey, transition);
  return client;
}

function Nobody({ ip }: { ip: string }) {
  const t = useTranslations("bundle");
  return (
    <header>
      <h1 className="break-all font-mono font-semibold text-20 narrow:text-28">{ip}</h1>
      <p className="mt-1 text-16">{t("unclaimed")}</p>
    </header>
  );
}

function Past({ bundle: { ip, bands, range, transitions } }: { bundle: IncidentBundle }) {
  const t = useTranslations("floating-ip.history");
  const [open, setOpen] = useState<number | null>(null);
  return (
    <>
      <Card title={t("band")}>
        <HistoryBand ip={ip} bands={bands} from={Date.parse(range.from)} to={Date.parse(range.to)} open={open} onOpen={setOpen} />
        <BandLegend />
      </Card>
      <Card title={t("transitions")} aside={t("transitions-aside")} padded={false} className="@container overflow-x-auto">
        {transitions.length === 0 ? (
          <p className="px-4 py-3 text-12 text-text2">{t("none-in-range")}</p>
        ) : (
          <TransitionsTable items={transitions} open={open} onOpen={setOpen} readOnly />
        )}
      </Card>
    </>
  );
}

function Side({ detail }: { detail: FloatingIpDetail }) {
  return (
    <>
      <FailoverCard checks={detail.failover} />
      <AddressCard item={detail.item} readOnly />
    </>
  );
}

function Notes({ notes }: Pick<IncidentBundle, "notes">) {
  const t = useTranslations("notes");
  return (
    <Card title={t("title")}>
      <NotesText notes={notes} />
    </Card>
  );
}
