"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";

export const GATE_LOOK: Record<"on-all" | "on" | "off" | "unknown", { readonly tone: Tone; readonly icon: IconName }> = {
  "on-all": { tone: "ok", icon: "check" },
  on: { tone: "warn", icon: "warn" },
  off: { tone: "unk", icon: "disabled" },
  unknown: { tone: "unk", icon: "unknown" },
};

type Row = { readonly key: string; readonly label: string; readonly value: ReactNode };

/** A gate: a question, its answer in a sentence, and where that is decided. */
export function GateCard({
  gate,
  state,
  badge,
  answer,
  rows,
}: {
  gate: "cni" | "felix";
  state: keyof typeof GATE_LOOK;
  badge: string;
  answer: string;
  rows: readonly Row[];
}) {
  const t = useTranslations("setup");
  return (
    <Card
      title={t(gate)}
      end={
        <Badge {...GATE_LOOK[state]} dashed={state === "unknown"}>
          {badge}
        </Badge>
      }
    >
      <p className="font-semibold text-15">{t(`${gate}-question`)}</p>
      <p className="mt-1 text-15">{answer}</p>
      <p className="mt-2 mb-3 max-w-prose text-text2">{t(`${gate}-about`)}</p>
      <KeyValues rows={rows} />
    </Card>
  );
}
