import type { Consequence, Plan } from "#lib/contract/plans.ts";
import type { TargetPod } from "#lib/contract/targets.ts";
import type { Scope } from "#lib/domain/plan/plan.ts";
import type { GiveAction } from "./give-source.ts";

const ROLES = ["backend", "standby", "not-programmed", "unknown", "replaced", "stays", "lets-go"] as const;
export type Role = (typeof ROLES)[number];

/** A pod that takes an address from who has it now, because its own address sorts first as text. */
export type Taking = { readonly ip: string; readonly from: string; readonly podIp: string; readonly over: string };

export type PodOutcome = {
  readonly roles: readonly { readonly role: Role; readonly ips: readonly string[] }[];
  readonly takes: readonly Taking[];
};

/**
 * What a running pod will be, for each address of a plan.
 *
 * @param ips Canonical. @param siblings All pods of the target: none of them takes an address from another. @param isGateClosed Whether Felix surely programs no such address on a node.
 */
export function podOutcome(
  pod: TargetPod,
  plan: Pick<Plan, "consequences" | "warnings">,
  {
    action,
    scope,
    ips,
    siblings,
    isGateClosed,
  }: {
    action: GiveAction;
    scope: Scope;
    ips: readonly string[];
    siblings: readonly TargetPod[];
    isGateClosed: (node: string | null, ip: string) => boolean;
  },
): PodOutcome {
  const isReplaced = scope !== "running" && plan.warnings.some(({ code }) => code === "rollout-now");
  const told = ips.map((ip) => ({ ip, consequence: plan.consequences.find((one) => one.ip === ip) }));
  const roles = Map.groupBy(told, ({ ip, consequence }) => roleIn(pod, ip, consequence));
  return {
    roles: ROLES.flatMap((role) => {
      const of = roles.get(role);
      return of ? [{ role, ips: of.map(({ ip }) => ip) }] : [];
    }),
    takes:
      action === "attach" && scope !== "template" ? told.flatMap(({ ip, consequence }) => takenBy(pod, ip, consequence, siblings)) : [],
  };

  function roleIn({ claims }: TargetPod, ip: string, consequence: Consequence | undefined): Role {
    if (isReplaced) return "replaced";
    if (scope === "template") return "stays";
    if (action === "detach") return claims.includes(ip) ? "lets-go" : "stays";
    const after = consequence?.after;
    if (!after || after.state === "unknown") return "unknown";
    if (after.state === "disabled") return "not-programmed";
    if (after.backends.some(({ namespace, name }) => namespace === pod.namespace && name === pod.name)) return "backend";
    if (after.backends.some(({ node }) => node === pod.node)) return "standby";
    return isGateClosed(pod.node, ip) ? "not-programmed" : "unknown";
  }
}

function takenBy(pod: TargetPod, ip: string, consequence: Consequence | undefined, siblings: readonly TargetPod[]): readonly Taking[] {
  const podIp = pod.podIps.find((own) => own.includes(":") === ip.includes(":"));
  if (podIp === undefined || pod.claims.includes(ip)) return [];
  return (consequence?.before?.backends ?? [])
    .filter(({ node }) => node === pod.node)
    .filter((backend) => !siblings.some(({ namespace, name }) => namespace === backend.namespace && name === backend.name))
    .filter((backend) => podIp < backend.podIp)
    .map((backend) => ({ ip, from: `${backend.namespace}/${backend.name}`, podIp, over: backend.podIp }));
}
