"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { cutName } from "#components/layout/pod-name.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";
import type { Gates } from "#lib/contract/gates.ts";
import type { Plan } from "#lib/contract/plans.ts";
import type { TargetPod } from "#lib/contract/targets.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { podOutcome, type Role } from "./pod-outcome.ts";
import type { Give } from "./use-give.ts";

const LOOK: Record<Role, { readonly tone: Tone; readonly icon: IconName }> = {
  backend: { tone: "ok", icon: "serving" },
  standby: { tone: "plain", icon: "clock" },
  "not-programmed": { tone: "unk", icon: "disabled" },
  unknown: { tone: "unk", icon: "unknown" },
  replaced: { tone: "warn", icon: "clock" },
  stays: { tone: "plain", icon: "minus" },
  "lets-go": { tone: "plain", icon: "close" },
};

/** A workload may have hundreds. */
const STEP = 20;

/** The pods that run, and what each of them will be. */
export function PodsTable({ give, pods, plan }: { give: Give; pods: readonly TargetPod[]; plan: Plan | undefined }) {
  const t = useTranslations("give");
  const [shown, setShown] = useState(STEP);
  return (
    <div className="overflow-x-auto rounded-control border border-line">
      <table className="tbl cards" aria-label={t("running-pods")}>
        <thead>
          <tr>
            {(["pod", "node", "pod-ip", "will-be"] as const).map((column) => (
              <th key={column} scope="col">
                {t(`column-${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pods.slice(0, shown).map((pod) => (
            <tr key={pod.uid}>
              <td title={pod.name} className="break-all font-semibold">
                {cutName(pod.name)}
              </td>
              <td>{pod.node ?? t("no-node")}</td>
              <td className="mono">{pod.podIps.join(", ") || t("no-ip")}</td>
              <td>
                <WillBe give={give} pod={pod} pods={pods} plan={plan} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {pods.length > shown && (
        <p className="px-3 py-2">
          <Button small onClick={() => setShown(shown + STEP)}>
            {t("more-pods", { count: Math.min(STEP, pods.length - shown) })}
          </Button>
        </p>
      )}
    </div>
  );
}

function WillBe({ give, pod, pods, plan }: { give: Give; pod: TargetPod; pods: readonly TargetPod[]; plan: Plan | undefined }) {
  const t = useTranslations("give");
  const { data: gates } = useQuery(queries.gates());
  const { action, scope } = give;
  const ips = plan ? give.ips.flatMap((ip) => canonicalAddress(ip) ?? []) : [];
  const outcome =
    plan && scope
      ? podOutcome(pod, plan, { action, scope, ips, siblings: pods, isGateClosed: (node, ip) => isFelixGateClosed(gates, node, ip) })
      : null;
  const failsToStart = action === "attach" && scope !== null && give.ips.length > 0 ? cniGateClosed(gates, pod.node) : null;
  return (
    <div className="grid gap-1">
      {outcome === null && failsToStart === null && <span className="text-text3">{t("not-planned")}</span>}
      {outcome?.roles.map(({ role, ips: of }) => (
        <span key={role} className="flex flex-wrap items-center gap-x-2">
          <Badge {...LOOK[role]} dashed={role === "unknown"}>
            {t(`role-${role}`)}
          </Badge>
          {outcome.roles.length > 1 && <span className="mono text-text2">{of.join(", ")}</span>}
        </span>
      ))}
      {outcome?.takes.map(({ ip, from, podIp, over }) => (
        <span key={`${ip} ${from}`} className="break-words text-warn">
          {t("takes", { ip, from, podIp, over })}
        </span>
      ))}
      {failsToStart && <span className="text-warn">{t(`fails-to-start-${failsToStart}`, { node: pod.node ?? "" })}</span>}
    </div>
  );
}

/** When a pod that claims something would no longer start on a node: at once, or when the node takes the ConfigMap over; `null` where it is not known to fail. */
function cniGateClosed(gates: Gates | undefined, node: string | null): "now" | "later" | null {
  const enabled = gates?.cni.enabled ?? null;
  const installed = gates?.cni.installedOn.find((one) => one.node === node)?.installed ?? null;
  if (enabled === null) return null;
  if (enabled) return installed === false ? "now" : null;
  return installed ? "now" : "later";
}

function isFelixGateClosed(gates: Gates | undefined, node: string | null, ip: string): boolean {
  const gate = gates?.felix.nodes.find((one) => one.node === node);
  return gate?.value === "Disabled" || (ip.includes(":") && gate?.ipv6 === "Disabled");
}
