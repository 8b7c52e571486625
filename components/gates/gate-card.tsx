"use client";

import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { useWritePlace } from "#components/plan/use-write-place.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import { Switch } from "#components/ui/switch.tsx";

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
  isOn,
  obstacle,
}: {
  gate: "cni" | "felix";
  state: keyof typeof GATE_LOOK;
  badge: string;
  answer: string;
  rows: readonly Row[];
  /** `null`: not known. */
  isOn: boolean | null;
  /** Why it cannot be turned here at all; `null` where a plan says more. */
  obstacle: string | null;
}) {
  const t = useTranslations("setup");
  const { open } = useWritePlace();
  const why = useId();
  return (
    <Card
      title={
        <span className="inline-flex items-center gap-3">
          <Switch
            label={t(gate)}
            isOn={isOn}
            disabled={obstacle !== null}
            describedBy={obstacle === null ? undefined : why}
            onPress={() => open({ gate })}
          />
          {t(gate)}
        </span>
      }
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
      {obstacle !== null && (
        <p id={why} className="mt-3 text-12 text-text2">
          {obstacle}
        </p>
      )}
    </Card>
  );
}
