import type { Claim, Family, FloatingIpAssessment, NodeElection, Reach, RejectedClaim } from "./assessment.ts";
import type { ClusterView } from "./cluster-view.ts";
import { compareText, orderClaims } from "./election.ts";
import type { PodKnowledge } from "./pod-knowledge.ts";
import { type Reason, reason } from "./reason.ts";
import { stateReasonOf } from "./state-reason.ts";

/** What an assessment needs to know beside the claims. */
export type AssessContext = Pick<ClusterView, "programsOn" | "crashersOn"> & {
  readonly podKnowledge: PodKnowledge;
  placeOf(ip: string): Pick<FloatingIpAssessment, "pool" | "block" | "allocatedTo" | "reserved">;
  reachOf(ip: string, nodes: readonly NodeElection[]): Reach;
};

/** What is sure about one node. */
type Verdict = "elects" | "programs-none" | "unknown";

/**
 * Decides the state of one floating IP, and what each node that holds a claim does with it.
 *
 * A node elects alone, so two nodes with a claim that counts are a split, never one election. The readiness of a pod
 * and the health of its node do not enter. What is not known makes the state unknown only where it could change it:
 * two nodes that surely elect are a split, whatever else is unknown. A claim that was seen before its source went
 * stale stays in `standbys`, with the reason, so that the page can say what was last seen.
 *
 * @param ip Canonical.
 * @param claims All claims of this address that count, of any node, in any order.
 * @param rejected All that do not count.
 * @returns `unserved` when there are no claims at all.
 * @see projectcalico/calico v3.32.1 felix/dataplane/linux/floating_ip_mgr.go, `CompleteDeferredWork`
 */
export function assessFloatingIp(
  context: AssessContext,
  ip: string,
  claims: readonly Claim[],
  rejected: readonly RejectedClaim[],
): FloatingIpAssessment {
  const family: Family = ip.includes(":") ? 6 : 4;
  const judged = nodesOf(claims).map(([node, onNode]) => judgeNode(context, node, family, orderClaims(onNode)));
  const nodes = judged.map(({ election }) => election);
  const sure = judged.filter(({ verdict }) => verdict === "elects").length;
  const doubt = doubtAbout(context.podKnowledge, [...claims, ...rejected]) ?? unknownNode(judged);

  const state = sure > 1 ? "split" : doubt ? "unknown" : sure === 1 ? "serving" : nodes.length > 0 ? "disabled" : "unserved";
  return {
    ip,
    family,
    state,
    stateReason: stateReasonOf({ state, nodes, rejected, doubt, namespaces: context.podKnowledge.namespaces }),
    nodes,
    rejected,
    reach: reachGiven(doubt, context.reachOf(ip, nodes)),
    ...context.placeOf(ip),
  };
}

/** That nobody is reached is not known either, while somebody may be there. */
function reachGiven(doubt: Reason | null, reach: Reach): Reach {
  return doubt && reach.scope === "none" ? { scope: "unknown", reason: doubt } : reach;
}

function nodesOf(claims: readonly Claim[]): readonly (readonly [string, readonly Claim[]])[] {
  if (claims.length === 1) return claims.map((claim) => [claim.node, claims]);
  return [...Map.groupBy(claims, (claim) => claim.node)].toSorted(([a], [b]) => compareText(a, b));
}

type Judged = { readonly election: NodeElection; readonly verdict: Verdict };

function judgeNode(context: AssessContext, node: string, family: Family, ordered: readonly Claim[]): Judged {
  const { programs, felixGate, reason: why } = context.programsOn(node, family);
  const nobody = (because: Reason | null, verdict: Verdict): Judged => ({
    election: { node, felixGate, backend: null, standbys: ordered, reason: because, programs },
    verdict,
  });
  if (programs !== "yes") return nobody(why, programs === "no" ? "programs-none" : "unknown");

  const crash = crashOn(context, node);
  if (crash) return nobody(crash, "unknown");

  const doubt = doubtAbout(context.podKnowledge, ordered);
  if (doubt) {
    const someoneIsSure = ordered.some((claim) => doubtAbout(context.podKnowledge, [claim]) === null);
    return nobody(doubt, someoneIsSure ? "elects" : "unknown");
  }
  const [backend = null, ...standbys] = ordered;
  return { election: { node, felixGate, backend, standbys, reason: null, programs }, verdict: "elects" };
}

/** A Felix that keeps crashing leaves all rules of its node as they were before, for every address. */
function crashOn(context: AssessContext, node: string): Reason | null {
  const pods = context.crashersOn(node);
  if (pods.length === 0) return null;
  const code = context.programsOn(node, 6).programs === "yes" ? "felix-crash-loop" : "felix-may-crash";
  return reason(code, { node, pods: pods.map((pod) => `${pod.namespace}/${pod.name}`) });
}

function doubtAbout(known: PodKnowledge, claims: readonly { readonly pod: { readonly namespace: string } }[]): Reason | null {
  if (known.blind) return known.blind;
  if (known.doubts.size === 0) return null;
  for (const { pod } of claims) {
    const doubt = known.doubts.get(pod.namespace);
    if (doubt) return doubt;
  }
  return null;
}

function unknownNode(judged: readonly Judged[]): Reason | null {
  const found = judged.find(({ verdict }) => verdict === "unknown");
  return found ? (found.election.reason ?? reason("felix-unknown", { node: found.election.node })) : null;
}
