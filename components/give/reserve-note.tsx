"use client";

import { useTranslations } from "use-intl";
import { useWritePlace } from "#components/plan/use-write-place.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Plan } from "#lib/contract/plans.ts";

const NOT_RESERVED = "not-reserved";

/** Addresses that IPAM may give to a pod by itself, and the way to hold them. */
export function ReserveNote({ plan }: { plan: Plan | undefined }) {
  const t = useTranslations("give");
  const reserve = useTranslations("reserve");
  const { open } = useWritePlace();
  const ips = plan?.warnings.filter(({ code }) => code === NOT_RESERVED).map(({ facts }) => String(facts["ip"] ?? "")) ?? [];
  if (ips.length === 0) return null;
  return (
    <Card title={t("not-held")}>
      <p className="text-12">{t("not-held-so", { ips: ips.join(", "), count: ips.length })}</p>
      <p className="mt-2">
        <Button onClick={() => open({ reserve: ips.join(",") })}>{reserve("hold")}</Button>
      </p>
    </Card>
  );
}
