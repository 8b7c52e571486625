import { backendsOf, UNSERVED } from "../standing.ts";
import { ENGINE_VERSION, type LastKnown, type Standing, type StandingPod, type Transition } from "../transition.ts";

export const IP = "10.99.0.10";

export function aStandingPod(fields: Partial<StandingPod> = {}): StandingPod {
  const { namespace = "payments", name = "gw-0" } = fields;
  return {
    namespace,
    name,
    uid: `uid-${name}`,
    node: "node-a",
    podIp: "10.244.1.5",
    ready: true,
    terminating: false,
    workload: { kind: "Deployment", name: "gw" },
    ...fields,
  };
}

/** Those who have it; nobody where none is given. */
export function heldBy(...pods: readonly (string | StandingPod)[]): Standing {
  if (pods.length === 0) return UNSERVED;
  const backends = pods.map((pod, index) => (typeof pod === "string" ? aStandingPod({ name: pod, node: `node-${index}` }) : pod));
  return {
    state: backends.length > 1 ? "split" : "serving",
    nodes: backends.map((backend) => ({ node: backend.node ?? "", backend })),
  };
}

type TransitionFields = Partial<Transition> & {
  /** An instant that the watch delivered, or the two ends of a window. */
  readonly at?: number | readonly [number, number];
};

let made = 0;

export function aTransition({ at = 0, ...fields }: TransitionFields = {}): Transition {
  const [notBefore, notAfter] = typeof at === "number" ? [at, at] : at;
  const { from = heldBy("gw-0"), to = heldBy("gw-1") } = fields;
  made += 1;
  return {
    id: made,
    ip: IP,
    kind: backendsOf(to).length === 0 ? "lost" : "failover",
    cause: "pod-deleted",
    detail: null,
    confidence: "certain",
    notBefore,
    notAfter,
    detectedAt: notAfter,
    from,
    to,
    gapMs: null,
    overlapMs: null,
    actor: null,
    actionId: null,
    evidence: [],
    incident: null,
    engineVersion: ENGINE_VERSION,
    acknowledged: null,
    ...fields,
  };
}

export function aLastKnown(fields: Partial<LastKnown> = {}): LastKnown {
  return {
    ip: IP,
    standing: heldBy("gw-0"),
    since: { notBefore: 0, notAfter: 0 },
    leftBehind: null,
    goneSince: null,
    splitSince: null,
    lastTransitionId: null,
    ...fields,
  };
}
