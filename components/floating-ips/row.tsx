"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { useLocale, useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Age, Moment, useSentence } from "#components/layout/words.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { AT_RISK_CODES } from "#lib/contract/floating-ip-filter.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";

export function Row({
  item,
  isSelected,
  isStale,
  onSelect,
}: {
  item: FloatingIp;
  isSelected: boolean;
  isStale: boolean;
  onSelect: () => void;
}) {
  const t = useTranslations("floating-ips");
  return (
    <tr data-pressable data-ip={item.ip} aria-selected={isSelected} onClick={onSelect} className={clsx(isStale && "stale-ground")}>
      <th scope="row">
        <Link
          href={`/floating-ips/${encodeURIComponent(item.ip)}`}
          aria-label={t("open", { ip: item.ip })}
          className="mono break-all text-text"
          onClick={(event) => event.stopPropagation()}
        >
          {item.ip}
        </Link>
      </th>
      <td>
        <StateBadge state={item.state} />
        <Second item={item} />
      </td>
      <td>
        <Backend item={item} isStale={isStale} />
      </td>
      <td className="whitespace-nowrap">
        {item.since && (
          <>
            <Moment at={item.since} aged={false} />
            <div className="text-text3" title={item.sinceCertainty === "at-latest" ? t("sinceAtLatest") : undefined}>
              <Age at={item.since} />
            </div>
          </>
        )}
      </td>
      <td>
        <span className="narrow:hidden">{t("standbys", { count: item.standbyCount })}</span>
        <span className="max-narrow:hidden">{item.standbyCount}</span>
      </td>
      <td>
        <span className="narrow:hidden">{t("remote", { count: item.remoteCount })}</span>
        <span className="max-narrow:hidden">{item.remoteCount}</span>
      </td>
    </tr>
  );
}

/** Under the state: why it is not serving; or what will break it. */
function Second({ item }: { item: FloatingIp }) {
  const sentence = useSentence("reasons", "reasons-cluster");
  const t = useTranslations("floating-ips.risk");
  if (item.state !== "serving") {
    const { code, facts, reason } = item.stateReason;
    return <div className="line-clamp-2 max-w-72 text-text2">{sentence({ code, facts, text: reason })}</div>;
  }
  const risk = AT_RISK_CODES.find((code) => item.findings.includes(code)) ?? item.findings[0];
  if (!risk) return null;
  return (
    <div className="flex items-center gap-1 text-warn">
      <Icon name="warn" className="size-3" />
      {t.has(risk) ? t(risk) : t("other", { code: risk })}
    </div>
  );
}

function Backend({ item, isStale }: { item: FloatingIp; isStale: boolean }) {
  const t = useTranslations("floating-ips");
  const common = useTranslations("common");
  const lists = new Intl.ListFormat(useLocale());
  const [backend, ...others] = item.backends;
  if (!backend) {
    const [first] = item.nodes;
    const claimant = first?.standbys[0];
    if (!claimant) return <span className="text-text2">{t("noBackend")}</span>;
    const pod = `${claimant.namespace}/${claimant.name}`;
    if (item.state === "unknown") return <span className="text-text2">{t("lastSeen", { pod })}</span>;
    return (
      <>
        <span className="text-text2">{t("notProgrammed")}</span>
        <div className="text-text3">{t("claimant", { pod, node: first.node })}</div>
      </>
    );
  }
  if (others.length > 0) {
    return (
      <>
        <PodName pod={backend} />
        {others.map((other) => (
          <span key={other.uid}>
            , <PodName pod={other} />
          </span>
        ))}
        <div className="text-text3">
          {t("twoBackends", { count: item.backends.length, nodes: lists.format(item.backends.flatMap(({ node }) => node ?? [])) })}
        </div>
      </>
    );
  }
  const tone = backend.terminating || !backend.ready ? "text-warn" : "text-ok";
  const word = backend.terminating ? common("terminating") : backend.ready ? common("ready") : common("notReady");
  return (
    <>
      {isStale ? (
        <span className="text-text2">{t("lastSeen", { pod: `${backend.namespace}/${backend.name}` })}</span>
      ) : (
        <PodName pod={backend} />
      )}
      <div className="flex flex-wrap items-center gap-1 text-text3">
        <Icon name={backend.ready && !backend.terminating ? "check" : "warn"} className={clsx("size-3", tone)} />
        <span className="sr-only">{word},</span>
        {backend.node} · <span className="mono text-text2">{backend.podIp}</span>
      </div>
    </>
  );
}
