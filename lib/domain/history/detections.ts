import type { Claim, FloatingIpAssessment, NodeElection } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { addressCollision } from "../diagnose/address-collision.ts";
import { addressHijack } from "../diagnose/address-hijack.ts";
import { backendNotReady } from "../diagnose/backend-not-ready.ts";
import { claimDropped } from "../diagnose/claim-dropped.ts";
import { claimMalformed } from "../diagnose/claim-malformed.ts";
import { noStandby } from "../diagnose/no-standby.ts";
import { isLost } from "../diagnose/node-not-ready.ts";
import { preemptionAhead } from "../diagnose/preemption-ahead.ts";
import { claimsIn, type Found, fullName } from "../diagnose/rule.ts";
import { replacementChecks } from "../failover-replacement.ts";
import type { Fact, Facts } from "../reason.ts";
import type { NodeRecord, PodRecord } from "../snapshot.ts";
import type { DetectionDraft } from "./transition.ts";

/**
 * What is wrong now with one floating IP, though nothing has moved.
 *
 * Nothing is decided here a second time: the rules of `diagnose/` and the checks of `failover.ts` say what is wrong, and this
 * says about whom. An unknown state tells nothing, so an empty answer to it does not mean that what was open is over.
 *
 * @param ip Canonical.
 * @returns At most one of a kind and subject, in the order of the kinds; empty where nothing claims the address.
 */
export function openDetectionsOf(view: ClusterView, ip: string): readonly DetectionDraft[] {
  const assessment = view.assessments.get(ip);
  if (!assessment || assessment.state === "unknown") return [];
  const drafts = [
    ...backendNotReady
      .find(view, assessment)
      .map(({ subject, facts }) => ({ kind: "backend-not-ready" as const, subject: subjectOf(subject), facts })),
    ...assessment.nodes.filter(hasBackend).flatMap((election) => [...terminating(election), ...lostNode(view, election)]),
    ...noStandby.find(view, assessment).map(({ subject, facts }) => ({ kind: "no-standby" as const, subject: subjectOf(subject), facts })),
    ...blocked(view, assessment),
    ...conflicts(view, assessment),
    ...malformed(view, ip),
    ...preemptionAhead
      .find(view, assessment)
      .map(({ facts }) => ({ kind: "preemption-ahead" as const, subject: `Node/${facts["node"]}`, facts })),
  ];
  const byKey = new Map<string, DetectionDraft>();
  for (const draft of drafts) {
    const key = `${draft.kind} ${draft.subject}`;
    if (!byKey.has(key)) byKey.set(key, { ip, ...draft });
  }
  return [...byKey.values()];
}

type Draft = Omit<DetectionDraft, "ip">;
type Serving = NodeElection & { readonly backend: Claim };

function hasBackend(election: NodeElection): election is Serving {
  return election.backend !== null;
}

function subjectOf({ kind, namespace, name }: Found["subject"]): string {
  return namespace === null ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function subjectOfPod(pod: PodRecord): string {
  return `Pod/${fullName(pod)}`;
}

function terminating({ node, backend: { pod } }: Serving): readonly Draft[] {
  if (pod.deletionTimestamp === null) return [];
  return [{ kind: "backend-terminating", subject: subjectOfPod(pod), facts: { pod: fullName(pod), node, since: pod.deletionTimestamp } }];
}

function lostNode({ snapshot }: ClusterView, { node, backend: { pod } }: Serving): readonly Draft[] {
  const record = snapshot.nodes.get(node);
  if (!record || !isLost(record)) return [];
  const about = { subject: `Node/${node}` };
  const facts = { node, pod: fullName(pod), since: record.readySince };
  if (!record.unreachable) return [{ kind: "node-not-ready", ...about, facts }];
  return [{ kind: "node-unreachable", ...about, facts: { ...facts, ...evictionOf(record, pod) } }];
}

/** `evictsAt` is `null` where it is not known when, and where the pod is not evicted at all; `eviction` says which. */
function evictionOf({ unreachableSince }: NodeRecord, pod: PodRecord): Facts {
  const tolerationSeconds = pod.unreachableTolerationSeconds;
  const facts = { unreachableSince, tolerationSeconds, evictsAt: null };
  if (pod.deletionTimestamp !== null) return { ...facts, eviction: "leaving" };
  if (tolerationSeconds === null) return { ...facts, eviction: "never" };
  const since = Date.parse(unreachableSince ?? "");
  if (Number.isNaN(since)) return { ...facts, eviction: "undated" };
  return { ...facts, eviction: "timed", evictsAt: new Date(since + tolerationSeconds * 1000).toISOString() };
}

/** Checks of a replacement that mean that none would take over, and the word that the sentence selects by. */
const WHY_BLOCKED: Readonly<Record<string, string>> = {
  "cni-gate-closed": "gate",
  "cni-gate-partly": "nodes",
  "replacement-fails": "replacement",
  "template-does-not-claim": "template",
  "no-controller": "controller",
};

function blocked(view: ClusterView, assessment: FloatingIpAssessment): readonly Draft[] {
  const checks = replacementChecks(view, assessment).map(({ reason }) => reason);
  const isClosed = checks.some(({ code }) => code === "cni-gate-closed");
  const hasOthers = claimsIn(assessment).length > 1;
  return checks.flatMap(({ code, facts }) => {
    const why = WHY_BLOCKED[code];
    if (why === undefined) return [];
    // A closed gate is why each replacement fails, and a pod that nothing starts again is not missed while another is there.
    if ((why === "replacement" && isClosed) || (why === "controller" && hasOthers)) return [];
    const subject = typeof facts["pod"] === "string" ? `Pod/${facts["pod"]}` : assessment.ip;
    return [{ kind: "failover-blocked" as const, subject, facts: { ip: assessment.ip, why, code, ...facts } }];
  });
}

/** Both rules are about the address, so what they found stands in one. */
function conflicts(view: ClusterView, assessment: FloatingIpAssessment): readonly Draft[] {
  const found = [...addressHijack.find(view, assessment), ...addressCollision.find(view, assessment)].map(({ facts }) => facts);
  if (found.length === 0) return [];
  const { ip } = assessment;
  const holders = found.flatMap(({ victims, holders: others }) => [...textsOf(victims), ...textsOf(others)]);
  const facts = { ip, holders, pods: allOf(found, "pods"), nodes: allOf(found, "nodes") };
  return [{ kind: "conflict", subject: ip, facts }];
}

function allOf(found: readonly Facts[], name: string): readonly string[] {
  return [...new Set(found.flatMap((facts) => textsOf(facts[name])))];
}

function textsOf(fact: Fact | undefined): readonly string[] {
  return Array.isArray(fact) ? fact : [];
}

function malformed(view: ClusterView, ip: string): readonly Draft[] {
  const pods = [...(view.podsByIp.get(ip) ?? [])].toSorted().flatMap((uid) => view.pods.get(uid) ?? []);
  return pods.flatMap((claims) => {
    const subject = subjectOfPod(claims.pod);
    const values = claimMalformed.find(view, claims).map(({ facts }) => ({ ...facts, form: "value", item: null }));
    const items = claimDropped
      .find(view, claims)
      .filter(({ ips }) => ips.includes(ip))
      .map(({ facts }) => ({ ...facts, form: "item" }));
    return [...values, ...items].map((facts) => ({ kind: "annotation-malformed" as const, subject, facts: { ip, ...facts } }));
  });
}
