"use client";

import { useTranslations } from "use-intl";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Severity } from "#lib/contract/findings.ts";
import type { FloatingIpState } from "#lib/contract/floating-ips.ts";

/** Icon, word and colour of a state: the same three everywhere. */
export const STATE_LOOK: Record<FloatingIpState, { readonly tone: Tone; readonly icon: IconName }> = {
  serving: { tone: "ok", icon: "serving" },
  split: { tone: "warn", icon: "split" },
  unserved: { tone: "bad", icon: "unserved" },
  disabled: { tone: "unk", icon: "disabled" },
  unknown: { tone: "unk", icon: "unknown" },
};

export function StateBadge({ state, tinted = false }: { state: FloatingIpState; tinted?: boolean }) {
  const t = useTranslations("common.state");
  const { tone, icon } = STATE_LOOK[state];
  return (
    <Badge tone={tone} icon={icon} tinted={tinted} dashed={state === "unknown" && !tinted}>
      {t(state)}
    </Badge>
  );
}

export const SEVERITY_LOOK: Record<Severity, { readonly tone: Tone; readonly icon: IconName }> = {
  critical: { tone: "bad", icon: "unserved" },
  warning: { tone: "warn", icon: "warn" },
  info: { tone: "plain", icon: "info" },
};

export function SeverityBadge({ severity }: { severity: Severity }) {
  const t = useTranslations("common.severity");
  const { tone, icon } = SEVERITY_LOOK[severity];
  return (
    <Badge tone={tone} icon={icon}>
      {t(severity)}
    </Badge>
  );
}
