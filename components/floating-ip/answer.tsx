"use client";

import { clsx } from "clsx";
import { useLocale, useTranslations } from "use-intl";
import { useFreshness, useIsStale } from "#components/layout/live.tsx";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Age, Moment, useSentence } from "#components/layout/words.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { PodRef } from "#lib/contract/common.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { formatDuration } from "#lib/ui/format-time.ts";
import { LastChange } from "./last-change.tsx";

/** The answer first: the address, its state, and who has it, in one sentence. */
export function Answer({ item, readOnly = false }: { item: FloatingIp; readOnly?: boolean }) {
  const t = useTranslations("floating-ip");
  const isStale = useIsStale();
  return (
    <header className={clsx("min-w-0", (isStale || item.state === "unknown") && "stale-ground -mx-3 rounded-card px-3 py-2")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="break-all font-mono font-semibold text-20 narrow:text-28">{item.ip}</h1>
        <StateBadge state={item.state} tinted />
        <span className="ml-auto">
          <CopyButton text={item.ip} label={t("copy-of", { what: item.ip })} done={t("copied")} />
        </span>
      </div>
      <p className="mt-1 break-words text-16">
        <Sentence item={item} isStale={isStale} />
      </p>
      <SecondLine item={item} readOnly={readOnly} />
      {item.lastTransition && <LastChange transition={item.lastTransition} readOnly={readOnly} />}
    </header>
  );
}

function Sentence({ item, isStale }: { item: FloatingIp; isStale: boolean }) {
  const t = useTranslations("floating-ip");
  const [backend] = item.backends;
  const filling = { ...RICH, since: () => <Since item={item} />, count: item.backends.length, ...(backend ? podFilling(backend) : {}) };
  if (item.state === "unknown") return t.rich(backend ? "unknown-seen" : "unknown", filling);
  return t.rich(isStale ? `${item.state}-stale` : item.state, filling);
}

function podFilling({ namespace, name, node, podIp, ready, terminating }: PodRef) {
  return {
    pod: `${namespace}/${name}`,
    node: node ?? "",
    podIp: podIp ?? "",
    readiness: terminating ? "terminating" : ready ? "ready" : "not-ready",
  };
}

/** As a part of a sentence, or (`alone`) as one of its own. */
function Since({ item: { since, sinceCertainty, lastTransition }, alone = false }: { item: FloatingIp; alone?: boolean }) {
  const t = useTranslations("floating-ip");
  if (since === null) return null;
  const isWindow = sinceCertainty === "at-latest" && lastTransition?.notAfter === since && lastTransition.notBefore !== since;
  return t.rich(`${alone ? "since-line" : "since"}-${isWindow ? "between" : sinceCertainty}`, {
    ...RICH,
    moment: () => <Moment at={since} aged={false} />,
    begin: () => <Moment at={lastTransition?.notBefore ?? since} aged={false} zoned={false} />,
    age: () => <Age at={since} />,
  });
}

/** Why it is so, from where it is reached, and how old the answer is. */
function SecondLine({ item, readOnly }: { item: FloatingIp; readOnly: boolean }) {
  const t = useTranslations("floating-ip");
  const sentence = useSentence("reasons", "reasons-cluster");
  const freshness = useFreshness();
  const locale = useLocale();
  const observed = readOnly || freshness.kind === "connecting" ? null : formatDuration(freshness.ageMs, locale);
  const isWhyTold = item.state === "serving" || item.state === "split";
  const { stateReason, reach } = item;
  return (
    <p className="mt-1 break-words text-text2">
      {!isWhyTold && `${sentence({ ...stateReason, text: stateReason.reason })} `}
      {(item.state === "split" || item.state === "unknown") && <Since item={item} alone />}{" "}
      {reach.code === null ? t(`reach-${reach.scope}`) : sentence({ ...reach, text: reach.reason })}{" "}
      {observed !== null && <span className="text-text3">{t("observed", { age: observed })}</span>}
    </p>
  );
}
