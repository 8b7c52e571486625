import "server-only";
import type * as contract from "#lib/contract/history.ts";
import type { BlindSpan, Detection, Evidence, Standing, Transition } from "#lib/domain/history/transition.ts";
import { reason } from "#lib/domain/reason.ts";
import history from "#messages/en/history.json" with { type: "json" };
import evidenceSentences from "#messages/en/history-evidence.json" with { type: "json" };
import { createExplain, wireFactsOf } from "./explain.ts";

const explainEvidence = createExplain(evidenceSentences);
const explainDetection = createExplain(history.detections);
const explainBlind = createExplain(history.blind);
export const explainAsOf = createExplain(history["as-of"]);

/** A row of history as the API tells it. @param options Lists are told without evidence, as it is long. */
export function presentTransition(transition: Transition, { withEvidence }: { readonly withEvidence: boolean }): contract.Transition {
  const { id, ip, kind, cause, detail, confidence, actor, actionId, incident, acknowledged } = transition;
  return {
    id,
    ip,
    kind,
    cause,
    detail,
    confidence,
    notBefore: presentInstant(transition.notBefore),
    notAfter: presentInstant(transition.notAfter),
    detectedAt: presentInstant(transition.detectedAt),
    from: presentStanding(transition.from),
    to: presentStanding(transition.to),
    gapMs: transition.gapMs && { ...transition.gapMs },
    overlapMs: transition.overlapMs && { ...transition.overlapMs },
    actor,
    actionId,
    incident,
    acknowledged: acknowledged && { ...acknowledged, at: presentInstant(acknowledged.at) },
    evidence: withEvidence ? transition.evidence.map(presentEvidence) : [],
  };
}

export function presentStanding({ state, nodes }: Standing): contract.Standing {
  return {
    state,
    nodes: nodes.map(({ node, backend }) => ({
      node,
      backend: backend && { ...backend, workload: backend.workload && { ...backend.workload } },
    })),
  };
}

export function presentEvidence({ object, stance, code, facts, before, after, claimedAt, receivedAt }: Evidence): contract.Evidence {
  const { kind, namespace, name } = object;
  return {
    source: [kind, namespace, name].filter((part) => part !== null).join("/"),
    at: presentInstant(receivedAt),
    claimedAt: claimedAt === null ? null : presentInstant(claimedAt),
    summary: explainEvidence({ code, facts }),
    code,
    facts: wireFactsOf(facts),
    stance,
    object: { ...object },
    before,
    after,
  };
}

export function presentBlindSpan({ source, from, to, reason: code }: BlindSpan): contract.BlindSpan {
  return {
    source,
    from: presentInstant(from),
    to: to === null ? null : presentInstant(to),
    reason: explainBlind(reason(code, { source })),
    code,
  };
}

export function presentDetection({ id, ip, kind, subject, facts, from, to }: Detection): contract.Detection {
  return {
    id,
    ip,
    kind,
    subject,
    from: presentInstant(from),
    to: to === null ? null : presentInstant(to),
    message: explainDetection(reason(kind, facts)),
    facts: wireFactsOf(facts),
  };
}

/** @param time Milliseconds since the epoch. @returns RFC 3339 UTC with milliseconds. */
export function presentInstant(time: number): string {
  return new Date(time).toISOString();
}
