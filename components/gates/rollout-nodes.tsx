"use client";

import { useTranslations } from "use-intl";
import { Age, Moment } from "#components/layout/words.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { Gates } from "#lib/contract/gates.ts";

type Rollout = NonNullable<Gates["rollout"]>;
type Node = Rollout["nodes"][number];

const LOOK: Record<Node["state"], { readonly tone: Tone; readonly icon: IconName }> = {
  done: { tone: "ok", icon: "check" },
  restarting: { tone: "accent", icon: "activity" },
  failed: { tone: "bad", icon: "unserved" },
  waiting: { tone: "plain", icon: "clock" },
  unknown: { tone: "unk", icon: "unknown" },
};

/** How far each node is with the restart of calico-node. */
export function RolloutNodes({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("setup");
  return (
    <ul aria-label={t("rollout-nodes")} className="grid gap-x-6 wide:grid-cols-2">
      {rollout.nodes.map((node) => (
        <li key={node.node} className="flex flex-wrap items-center gap-x-3 border-line border-b py-1.5 text-12 last:border-b-0">
          <span className="min-w-24 break-all font-semibold">{node.node}</span>
          <Badge {...LOOK[node.state]} dashed={node.state === "unknown"}>
            {t(`rollout-node-${node.state === "waiting" && rollout.state === "stopped" ? "held" : node.state}`)}
          </Badge>
          <span className="ml-auto text-text2">
            <Since node={node} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Since({ node: { state, startedAt, finishedAt, ready } }: { node: Node }) {
  const t = useTranslations("setup");
  if (state === "restarting" && startedAt) return t.rich("rollout-for", { age: () => <Age at={startedAt} /> });
  if (state !== "done") return null;
  return (
    <>
      {!ready && <span className="text-warn">{t("rollout-not-ready")} </span>}
      {finishedAt && t.rich("rollout-finished", { moment: () => <Moment at={finishedAt} aged={false} /> })}
    </>
  );
}
