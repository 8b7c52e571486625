"use client";

import { useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { type CniOnNode, type NodeRow, nodeRowsOf } from "./gate-state.ts";

const CNI: Record<CniOnNode, { readonly word: string; readonly tone: Tone; readonly icon: IconName }> = {
  installed: { word: "installed", tone: "ok", icon: "check" },
  off: { word: "no-flag", tone: "unk", icon: "disabled" },
  "old-file": { word: "not-installed", tone: "bad", icon: "unserved" },
  unknown: { word: "unknown", tone: "unk", icon: "unknown" },
};

const SO_TONE: Record<NodeRow["so"], string> = {
  "so-both": "",
  "so-no-cni": "text-bad",
  "so-no-felix": "text-warn",
  "so-neither": "text-bad",
  "so-unknown": "text-unk",
};

/** What decides on each node, and what follows for claimants there. */
export function NodeTable({ gates }: { gates: Gates }) {
  const t = useTranslations("setup");
  const rows = nodeRowsOf(gates);
  return (
    <Card title={t("nodes")} aside={t("nodes-aside")} padded={false}>
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-text2">{t("no-nodes")}</p>
      ) : (
        <table className="tbl cards [&_td]:align-top">
          <thead>
            <tr>
              {(["node", "cni", "felix", "so"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
              <th scope="col" className="text-right!">
                {t("claimants")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.node} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Row({ row }: { row: NodeRow }) {
  const t = useTranslations("setup");
  const claimants = row.felix?.claimants ?? 0;
  return (
    <tr>
      <td className="break-words font-semibold wide:min-w-24">{row.node}</td>
      <td>
        <CniCell row={row} />
      </td>
      <td>
        <FelixCell row={row} />
      </td>
      <td className={SO_TONE[row.so]}>{t(row.so, { claimants })}</td>
      <td className="narrow:text-right">
        <span className="narrow:hidden">{t("claimants")} </span>
        {claimants}
      </td>
    </tr>
  );
}

function CniCell({ row: { cni, installed } }: { row: NodeRow }) {
  const t = useTranslations("setup");
  const sentence = useSentence("reasons-cluster", "reasons");
  const { word, tone, icon } = CNI[cni];
  return (
    <>
      <Badge tone={tone} icon={icon}>
        <span className="narrow:sr-only">{t("cni")}: </span>
        {t(word)}
      </Badge>
      <p className="text-text2">
        {installed?.code && `${sentence({ ...installed, text: installed.reason })} `}
        {installed?.finishedAt && t.rich("finished", { moment: () => <Moment at={installed.finishedAt ?? ""} aged={false} /> })}
        {!installed && t("no-calico-node")}
      </p>
    </>
  );
}

function FelixCell({ row: { felix } }: { row: NodeRow }) {
  const t = useTranslations("setup");
  const value = felix?.value ?? "Unknown";
  const look = { Enabled: "ok", Disabled: "unk", Unknown: "unk" } as const;
  const icon = { Enabled: "check", Disabled: "disabled", Unknown: "unknown" } as const;
  return (
    <>
      <Badge tone={look[value]} icon={icon[value]}>
        <span className="narrow:sr-only">{t("felix")}: </span>
        {t({ Enabled: "enabled", Disabled: "disabled", Unknown: "unknown" }[value])}
      </Badge>
      {felix && (
        <p className="text-text2">
          <Decider name={felix.decidedBy} />
          {felix.overrides.length > 0 && (
            <> {t.rich("over", { overrides: () => <span className="mono">{felix.overrides.join(", ")}</span> })}</>
          )}
          {felix.ipv6 !== "Enabled" && ` · ${t("ipv6", { value: felix.ipv6 })}`}
        </p>
      )}
    </>
  );
}

function Decider({ name }: { name: string }) {
  const t = useTranslations("setup");
  if (name === "built-in") return t("decided-built-in");
  if (name === "unknown") return t("decided-unknown");
  return <span className="mono break-all">{name}</span>;
}
