"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { FLOATING_IPS_ANNOTATION } from "#lib/domain/snapshot.ts";

/** Where the address comes from, and from where it is reached. */
export function AddressCard({
  item: { ip, pool, block, allocatedTo, reserved, reach },
  readOnly = false,
}: {
  item: FloatingIp;
  readOnly?: boolean;
}) {
  const t = useTranslations("floating-ip");
  const reserve = useTranslations("reserve");
  const sentence = useSentence("reasons-cluster", "reasons");
  const mono = (text: string) => <span className="mono break-all">{text}</span>;
  return (
    <Card title={t("address")}>
      <KeyValues
        rows={[
          { key: "pool", label: t("pool"), value: pool ?? t("pool-none") },
          { key: "block", label: t("block"), value: block === null ? t("block-none") : mono(block) },
          { key: "ipam", label: t("ipam"), value: allocatedTo ?? t("ipam-none") },
          {
            key: "reserved",
            label: t("reserved"),
            value: (
              <>
                {t(reserved ? "reserved-yes" : "reserved-no")}{" "}
                {!reserved && !readOnly && (
                  <Link href={`/floating-ips/${encodeURIComponent(ip)}?reserve=${encodeURIComponent(ip)}`}>{reserve("hold")}</Link>
                )}
              </>
            ),
          },
          {
            key: "reach",
            label: t("reach"),
            value: reach.code === null ? t(`reach-${reach.scope}`) : sentence({ ...reach, text: reach.reason }),
          },
          {
            key: "annotation",
            label: t("annotation"),
            value: (
              <span className="flex flex-wrap items-center gap-x-3">
                {mono(FLOATING_IPS_ANNOTATION)}
                <span className="-ml-2">
                  <CopyButton text={FLOATING_IPS_ANNOTATION} label={t("copy")} done={t("copied")} />
                </span>
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
