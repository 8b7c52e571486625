import type { LastKnown, Standing, TransitionDraft } from "#lib/domain/history/transition.ts";

export const DAY = 86_400_000;
export const AT = Date.parse("2026-08-29T03:12:40.000Z");
export const IP = "10.99.0.10";

export function serving(name: string, namespace = "shop"): Standing {
  const backend = {
    namespace,
    name,
    uid: `uid-${name}`,
    node: "node-a",
    podIp: "10.244.1.5",
    ready: true,
    terminating: false,
    workload: { kind: "Deployment", name: "web" },
  };
  return { state: "serving", nodes: [{ node: "node-a", backend }] };
}
export const UNSERVED: Standing = { state: "unserved", nodes: [] };

export function aDraft(at: number, fields: Partial<TransitionDraft> = {}): TransitionDraft {
  return {
    ip: IP,
    kind: "failover",
    cause: "pod-deleted",
    detail: "rollout",
    confidence: "certain",
    actor: null,
    actionId: null,
    evidence: [
      {
        object: { kind: "Pod", namespace: "shop", name: "web-0", uid: "uid-web-0", resourceVersion: "7" },
        stance: "supports",
        code: "pod-deleted",
        facts: { pod: "shop/web-0" },
        before: "phase Running",
        after: null,
        claimedAt: at - 100,
        receivedAt: at,
      },
    ],
    notBefore: at,
    notAfter: at,
    detectedAt: at,
    from: serving("web-0"),
    to: serving("web-1"),
    gapMs: { min: 0, max: 0 },
    overlapMs: null,
    incident: null,
    engineVersion: 1,
    ...fields,
  };
}

export function aKnown(at: number, standing: Standing, ip = IP): Omit<LastKnown, "lastTransitionId"> {
  return { ip, standing, since: { notBefore: at, notAfter: at }, leftBehind: { uid: "u", podIp: null }, goneSince: null, splitSince: null };
}

export const NOTHING = { transitions: [], lastKnown: [], openedDetections: [], closedDetections: [], blind: [] };
