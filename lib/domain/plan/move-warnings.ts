import type { Claim } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { claimedBy } from "./annotation-edit.ts";
import type { Consequence } from "./plan.ts";

export type Move = {
  readonly ip: string;
  readonly to: PodRecord;
  readonly order: "attach-first" | "release-first";
  /** The claims that go. */
  readonly letGo: readonly Claim[];
  /** The templates that change too. */
  readonly templates: readonly WorkloadRecord[];
  readonly reached: Consequence | undefined;
};

/** What the reader of a move has to know: gap or overlap, standbys, what comes back, and what a node that is away does not hear. */
export function moveWarnings(view: ClusterView, move: Move): readonly Reason[] {
  const { ip, to, letGo, templates, reached } = move;
  const pod = nameOf(to);
  const changed = new Set(templates.map(({ uid }) => uid));
  const workload = workloadOf(view.snapshot, to)?.record ?? null;
  const deployed = templates.flatMap(({ kind, namespace, name, deployer }) =>
    deployer ? [reason("deployed-by", { target: `${kind} ${namespace}/${name}`, tool: deployer.tool, name: deployer.name })] : [],
  );
  const away = [...new Set(letGo.map(({ node }) => node))].filter((node) => view.snapshot.nodes.get(node)?.ready !== "True");
  return [
    ...passage(move),
    ...(reached?.after ? [reason("move-standbys", { ip, before: reached.before.standbyCount, after: reached.after.standbyCount })] : []),
    ...letGo.flatMap((claim) => comesBack(claim)),
    ...(workload && !changed.has(workload.uid) && !claimedBy(workload.templateFloatingIps).includes(ip)
      ? [reason("move-not-in-template", { ip, pod, target: `${workload.kind} ${workload.namespace}/${workload.name}` })]
      : []),
    ...(away.length > 0 ? [reason("node-does-not-hear", { ip, nodes: away, count: away.length })] : []),
    ...starting(),
    ...(to.ready ? [] : [reason("move-to-not-ready", { pod })]),
    ...(reached && reached.before.backends.length > 0 ? [reason("connections-stay", { ip })] : []),
    ...deployed,
  ];

  /** It claims the address and has none of its own yet: where it will stand in the order is not known. */
  function starting(): readonly Reason[] {
    const pods = (view.assessments.get(ip)?.rejected ?? []).filter(
      ({ reason: why }) => why.code === "pod-no-address" || why.code === "pod-unscheduled",
    );
    const names = pods.filter((one) => one.pod.uid !== to.uid).map((one) => nameOf(one.pod));
    return names.length > 0 ? [reason("claimant-starting", { ip, pods: names, count: names.length })] : [];
  }

  /** The next pod of a template that keeps the claim takes part again, and may sort earlier. */
  function comesBack({ pod: released }: Claim): readonly Reason[] {
    // Above it may stand a kind that nobody here knows: the template is that of the nearest one that is known.
    const owner = workloadOf(view.snapshot, released)?.record ?? view.snapshot.workloads.get(released.controller?.uid ?? "");
    if (!owner || changed.has(owner.uid) || !claimedBy(owner.templateFloatingIps).includes(ip)) return [];
    return [reason("claim-comes-back-from", { ip, pod: nameOf(released), target: `${owner.kind} ${owner.namespace}/${owner.name}` })];
  }
}

/**
 * Who can stand by and who cannot.
 *
 * @param given The pods that claim it to stand by; `null` where nobody asked for them.
 */
export function standbyWarnings(
  view: ClusterView,
  { ip, to, letGo, given }: Pick<Move, "ip" | "to" | "letGo"> & { readonly given: readonly PodRecord[] | null },
): readonly Reason[] {
  const pod = nameOf(to);
  const before = [...new Set(letGo.filter(({ node }) => node === to.node).map((claim) => nameOf(claim.pod)))];
  const owners = (given ?? []).flatMap((one) => workloadOf(view.snapshot, one)?.record ?? []);
  const lost = [...new Map(owners.map((owner) => [owner.uid, owner])).values()].filter(
    ({ templateFloatingIps }) => !claimedBy(templateFloatingIps).includes(ip),
  );
  return [
    ...(before.length > 0 ? [reason("move-cannot-stand-by", { ip, pod, pods: before, count: before.length })] : []),
    ...(given?.length === 0 ? [reason("move-no-standby-behind", { ip, pod, node: to.node })] : []),
    ...lost.map(({ kind, namespace, name }) => reason("lost-when-recreated", { target: `${kind} ${namespace}/${name}` })),
  ];
}

/** Whether nobody, or two at once, have the address on the way. */
function passage({ ip, to, order, letGo, reached }: Move): readonly Reason[] {
  const claims = claimedBy(to.annotations[FLOATING_IPS_ANNOTATION] ?? null).includes(ip);
  // A claimant that only has to wait for others takes over in the same step in which the last of them lets go.
  if (claims || letGo.length === 0 || !reached || reached.before.backends.length === 0) return [];
  if (order === "release-first") return [reason("move-gap", { ip })];
  return letGo.some(({ node }) => node !== to.node) ? [reason("move-overlap", { ip })] : [];
}

function nameOf({ namespace, name }: PodRecord): string {
  return `${namespace}/${name}`;
}
