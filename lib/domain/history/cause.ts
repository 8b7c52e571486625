import { readFloatingIps } from "../annotation.ts";
import { explainClaim } from "./cause-claim.ts";
import { comparison, explainArrival, explainEarlier, explainOtherNode, sortsBefore } from "./cause-claimant.ts";
import { explainGate } from "./cause-gate.ts";
import { contextOf, explainLoss } from "./cause-loss.ts";
import { annotationOf } from "./evidence.ts";
import type { Fate } from "./fate.ts";
import type { Case, Verdict } from "./question.ts";
import { backendsOf } from "./standing.ts";
import type { Confidence, Evidence, Explanation, StandingPod, TransitionCause } from "./transition.ts";

/**
 * Why it happened, from what was seen, never from timing alone.
 *
 * Who left explains before who came: what somebody else took is explained by why it was free. What contradicts lowers
 * the confidence by one step and stays beside what supports. In a blind interval nothing is certain, since what was not
 * seen may have come first.
 *
 * @returns `not-observed` where nothing that was seen tells and nobody looked, `unknown` where somebody did.
 */
export function explain(question: Case): Explanation & { readonly incident: string | null } {
  const found = decide(question);
  if (!found) {
    const cause = question.isBlind ? "not-observed" : "unknown";
    return { cause, detail: null, confidence: "none", actor: null, actionId: null, evidence: contextOf(question), incident: null };
  }
  const evidence = [...found.evidence, ...rivals(question, found)];
  const doubts =
    (question.isBlind && found.confidence === "certain" ? 1 : 0) + (evidence.some(({ stance }) => stance === "contradicts") ? 1 : 0);
  const confidence = lowered(found.confidence, doubts);
  return { ...owned(question, found), confidence, evidence, incident: found.incident ?? incidentOfPod(question, found) };
}

function decide(question: Case): Verdict | null {
  const { left, came, from, to } = question;
  const explained = left.flatMap((fate) => explainFate(question, fate) ?? []);
  const [first, ...others] = explained;
  if (first) return { ...first, evidence: [...first.evidence, ...others.flatMap((other) => besides(first, other))] };
  if (left.length > 0) return null;

  for (const pod of came) {
    const found = explainNewcomer(question, pod);
    if (found) return found;
  }
  if (backendsOf(from).length > 0 || to.state !== "disabled") return null;
  return claimantsOf(question).reduce<Verdict | null>((found, pod) => found ?? explainArrival(question, pod), null);
}

/** Who else left speaks for the cause only when it left for the same one. */
function besides({ cause }: Verdict, other: Verdict): readonly Evidence[] {
  if (other.cause === cause) return other.evidence;
  return other.evidence.map((one) => ({ ...one, stance: "context" }));
}

function explainFate(question: Case, fate: Fate): Verdict | null {
  switch (fate.is) {
    case "gone":
    case "ended":
      return explainLoss(question, fate);
    case "claims":
      return explainGate(question, "closed", fate.pod.node ?? "") ?? explainEarlier(question, fate);
    case "hidden":
      return null;
    default:
      return explainClaim(question, fate);
  }
}

function explainNewcomer(question: Case, pod: StandingPod): Verdict | null {
  const { from } = question;
  const heldBack = from.nodes.some(({ node, backend }) => node === pod.node && backend === null);
  const gate = heldBack ? explainGate(question, "opened", pod.node ?? "") : null;
  if (gate) return gate;
  return backendsOf(from).length > 0 ? explainOtherNode(question, pod) : explainArrival(question, pod);
}

/** Pods that claim it where nothing is programmed. */
function claimantsOf({ ip, view }: Case): readonly StandingPod[] {
  return [...(view.podsByIp.get(ip) ?? [])].flatMap((uid) => {
    const { pod, claims } = view.pods.get(uid) ?? {};
    const claim = claims?.find(({ floatingIp }) => floatingIp === ip);
    if (!pod || !claim) return [];
    const { namespace, name, node, ready } = pod;
    return [{ namespace, name, uid, node, podIp: claim.podIp, ready, terminating: pod.deletionTimestamp !== null, workload: null }];
  });
}

/** What would have moved it just the same. */
function rivals(question: Case, { cause }: Verdict): readonly Evidence[] {
  if (cause === "claimant-sorts-earlier" || cause === "felix-gate-closed") return [];
  return question.left.flatMap(({ pod }) => {
    const earlier = question.came.find((other) => other.node === pod.node && other.uid !== pod.uid && sortsBefore(other, pod));
    return earlier ? comparison(question, earlier, pod, "contradicts") : [];
  });
}

/** What the console wrote itself is known with the person who asked for it. */
function owned({ ip, ownActions }: Case, { cause, detail, actor, evidence }: Verdict): Omit<Explanation, "confidence" | "evidence"> {
  const uids = new Set(evidence.flatMap(({ object, stance }) => (stance === "supports" && object.uid !== null ? [object.uid] : [])));
  const action = ownActions.findLast(({ ips, wrote }) => ips.includes(ip) && wrote.some((uid) => uids.has(uid)));
  if (!action) return { cause, detail, actor, actionId: null };
  return { cause: action.isMove ? "moved" : cause, detail, actor: action.actor, actionId: action.id };
}

const POD_CAUSES = new Set<TransitionCause>(["pod-deleted", "pod-evicted", "pod-preempted", "pod-finished", "pod-address-changed"]);

/** A pod that held several addresses takes them all along. */
function incidentOfPod({ left }: Case, { cause }: Verdict): string | null {
  const [fate] = left;
  if (!fate || !POD_CAUSES.has(cause)) return null;
  const claims = readFloatingIps(annotationOf(fate.words) ?? "[]");
  return claims.ok && claims.items.length > 1 ? `pod:${fate.pod.uid}` : null;
}

const STEPS = ["certain", "likely", "possible"] as const;

function lowered(confidence: Verdict["confidence"], steps: number): Exclude<Confidence, "none"> {
  return STEPS[Math.min(STEPS.indexOf(confidence) + steps, STEPS.length - 1)] ?? "possible";
}
