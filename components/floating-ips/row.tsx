"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { Fragment } from "react";
import { useLocale, useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Age, Moment, useSentence } from "#components/layout/words.tsx";
import { bandPieces } from "#components/transition/band-pieces.ts";
import { useTellStretch } from "#components/transition/use-tell.ts";
import { Band } from "#components/ui/band.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { PodRef } from "#lib/contract/common.ts";
import { AT_RISK_CODES } from "#lib/contract/floating-ip-filter.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { Day } from "./use-day.ts";

/** A longer address may break. */
const MAX_WHOLE = 24;

/** Columns that leave first where the table has little room; the drawer tells what they tell. */
export const EARLY = "@max-[46rem]:hidden";
export const MIDDLING = "@max-[62rem]:hidden";
export const ROOMY = "@max-[70rem]:hidden";
export const WIDE = "@max-[84rem]:hidden";

export function Row({
  item,
  day,
  isSelected,
  isStale,
  onSelect,
}: {
  item: FloatingIp;
  /** `null` where history cannot be read. */
  day: Day | null;
  isSelected: boolean;
  isStale: boolean;
  onSelect: () => void;
}) {
  const t = useTranslations("floating-ips");
  return (
    <tr
      data-pressable
      data-ip={item.ip}
      aria-selected={isSelected}
      // Text that is being marked for a copy is no press.
      onClick={() => getSelection()?.type !== "Range" && onSelect()}
      className={clsx("max-narrow:!grid max-narrow:grid-cols-[minmax(0,1fr)_auto] max-narrow:gap-x-3", isStale && "stale-ground")}
    >
      <th scope="row">
        <Link
          href={`/floating-ips/${encodeURIComponent(item.ip)}`}
          aria-label={t("open", { ip: item.ip })}
          className={clsx("mono text-text", item.ip.length > MAX_WHOLE ? "break-all" : "whitespace-nowrap")}
          onClick={(event) => event.stopPropagation()}
        >
          {item.ip}
        </Link>
      </th>
      <td className="max-narrow:contents!">
        <StateBadge state={item.state} />
        <Second item={item} />
      </td>
      <td className="max-narrow:col-span-2">
        <Backend item={item} isStale={isStale} />
      </td>
      <td className="max-narrow:col-span-2 max-narrow:text-text3 narrow:whitespace-nowrap">
        <Since item={item} />
        <span className="narrow:hidden">
          {t("standbys", { count: item.standbyCount })} · {t("remote", { count: item.remoteCount })}
        </span>
      </td>
      <td className={`${MIDDLING} text-text2 max-narrow:hidden!`}>{item.standbyCount}</td>
      <td className={`${MIDDLING} text-text2 max-narrow:hidden!`}>{item.remoteCount}</td>
      <td className={`${EARLY} max-narrow:hidden!`}>
        <Last item={item} />
      </td>
      <td className={`${EARLY} max-narrow:hidden! w-40 min-w-28`}>
        <DayBand item={item} day={day} />
      </td>
      <td className={`${ROOMY} max-w-32 truncate text-text2 max-narrow:hidden!`} title={item.notes?.owner}>
        {item.notes?.owner}
      </td>
      <td className={`${WIDE} text-text2 max-narrow:hidden!`}>{item.findings.length}</td>
      <td className="hidden! max-narrow:col-span-2 max-narrow:block! max-narrow:pt-1!">
        <DayBand item={item} day={day} />
      </td>
    </tr>
  );
}

function Last({ item: { lastTransition } }: { item: FloatingIp }) {
  const t = useTranslations("history");
  if (!lastTransition) return <span className="text-text3">–</span>;
  const { kind, cause, notAfter } = lastTransition;
  return (
    <>
      {t(`kinds.${kind}`)}, <Age at={notAfter} />
      <div className="text-text3">{t(`causes.${cause}`)}</div>
    </>
  );
}

function DayBand({ item: { ip }, day }: { item: FloatingIp; day: Day | null }) {
  const t = useTranslations("floating-ips");
  const tell = useTellStretch();
  const stretches = day?.stretches.get(ip);
  if (!day || !stretches) return null;
  return <Band label={t("day", { ip })} pieces={bandPieces(stretches, tell)} from={day.from} to={day.to} />;
}

function Since({ item: { since, sinceCertainty } }: { item: FloatingIp }) {
  const t = useTranslations("floating-ips");
  if (since === null) return null;
  const isOlder = sinceCertainty === "at-latest";
  return (
    <>
      <span className="narrow:text-text">
        <Moment at={since} aged={false} zoned={false} />
      </span>
      <span className="narrow:hidden">, </span>
      <span className="text-text3 narrow:block" title={isOlder ? t("sinceAtLatest") : undefined}>
        {isOlder ? t.rich("orLonger", { age: () => <Age at={since} /> }) : <Age at={since} />}
      </span>
      <span className="narrow:hidden"> · </span>
    </>
  );
}

/** Under the state: why it is not serving; or what will break it. */
function Second({ item }: { item: FloatingIp }) {
  const sentence = useSentence("reasons", "reasons-cluster");
  const t = useTranslations("floating-ips.risk");
  if (item.state !== "serving") {
    const { code, facts, reason } = item.stateReason;
    const why = sentence({ code, facts, text: reason });
    return (
      <div title={why} className="line-clamp-2 max-w-[26rem] text-text2 max-narrow:col-span-2 max-narrow:line-clamp-none">
        {why}
      </div>
    );
  }
  const risk = AT_RISK_CODES.find((code) => item.findings.includes(code)) ?? item.findings[0];
  if (!risk) return null;
  return (
    <div className="flex items-center gap-1 text-warn max-narrow:col-span-2">
      <Icon name="warn" className="size-3" />
      {t.has(risk) ? t(risk) : t("other", { code: risk })}
    </div>
  );
}

function Name({ pod }: { pod: PodRef }) {
  return (
    <span className="narrow:whitespace-nowrap">
      <PodName pod={pod} />
    </span>
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
        {isStale && <span className="text-text2">{t("lastSeen", { pod: "" })} </span>}
        {item.backends.map((one, at) => (
          <Fragment key={one.uid}>
            {at > 0 && ", "}
            <Name pod={one} />
          </Fragment>
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
        <Name pod={backend} />
      )}
      <div className="flex flex-wrap items-center gap-1 text-text3">
        <Icon name={backend.ready && !backend.terminating ? "check" : "warn"} className={clsx("size-3", tone)} />
        <span className="sr-only">{word},</span>
        {backend.node} · <span className="mono text-text2">{backend.podIp}</span>
      </div>
    </>
  );
}
