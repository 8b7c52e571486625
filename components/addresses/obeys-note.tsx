import { useTranslations } from "use-intl";
import { Icon } from "#components/ui/icon.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { AddressSpace } from "#lib/contract/pools.ts";

/** The first line of the page: which range pods get their addresses from. */
export function ObeysNote({ ipamObeys }: Pick<AddressSpace, "ipamObeys">) {
  const t = useTranslations("addresses");
  return (
    <p className="mb-4 flex items-start gap-2 rounded-card border border-line2 bg-surface px-4 py-3">
      <Icon name={ipamObeys === null ? "unknown" : "info"} className="mt-0.5 text-text2" />
      <span>{t.rich(ipamObeys === "pools" ? "obeys-pools" : ipamObeys === "podCIDR" ? "obeys-ranges" : "obeys-unknown", RICH)}</span>
    </p>
  );
}
