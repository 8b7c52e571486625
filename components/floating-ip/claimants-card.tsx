"use client";

import { clsx } from "clsx";
import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { FloatingIpDetail, NodeElection } from "#lib/contract/floating-ips.ts";
import { ClaimantRow } from "./claimant-row.tsx";
import { RejectedClaims } from "./rejected-claims.tsx";

/** Who claims the address: node by node, in the order in which Felix would take them. */
export function ClaimantsCard({ detail: { item, rejected }, readOnly = false }: { detail: FloatingIpDetail; readOnly?: boolean }) {
  const t = useTranslations("floating-ip");
  return (
    <Card title={t("claimants")} aside={t("claimants-aside")} padded={false} className="@container">
      {item.nodes.length === 0 && <p className="px-4 py-3 text-text2">{t("no-claimant")}</p>}
      {item.nodes.map((election) => (
        <NodeClaimants
          key={election.node}
          election={election}
          servedElsewhere={item.backends.some(({ node }) => node !== election.node)}
          moves={readOnly ? null : item.ip}
        />
      ))}
      <RejectedClaims claims={rejected} ip={readOnly ? null : item.ip} />
      <p className="border-line border-t px-4 py-2 text-12 text-text3">{t("readiness-does-not-count")}</p>
    </Card>
  );
}

function NodeClaimants({
  election,
  servedElsewhere,
  moves,
}: {
  election: NodeElection;
  servedElsewhere: boolean;
  /** The address that may be moved; `null` where nothing may. */
  moves: string | null;
}) {
  const t = useTranslations("floating-ip");
  const sentence = useSentence("reasons-cluster", "reasons");
  const { node, felixGate, backend, standbys } = election;
  const claimants = backend ? [backend, ...standbys] : standbys;
  const elected = backend ? "yes" : felixGate === "Disabled" ? "no" : "unknown";
  return (
    <section aria-label={node}>
      <header className="flex flex-wrap items-center gap-x-3 border-line border-t border-b bg-sunken px-4 py-1.5 text-12 first:border-t-0">
        <Icon name="node" className="text-text3" />
        <h3 className="font-semibold text-13">{node}</h3>
        <span
          className={clsx(
            "inline-flex items-center gap-1",
            felixGate === "Enabled" ? "text-text2" : felixGate === "Disabled" ? "text-warn" : "text-unk",
          )}
        >
          {felixGate !== "Enabled" && <Icon name={felixGate === "Disabled" ? "disabled" : "unknown"} className="size-3.5" />}
          {t("felix", { value: felixGate })}
        </span>
        <span className="ml-auto text-text2">{t("elects", { elected, count: claimants.length })}</span>
        {election.code !== null && <p className="basis-full text-text2">{sentence({ ...election, text: election.reason })}</p>}
      </header>
      <ol>
        {claimants.map((pod, at) => (
          <ClaimantRow
            key={pod.uid}
            pod={pod}
            at={at}
            claimants={claimants}
            election={election}
            servedElsewhere={servedElsewhere}
            moves={moves}
          />
        ))}
      </ol>
    </section>
  );
}
