"use client";

import { useLocale, useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { formatDuration } from "#lib/ui/format-time.ts";
import { GateCard } from "./gate-card.tsx";
import { cniStateOf, countGates, felixStateOf } from "./gate-state.ts";

/** Where floating IPs are not supported nothing is turned, and the reason stands at the switch. */
function useObstacle({ supported, unsupportedReason }: Gates): string | null {
  const t = useTranslations("setup");
  const sentence = useSentence("reasons-cluster", "reasons");
  if (supported) return null;
  return unsupportedReason ? sentence(unsupportedReason) : t("not-supported");
}

export function CniGateCard({ gates }: { gates: Gates }) {
  const t = useTranslations("setup");
  const sentence = useSentence("reasons-cluster", "reasons");
  const counts = countGates(gates);
  const state = cniStateOf(gates, counts);
  const { configMap, key, problem } = gates.cni;
  const of = { installed: counts.installed, total: gates.cni.installedOn.length };
  return (
    <GateCard
      gate="cni"
      state={state}
      isOn={gates.cni.enabled}
      obstacle={useObstacle(gates)}
      badge={t(`cni-${state}`, of)}
      answer={t({ "on-all": "cni-yes-all", on: "cni-yes", off: "cni-no", unknown: "cni-not-known" }[state], of)}
      rows={[
        {
          key: "decided",
          label: t("decided-by"),
          value: configMap === null ? t("decided-cni-none") : t.rich("decided-cni", { ...RICH, configMap, key: key ?? "" }),
        },
        { key: "edited", label: t("edited"), value: <Edited cni={gates.cni} /> },
        ...(problem ? [{ key: "problem", label: t("problem"), value: <span className="text-warn">{sentence(problem)}</span> }] : []),
      ]}
    />
  );
}

function Edited({ cni: { editedAt, editedBy } }: Pick<Gates, "cni">) {
  const t = useTranslations("setup");
  const locale = useLocale();
  const now = useServerNow();
  if (editedAt === null) return t("edited-unknown");
  const filling = {
    ...RICH,
    moment: () => <Moment at={editedAt} aged={false} />,
    age: formatDuration(now - Date.parse(editedAt), locale),
    by: editedBy ?? "",
  };
  return <span suppressHydrationWarning>{t.rich(editedBy === null ? "edited-at" : "edited-by", filling)}</span>;
}

export function FelixGateCard({ gates }: { gates: Gates }) {
  const t = useTranslations("setup");
  const counts = countGates(gates);
  const state = felixStateOf(counts);
  const of = { enabled: counts.enabled, total: counts.total, unknown: counts.felixUnknown };
  return (
    <GateCard
      gate="felix"
      state={state}
      isOn={gates.felix.default === "Unknown" ? null : gates.felix.default === "Enabled"}
      obstacle={useObstacle(gates)}
      badge={t(`felix-${state}`, of)}
      answer={t({ "on-all": "felix-yes-all", on: "felix-yes", off: "felix-no", unknown: "felix-not-known" }[state], of)}
      rows={[
        { key: "decided", label: t("decided-by"), value: t.rich("decided-felix", RICH) },
        { key: "default", label: t("felix-default"), value: t("felix-default-value", { value: gates.felix.default }) },
      ]}
    />
  );
}
