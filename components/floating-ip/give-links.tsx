"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { buttonClass } from "#components/ui/button.tsx";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";

/** To the form that gives the address to somebody else, and to the one that takes it away from who has it. */
export function GiveLinks({ item }: { item: FloatingIp }) {
  const t = useTranslations("floating-ip");
  const move = useTranslations("move");
  const ip = encodeURIComponent(item.ip);
  return (
    <p className="flex flex-wrap gap-2">
      <Link href={`/floating-ips/${ip}?move=`} className={buttonClass()}>
        {move("move")}
      </Link>
      <Link href={`/give?ip=${ip}`} className={buttonClass()}>
        {t("give-to-another")}
      </Link>
      <Link href={`/give?action=detach&ip=${ip}${holderOf(item)}`} className={buttonClass()}>
        {t("take-away")}
      </Link>
    </p>
  );
}

/** The workload of all that claim it, as the form has it in its URL; nothing where there are several. */
function holderOf({ nodes }: FloatingIp): string {
  const pods = nodes.flatMap(({ backend, standbys }) => (backend ? [backend, ...standbys] : standbys));
  const holders = pods.map(({ namespace, name, workload }) => new URLSearchParams({ ...(workload ?? { kind: "Pod", name }), namespace }));
  const [only, ...others] = [...new Set(holders.map(String))];
  return only !== undefined && others.length === 0 ? `&${only}` : "";
}
