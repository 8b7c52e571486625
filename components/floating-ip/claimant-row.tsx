"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { PodRef } from "#lib/contract/common.ts";
import type { NodeElection } from "#lib/contract/floating-ips.ts";
import { comparePodIps, cutAt } from "./deciding.ts";

type Place = {
  readonly pod: PodRef;
  /** From 0, in election order. */
  readonly at: number;
  readonly claimants: readonly PodRef[];
  readonly election: NodeElection;
  readonly servedElsewhere: boolean;
  /** The address that may be moved; `null` where nothing may. */
  readonly moves: string | null;
};

/** One claimant: its rank and why it has it. Readiness is shown, and never decides. */
export function ClaimantRow(place: Place) {
  const { pod, at, election } = place;
  const rival = rivalOf(place);
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 text-12 last:border-b-0 @[36rem]:grid-cols-[1.25rem_minmax(0,1fr)_9rem_6.5rem_9rem]">
      <span className="text-right text-text3">{election.backend ? at + 1 : "–"}</span>
      <div className="min-w-0">
        <PodName pod={pod} />
        <p className="text-text2">
          <WhyThisRank {...place} /> <MoveLink {...place} />
        </p>
      </div>
      <PodIp podIp={pod.podIp ?? ""} rival={rival} />
      <div className="@max-[36rem]:col-start-2">
        <Readiness pod={pod} />
      </div>
      <div className="@max-[36rem]:col-start-2">
        <Role at={at} election={election} />
      </div>
    </li>
  );
}

/** Where it has the address alone already there is nothing to move. */
function MoveLink({ pod, at, election, servedElsewhere, moves }: Place) {
  const t = useTranslations("move");
  if (moves === null || (at === 0 && election.backend !== null && !servedElsewhere)) return null;
  return (
    <Link href={`/floating-ips/${encodeURIComponent(moves)}?move=${encodeURIComponent(`${pod.namespace}/${pod.name}`)}`}>
      {t("make-backend")}
    </Link>
  );
}

/** Whom a pod IP is held against: the first against the second, all others against the first. */
function rivalOf({ at, claimants }: Place): string | null {
  return claimants[at === 0 ? 1 : 0]?.podIp ?? null;
}

function PodIp({ podIp, rival }: { podIp: string; rival: string | null }) {
  const t = useTranslations("floating-ip");
  const { shared, deciding, rest } = cutAt(podIp, rival);
  return (
    <span className="mono break-all @max-[36rem]:col-start-2">
      <span className="sr-only">{t("pod-ip")}: </span>
      {shared}
      {deciding && <mark className="bg-transparent font-semibold text-accent underline underline-offset-2">{deciding}</mark>}
      {rest}
    </span>
  );
}

function WhyThisRank(place: Place) {
  const { pod, at, claimants, election, servedElsewhere } = place;
  const t = useTranslations("floating-ip");
  if (!election.backend) {
    if (election.felixGate !== "Disabled") return t("role-unknown");
    if (at > 0) return t("why-not-programmed");
    return t(servedElsewhere ? "why-no-gate-split" : "why-no-gate", { node: election.node });
  }
  const rival = rivalOf(place);
  if (claimants.length === 1 || rival === null || pod.podIp === null) return t("why-alone");
  const { order, mine, theirs } = comparePodIps(pod.podIp, rival);
  if (order === "same") return t("why-same");
  return t(`why-${order}`, {
    ends: mine === null ? "mine" : theirs === null ? "theirs" : "neither",
    mine: mine ?? "",
    theirs: theirs ?? "",
  });
}

function Readiness({ pod: { ready, terminating } }: { pod: PodRef }) {
  const t = useTranslations("floating-ip");
  if (terminating)
    return (
      <Badge tone="warn" icon="clock">
        {t("terminating")}
      </Badge>
    );
  return (
    <Badge tone={ready ? "plain" : "warn"} icon={ready ? "check" : "warn"}>
      {t(ready ? "ready" : "not-ready")}
    </Badge>
  );
}

function Role({ at, election: { backend, felixGate } }: { at: number; election: NodeElection }) {
  const t = useTranslations("floating-ip");
  if (backend)
    return at === 0 ? (
      <Badge tone="ok" icon="serving">
        {t("role-backend")}
      </Badge>
    ) : (
      <Badge tone="plain" icon="clock">
        {t("role-standby", { rank: at })}
      </Badge>
    );
  if (felixGate === "Disabled")
    return (
      <Badge tone="unk" icon="disabled">
        {t("role-not-programmed")}
      </Badge>
    );
  return (
    <Badge tone="unk" icon="unknown" dashed>
      {t("role-unknown")}
    </Badge>
  );
}
