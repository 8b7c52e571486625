"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type PlanSource, planQueries } from "#lib/client/plans.ts";
import type { Plan } from "#lib/contract/plans.ts";

const ReserveDialog = dynamic(() => import("#components/plan/reserve-dialog.tsx").then((module) => module.ReserveDialog), { ssr: false });

const NOT_RESERVED = "not-reserved";

/** Addresses that IPAM may give to a pod by itself, and the way to hold them. The plan is made anew when that is done. */
export function ReserveNote({ plan, source }: { plan: Plan | undefined; source: PlanSource | null }) {
  const t = useTranslations("give");
  const client = useQueryClient();
  const [holding, setHolding] = useState<readonly string[] | null>(null);
  const ips = plan?.warnings.filter(({ code }) => code === NOT_RESERVED).map(({ facts }) => String(facts["ip"] ?? "")) ?? [];
  const close = () => {
    setHolding(null);
    if (source) void client.invalidateQueries({ queryKey: planQueries.plan(source).queryKey });
  };
  return (
    <>
      {ips.length > 0 && (
        <Card title={t("not-held")} end={<Button onClick={() => setHolding(ips)}>{t("hold", { count: ips.length })}</Button>}>
          <p className="break-words text-12">{t("not-held-so", { ips: ips.join(", "), count: ips.length })}</p>
        </Card>
      )}
      {holding && <ReserveDialog cidrs={holding} onClose={close} />}
    </>
  );
}
