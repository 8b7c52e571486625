import type { FloatingIpAssessment } from "#lib/domain/assessment.ts";
import type { LastKnown, Standing, TransitionDraft } from "#lib/domain/history/transition.ts";
import { workloadOf } from "#lib/domain/workload.ts";
import type { HistoryRules } from "../rules.ts";

/** Rules that tell a difference and no reason: tests of the recorder are about when something is stored, not about why. */
export const simpleRules: HistoryRules = {
  createMemory: () => ({ note() {} }),
  standingOf(snapshot, assessment) {
    if (!assessment) return { state: "unserved", nodes: [] };
    if (assessment.state === "unknown") return null;
    return { state: assessment.state, nodes: nodesOf(snapshot, assessment) };
  },
  judgeTransition({ ip, before, to, window, at, isBlind }) {
    const from = before?.standing ?? { state: "unserved", nodes: [] };
    if (holdersOf(from) === holdersOf(to)) return null;
    const kind = holdersOf(to) === "unserved" ? "lost" : holdersOf(from) === "unserved" ? "assigned" : "failover";
    return {
      ...window,
      ip,
      kind,
      cause: isBlind ? "not-observed" : "unknown",
      detail: null,
      confidence: "none",
      actor: null,
      actionId: null,
      evidence: [],
      detectedAt: at,
      from,
      to,
      gapMs: null,
      overlapMs: null,
      incident: null,
      engineVersion: 1,
    };
  },
  lastKnownAfter: (before, draft) => ({ ...aLastKnown(draft), leftBehind: before?.leftBehind ?? null }),
  firstKnown: (ip, standing, since) => ({ ip, standing, since, leftBehind: null, goneSince: null, splitSince: null }),
  openDetectionsOf(view, ip) {
    const assessment = view.assessments.get(ip);
    const backends = assessment?.nodes.flatMap(({ backend }) => backend ?? []) ?? [];
    return backends
      .filter(({ pod }) => !pod.ready)
      .map(({ pod }) => ({ ip, kind: "backend-not-ready", subject: `Pod/${pod.namespace}/${pod.name}`, facts: {} }));
  },
};

function aLastKnown({ ip, to, notBefore, notAfter }: TransitionDraft): Omit<LastKnown, "lastTransitionId"> {
  return { ip, standing: to, since: { notBefore, notAfter }, leftBehind: null, goneSince: null, splitSince: null };
}

function nodesOf(snapshot: Parameters<typeof workloadOf>[0], { nodes }: FloatingIpAssessment): Standing["nodes"] {
  return nodes.map(({ node, backend }) => ({
    node,
    backend: backend && {
      namespace: backend.pod.namespace,
      name: backend.pod.name,
      uid: backend.pod.uid,
      node,
      podIp: backend.podIp,
      ready: backend.pod.ready,
      terminating: backend.pod.deletionTimestamp !== null,
      workload: workloadOf(snapshot, backend.pod),
    },
  }));
}

function holdersOf({ state, nodes }: Standing): string {
  return [state, ...nodes.flatMap(({ backend }) => (backend ? `${backend.uid} ${backend.podIp}` : []))].join(" ");
}
