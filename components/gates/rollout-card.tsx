"use client";

import { useId } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Moment } from "#components/layout/words.tsx";
import { useWritePlace } from "#components/plan/use-write-place.ts";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { formatDuration } from "#lib/ui/format-time.ts";
import { leftOf } from "./gate-state.ts";
import { RolloutNodes } from "./rollout-nodes.tsx";

type Rollout = NonNullable<Gates["rollout"]>;

const LOOK: Record<Rollout["state"], { readonly tone: Tone; readonly icon: IconName }> = {
  done: { tone: "ok", icon: "check" },
  running: { tone: "accent", icon: "activity" },
  stopped: { tone: "warn", icon: "warn" },
  unknown: { tone: "unk", icon: "unknown" },
};

/** The restart of calico-node, by which each node takes the text over; nothing where nobody restarted it and all is through. */
export function RolloutCard({ gates: { rollout, supported } }: { gates: Gates }) {
  const t = useTranslations("setup");
  const { open } = useWritePlace();
  const why = useId();
  if (!rollout || (rollout.restartedAt === null && (rollout.state === "done" || rollout.state === "unknown"))) return null;
  const { state, done, total, restartedAt } = rollout;
  const isOver = state === "done";
  const waiting = rollout.nodes.some((node) => node.state === "waiting");
  const turn = state === "stopped" ? "resume" : waiting ? "stop" : null;
  return (
    <Card
      title={t("rollout")}
      aside={restartedAt && t.rich("rollout-since", { moment: () => <Moment at={restartedAt} /> })}
      end={
        <Badge {...LOOK[state]} dashed={state === "unknown"}>
          {t(`rollout-${state}`, { done, total })}
        </Badge>
      }
    >
      <p className="text-15" aria-live="polite">
        {t(`rollout-${state}-answer`, { done, total, left: total - done })} <Left rollout={rollout} />
      </p>
      {!isOver && (
        <div className="mt-2">
          <RolloutNodes rollout={rollout} />
        </div>
      )}
      {turn !== null && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button disabled={!supported} aria-describedby={why} onClick={() => open({ rollout: turn })}>
            {t(`rollout-${turn}`)}
          </Button>
          <p id={why} className="min-w-0 flex-1 basis-60 text-12 text-text2">
            {t(supported ? `rollout-${turn}-so` : "not-supported")}
          </p>
        </div>
      )}
    </Card>
  );
}

function Left({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("setup");
  const locale = useLocale();
  const left = leftOf(rollout);
  return left === null ? null : <span className="text-text2">{t("rollout-left", { left: formatDuration(left, locale) })}</span>;
}
