"use client";

import { useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { Consequence } from "#lib/contract/plans.ts";
import { RolloutPhases } from "./consequences-rollout.tsx";
import { usePlanSentence } from "./sentence.ts";

/** What becomes of each floating IP that the plan touches, and that no other changes. */
export function Consequences({ consequences }: { consequences: readonly Consequence[] }) {
  const t = useTranslations("plan-view");
  return (
    <Card title={t("consequences")}>
      {consequences.length === 0 ? (
        <p className="text-12 text-text2">{t("no-consequence")}</p>
      ) : (
        <>
          <ul className="grid gap-3">
            {consequences.map((consequence) => (
              <One key={consequence.ip} consequence={consequence} />
            ))}
          </ul>
          <p className="mt-3 text-12 text-text2">{t("no-other")}</p>
        </>
      )}
    </Card>
  );
}

function One({ consequence: { ip, before, after, note, rollout } }: { consequence: Consequence }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  return (
    <li className="rounded-control border border-line px-3 py-2 text-12">
      <p className="mono break-all font-semibold">{ip}</p>
      <div className="mt-1 grid grid-cols-[minmax(0,1fr)_16px_minmax(0,1fr)] gap-2">
        <Side label={t("before")} side={before} />
        <Icon name="right" className="mt-4 text-text3" />
        {rollout ? (
          <Side label={t("patched")} side={rollout.patched} />
        ) : (
          <Side label={t("after")} side={after} unknown={after === null && note !== null} />
        )}
      </div>
      {rollout ? (
        <RolloutPhases rollout={rollout} after={after} />
      ) : (
        note && <p className="mt-2 break-words text-text2">{sentence(note)}</p>
      )}
    </li>
  );
}

function Side({ label, side, unknown = false }: { label: string; side: Consequence["after"]; unknown?: boolean }) {
  const t = useTranslations("plan-view");
  return (
    <div className="grid content-start justify-items-start gap-0.5">
      <span className="text-11 text-text3">{label}</span>
      {side === null &&
        (unknown ? (
          <Badge tone="unk" icon="unknown" dashed>
            {t("not-known-yet")}
          </Badge>
        ) : (
          <Badge tone="plain" icon="minus">
            {t("nobody-claims")}
          </Badge>
        ))}
      {side && <StateBadge state={side.state} />}
      {side?.backends.map((pod) => (
        <span key={`${pod.namespace}/${pod.name}`} className="min-w-0">
          <PodName pod={pod} /> <span className="text-text3">{pod.node}</span>
        </span>
      ))}
      {side && <span className="text-text3">{t("standbys", { count: side.standbyCount })}</span>}
    </div>
  );
}
