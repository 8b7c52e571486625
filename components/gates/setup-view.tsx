"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useTranslations } from "use-intl";
import { useIsStale } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import { queries } from "#lib/client/queries.ts";
import type { Gates } from "#lib/contract/gates.ts";
import { ByHandCard } from "./by-hand-card.tsx";
import { ConfigText } from "./config-text.tsx";
import { CniGateCard, FelixGateCard } from "./gate-cards.tsx";
import { GateDialogs } from "./gate-dialogs.tsx";
import { isBehind } from "./gate-state.ts";
import { GuardCard } from "./guard-card.tsx";
import { NodeTable } from "./node-table.tsx";
import { RolloutCard } from "./rollout-card.tsx";

/** Nodes take the file over one after the other, and somebody looks on. */
const BEHIND_MS = 1_000;
const REFRESH_MS = 15_000;

/** The two gates, what decides them, and what that means on each node. */
export function SetupView() {
  const t = useTranslations("setup");
  const isStale = useIsStale();
  const {
    data: gates,
    error,
    refetch,
  } = useQuery({
    ...queries.gates(),
    refetchInterval: ({ state }) => (state.data && isBehind(state.data) ? BEHIND_MS : REFRESH_MS),
  });
  const { data: status } = useQuery(queries.status());
  return (
    <>
      <h1 className="mb-3 font-semibold text-20">
        {t("title")} <span className="font-normal text-13 text-text3">{t("aside")}</span>
      </h1>
      {!gates && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!gates && !error && <Skeleton rows={8} label={t("loading")} />}
      {gates && (
        <div className={clsx("grid gap-4", isStale && "stale-ground")}>
          {isStale && <p className="text-warn">{t("stale")}</p>}
          <div className="grid items-stretch gap-4 wide:grid-cols-2">
            <CniGateCard gates={gates} />
            <FelixGateCard gates={gates} />
          </div>
          <RolloutCard gates={gates} />
          <NodeTable gates={gates} />
          <GuardCard />
          <GateDialogs gates={gates} />
          <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <ConfigText cni={gates.cni} />
            <div className="grid min-w-0 gap-4">
              <SupportCard gates={gates} />
              <ByHandCard gates={gates} apiGroup={status?.cluster.calico.apiGroup ?? null} />
            </div>
          </div>
        </div>
      )}
    </>
  );
}

function SupportCard({ gates: { supported, unsupportedReason } }: { gates: Gates }) {
  const t = useTranslations("setup");
  const sentence = useSentence("reasons-cluster", "reasons");
  const why = unsupportedReason && sentence(unsupportedReason);
  return (
    <Card title={t("can")}>
      <Reasons
        lines={[
          supported
            ? { key: "yes", tone: "ok", icon: "check", text: t("supported") }
            : { key: "no", tone: "bad", icon: "unserved", text: why ?? t("not-supported") },
        ]}
      />
    </Card>
  );
}
