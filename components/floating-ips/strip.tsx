"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useKnowsPods } from "#components/layout/live.tsx";
import { SEVERITY_LOOK, STATE_LOOK } from "#components/layout/state-badge.tsx";
import { TONE_TEXT, type Tone } from "#components/ui/badge.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";
import { STATES_BY_URGENCY } from "#lib/contract/floating-ip-filter.ts";
import type { FloatingIpState } from "#lib/contract/floating-ips.ts";
import type { Gates } from "#lib/contract/gates.ts";

/** The two gates, counts by state and findings: what is wrong before any row is read. */
export function Strip({ onState }: { onState: (state: FloatingIpState) => void }) {
  const t = useTranslations("floating-ips.strip");
  const { data: gates } = useQuery(queries.gates());
  const { data: findings } = useQuery(queries.findings());
  const count = (severity: string) => findings?.items.filter((finding) => finding.severity === severity).length ?? 0;
  const isKnown = useKnowsPods();
  const worst = count("critical") > 0 ? "critical" : count("warning") > 0 ? "warning" : "info";
  return (
    <section className="mb-4 grid grid-cols-4 divide-x divide-line rounded-card border border-line bg-surface max-wide:grid-cols-2 max-wide:divide-x-0">
      <Cell label={t("cni")} link={<Link href="/setup">{t("setup")}</Link>}>
        {gates && <CniGate gates={gates} />}
      </Cell>
      <Cell label={t("felix")} link={<Link href="/setup">{t("setup")}</Link>}>
        {gates && <FelixGate gates={gates} />}
      </Cell>
      <States onState={onState} />
      <Cell label={isKnown ? t("findings", { count: findings?.items.length ?? 0 }) : t("findingsUnknown")}>
        {!isKnown && <Unknown />}
        {isKnown && findings && (
          <>
            <Value tone={SEVERITY_LOOK[worst].tone} icon={findings.items.length === 0 ? "check" : SEVERITY_LOOK[worst].icon}>
              <Link href="/findings" className="text-text">
                {t("critical", { count: count("critical") })}
              </Link>
            </Value>
            <span className="text-12 text-text2">{t("others", { warnings: count("warning"), notes: count("info") })}</span>
          </>
        )}
      </Cell>
    </section>
  );
}

function Cell({ label, link, children }: { label: string; link?: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-h-20 min-w-0 content-start gap-1 px-4 py-3 max-narrow:min-h-0 max-narrow:py-2">
      <div className="flex gap-2 font-medium text-11 text-text3">
        <span>{label}</span>
        <span className="ml-auto font-normal">{link}</span>
      </div>
      {children}
    </div>
  );
}

function Value({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 font-semibold text-15">
      <Icon name={icon} className={clsx("size-4", TONE_TEXT[tone])} />
      <span>{children}</span>
    </div>
  );
}

function Unknown() {
  const t = useTranslations("floating-ips.strip");
  return (
    <Value tone="unk" icon="unknown">
      {t("unknown")}
    </Value>
  );
}

function CniGate({ gates }: { gates: Gates }) {
  const t = useTranslations("floating-ips.strip");
  const lists = new Intl.ListFormat(useLocale());
  const { enabled, installedOn } = gates.cni;
  if (enabled === null) return <Unknown />;
  if (!enabled)
    return (
      <Value tone="warn" icon="disabled">
        {t("cniOff")}
      </Value>
    );
  const behind = installedOn.filter(({ installed }) => installed === false).map(({ node }) => node);
  const done = installedOn.filter(({ installed }) => installed === true).length;
  return (
    <>
      <Value tone={behind.length > 0 ? "warn" : "ok"} icon={behind.length > 0 ? "warn" : "check"}>
        {installedOn.length === 0 ? t("cniOnUnknown") : t("cniOn", { done, total: installedOn.length })}
      </Value>
      {behind.length > 0 && <span className="text-12 text-text2">{t("behind", { nodes: lists.format(behind) })}</span>}
    </>
  );
}

function FelixGate({ gates }: { gates: Gates }) {
  const t = useTranslations("floating-ips.strip");
  const lists = new Intl.ListFormat(useLocale());
  const { nodes } = gates.felix;
  const off = nodes.filter(({ value }) => value === "Disabled").map(({ node }) => node);
  const done = nodes.filter(({ value }) => value === "Enabled").length;
  if (nodes.length === 0)
    return (
      <Value tone="unk" icon="unknown">
        {t("felixNone")}
      </Value>
    );
  if (nodes.some(({ value }) => value === "Unknown")) return <Unknown />;
  return (
    <>
      <Value tone={off.length > 0 ? "warn" : "ok"} icon={off.length > 0 ? "warn" : "check"}>
        {t("felixOn", { done, total: nodes.length })}
      </Value>
      {off.length > 0 && <span className="text-12 text-text2">{t("offOn", { nodes: lists.format(off.slice(0, 4)) })}</span>}
    </>
  );
}

function States({ onState }: { onState: (state: FloatingIpState) => void }) {
  const t = useTranslations();
  const { data: list } = useQuery(queries.list());
  const items = list?.items ?? [];
  const isKnown = useKnowsPods();
  return (
    <Cell label={isKnown ? t("floating-ips.strip.states", { count: items.length }) : t("floating-ips.strip.statesUnknown")}>
      {!isKnown && <Unknown />}
      <div className="flex flex-wrap gap-1.5">
        {STATES_BY_URGENCY.map((state) => ({ state, count: items.filter((item) => item.state === state).length }))
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => (
            <button
              key={state}
              type="button"
              onClick={() => onState(state)}
              className="inline-flex h-7 items-center gap-1 rounded-control border border-line2 px-2 text-12 hover:bg-hover"
            >
              <Icon name={STATE_LOOK[state].icon} className={clsx("size-3.5", TONE_TEXT[STATE_LOOK[state].tone])} />
              <b className={TONE_TEXT[STATE_LOOK[state].tone]}>{count}</b> {t(`common.state.${state}`)}
            </button>
          ))}
      </div>
    </Cell>
  );
}
