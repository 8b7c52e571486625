"use client";

import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { TONE_TEXT, type Tone } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import type { FailoverCheck } from "#lib/contract/floating-ips.ts";

const LOOK: Record<FailoverCheck["verdict"], { readonly tone: Tone; readonly icon: IconName }> = {
  yes: { tone: "ok", icon: "check" },
  no: { tone: "bad", icon: "unserved" },
  "at-risk": { tone: "warn", icon: "warn" },
  unknown: { tone: "unk", icon: "unknown" },
  note: { tone: "plain", icon: "info" },
};

/** The verdict first, then its reasons. A lone "yes" says too little to be trusted. */
export function FailoverCard({ checks }: { checks: readonly FailoverCheck[] }) {
  const t = useTranslations("floating-ip");
  const sentence = useSentence("failover");
  const [verdict, ...reasons] = checks;
  if (!verdict) return null;
  const { tone, icon } = LOOK[verdict.verdict];
  return (
    <Card title={t("failover")}>
      <p className="mb-2 flex items-start gap-2 font-semibold text-15">
        <Icon name={icon} className={`mt-0.5 ${TONE_TEXT[tone]}`} />
        {sentence(verdict)}
      </p>
      <Reasons lines={reasons.map((check, at) => ({ key: `${check.code} ${at}`, ...LOOK[check.verdict], text: sentence(check) }))} />
    </Card>
  );
}
