import { parseAddress } from "../address.ts";
import type { Claim } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { compareText } from "../election.ts";
import { endpointOf } from "../endpoint.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { runningRefusals } from "./attach.ts";
import { type ClaimEdits, editClaims } from "./claim-edits.ts";
import { consequencesOf, withValue } from "./consequences.ts";
import { type Asked, withRemedy } from "./move-remedies.ts";
import { lastingMove } from "./move-rollout.ts";
import { standbysBehind } from "./move-standbys.ts";
import { moveWarnings, standbyWarnings } from "./move-warnings.ts";
import { judgeOtherClaims, otherClaimsOn } from "./other-claims.ts";
import { type Consequence, type Planned, planned, type Refusal, refused, type Target } from "./plan.ts";
import { checkAddress, doubtsAboutAddresses } from "./refusals.ts";
import { forecastRollouts } from "./rollout-forecast.ts";
import { checkTarget, familiesIn, familiesOf, rolloutOf } from "./target.ts";

export type MoveIntent = {
  readonly ip: string;
  readonly to: { readonly namespace: string; readonly name: string };
  readonly order?: "attach-first" | "release-first" | undefined;
  /** Also take the claim from the templates of those that let go. */
  readonly templates?: boolean | undefined;
  /** Also let pods that sort behind the new backend, on its node, claim the address. */
  readonly standbys?: boolean | undefined;
  readonly takeOver?: readonly string[] | undefined;
};

/**
 * Plans to make a pod the backend of a floating IP everywhere it is elected at all.
 *
 * Calico has no such verb: the election follows from who claims. So the pod claims the address, every claimant on its node
 * that sorts before it lets go, and so does every claimant on another node, which would be a second active. Those that sort
 * behind it stay as standbys. A template that is changed replaces its pods, so the pod's own template is left alone unless
 * it waits for them to be made anew.
 *
 * @param to The pod as it was read just now; `null` where there is none.
 * @param siblings The pods of {@link standbyTargets}, read just now, where standbys are asked for.
 */
export function planMove(view: ClusterView, intent: MoveIntent, to: PodRecord | null, siblings: readonly PodRecord[] = []): Planned {
  const asked: Asked = { view, intent, to };
  const answer = decide(view, intent, to, siblings);
  const told = (why: Reason) => withRemedy(why, asked);
  if (!answer.ok) return refused(...answer.refusals.map((refusal) => ({ ...refusal, reason: told(refusal.reason) })));
  return planned({ ...answer.plan, warnings: answer.plan.warnings.map(told), blockers: answer.plan.blockers.map(told) });
}

function decide(view: ClusterView, intent: MoveIntent, to: PodRecord | null, siblings: readonly PodRecord[]): Planned {
  const { order = "attach-first", takeOver = [] } = intent;
  const target: Target = { kind: "Pod", ...intent.to };
  const objects = { workload: null, pods: to ? [to] : [] };
  const check = checkAddress(view, intent.ip, to && familiesOf(view.snapshot, [to]), "/ip");
  const unfit = checkTarget(view, target, "running", objects).map((refusal) => ({ ...refusal, pointer: "/to" }));
  const refusals = [
    ...(check.ok ? [] : [check.refusal]),
    ...unfit,
    ...(to ? runningRefusals(view, { target, ips: [], scope: "running" }, 1) : []),
    ...(to && unfit.length === 0 ? unreachable(view, intent.ip, to) : []),
  ];
  if (refusals.length > 0 || !check.ok || to === null) return refused(...refusals);

  const { ip } = check;
  const claims = (view.assessments.get(ip)?.nodes ?? []).flatMap(({ backend, standbys }) => [...(backend ? [backend] : []), ...standbys]);
  // Those of its own node first: Felix may be crashing there on one of them, and the others serve until it takes over.
  const letGo = claims
    .filter((claim) => claim.pod.uid !== to.uid && standsInTheWay(claim, to))
    .toSorted((a, b) => Number(b.node === to.node) - Number(a.node === to.node));
  const workload = workloadOf(view.snapshot, to)?.record ?? null;
  const claimed = editClaims({ verb: "add", ips: [ip] }, [to], waitingTemplate(intent, workload), familiesIn(view));
  const released = editClaims(
    { verb: "remove", ips: [ip] },
    uniquePods(letGo),
    releasedTemplates(view, intent, letGo, workload),
    familiesIn(view),
  );
  const isReplaced = (pod: PodRecord) =>
    released.templates.some((entry) => entry.workload.uid === workloadOf(view.snapshot, pod)?.record?.uid);
  const behind = intent.standbys === true ? standbysBehind(ip, to, siblings).filter((pod) => !isReplaced(pod)) : [];
  // Last: behind the backend a claim changes nothing.
  const given = editClaims({ verb: "add", ips: [ip] }, behind, [], familiesIn(view));
  const parts = [...(order === "attach-first" ? [claimed, released] : [runningOnly(released), claimed, templatesOnly(released)]), given];
  const changed = [...claimed.changed, ...released.changed, ...given.changed];
  const edits = { templates: [...claimed.templates, ...released.templates] };
  const others = otherClaimsOn(view, [ip], { pod: ({ uid }) => uid === to.uid, workload: ({ uid }) => uid === workload?.uid });
  const judged = judgeOtherClaims(others, to.namespace, takeOver);
  const byPods = consequencesOf(view, [ip], { change: changed });
  const isAsked = (consequence: Consequence) => consequence.ip === ip;
  const reached = byPods.find(isAsked);
  const rolled = forecastRollouts(view, { ...edits, changed }, [], byPods);
  const stay = claims.filter((claim) => claim.pod.uid !== to.uid && !letGo.includes(claim)).map(({ pod }) => pod);
  const lasting = reached && lastingMove(reached, rolled.consequences.find(isAsked), to, [...stay, ...given.changed]);
  const steps = parts.flatMap((part) => part.steps);
  return planned({
    steps,
    consequences: rolled.consequences.map((consequence) => (isAsked(consequence) && lasting ? lasting : consequence)),
    warnings: [
      ...claimed.warnings,
      ...released.warnings,
      ...given.warnings,
      ...moveWarnings(view, { ip, to, order, letGo, templates: edits.templates.map((entry) => entry.workload), reached: lasting }),
      ...standbyWarnings(view, { ip, to, letGo, given: intent.standbys === true ? given.changed : null }),
      ...rolled.warnings,
    ],
    blockers: [
      ...(steps.length === 0 && claimed.blockers.length === 0 ? [reason("already-backend", { ip, pod: nameOf(to) })] : []),
      ...claimed.blockers,
      ...released.blockers,
      ...judged.blockers,
      ...(steps.length > 0 && reached ? notReached(reached, to) : []),
      ...doubtsAboutAddresses(view),
    ],
  });
}

/** The value of the annotation is what takes the pod off the network. */
const UNREADABLE = new Set(["claim-empty", "claim-malformed"]);

/** Felix of the pod's node would not program it: no claim of anybody changes that. */
function unreachable(view: ClusterView, ip: string, to: PodRecord): readonly Refusal[] {
  const no = (why: Reason): readonly Refusal[] => [{ code: "target-unsupported", pointer: "/to", reason: why }];
  const value = to.annotations[FLOATING_IPS_ANNOTATION];
  // Some addresses of a pod do no harm until it claims something, and then the whole pod is off the network.
  const endpoint = endpointOf(value === undefined ? withValue(to, JSON.stringify([ip])) : to);
  if (endpoint.kind === "dropped" && UNREADABLE.has(endpoint.reason.code)) return no(reason("target-off-network", { target: nameOf(to) }));
  if (endpoint.kind !== "endpoint") return no(endpoint.reason);
  const family = parseAddress(ip)?.family;
  const programs = family && to.node ? view.programsOn(to.node, family) : null;
  return programs?.programs === "no" && programs.reason ? no(programs.reason) : [];
}

/** On another node it is a second active; on the same one it wins when its pod IP sorts first, as text. */
function standsInTheWay(claim: Claim, to: PodRecord): boolean {
  if (claim.node !== to.node) return true;
  const endpoint = endpointOf(to);
  const podIp = endpoint.kind === "endpoint" ? (claim.family === 4 ? endpoint.v4 : endpoint.v6) : null;
  return podIp === null || (compareText(claim.podIp, podIp) || compareText(claim.pod.uid, to.uid)) < 0;
}

function uniquePods(claims: readonly Claim[]): readonly PodRecord[] {
  return [...new Map(claims.map(({ pod }) => [pod.uid, pod])).values()];
}

/** The template of the pod itself may claim it too, where that does not replace the pod. */
function waitingTemplate({ templates }: MoveIntent, workload: WorkloadRecord | null): readonly WorkloadRecord[] {
  return templates === true && workload !== null && isChangeable(workload) && rolloutOf(workload).kind === "later" ? [workload] : [];
}

function releasedTemplates(
  view: ClusterView,
  { templates }: MoveIntent,
  letGo: readonly Claim[],
  own: WorkloadRecord | null,
): readonly WorkloadRecord[] {
  if (templates !== true) return [];
  const owners = letGo.flatMap(({ pod }) => workloadOf(view.snapshot, pod)?.record ?? []);
  const unique = [...new Map(owners.map((owner) => [owner.uid, owner])).values()];
  return unique.filter((one) => one.uid !== own?.uid && isChangeable(one) && one.templateFloatingIps !== null);
}

/** A Job's template is fixed, and one that a controller writes is taken back. */
function isChangeable({ kind, controller }: WorkloadRecord): boolean {
  return kind !== "Job" && controller === null;
}

/** What is elected after the last step must be this pod, and nothing else. */
function notReached({ ip, after }: Consequence, to: PodRecord): readonly Reason[] {
  const isReached = after?.state === "serving" && after.backends.every((one) => one.namespace === to.namespace && one.name === to.name);
  return isReached ? [] : [reason("move-not-reached", { ip, pod: nameOf(to), state: after?.state ?? "unknown" })];
}

function runningOnly(edits: ClaimEdits): ClaimEdits {
  return { ...edits, steps: edits.steps.filter(({ object }) => object.kind === "Pod") };
}

function templatesOnly(edits: ClaimEdits): ClaimEdits {
  return { ...edits, steps: edits.steps.filter(({ object }) => object.kind !== "Pod") };
}

function nameOf({ namespace, name }: PodRecord): string {
  return `${namespace}/${name}`;
}
