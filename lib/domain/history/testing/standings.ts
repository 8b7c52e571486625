import type { LastKnown, Standing, StandingPod } from "../transition.ts";

/** Standings for tests; a test states only what it is about. */

export function aBackend(fields: Partial<StandingPod> = {}): StandingPod {
  const name = fields.name ?? "gw-0";
  return {
    namespace: "payments",
    name,
    uid: `uid-payments-${name}`,
    node: "node-a",
    podIp: "10.244.1.5",
    ready: true,
    terminating: false,
    workload: null,
    ...fields,
  };
}

export function serving(backend: StandingPod): Standing {
  return { state: "serving", nodes: nodesOf([backend]) };
}

export function split(...backends: readonly StandingPod[]): Standing {
  return { state: "split", nodes: nodesOf(backends) };
}

export function disabled(node = "node-a"): Standing {
  return { state: "disabled", nodes: [{ node, backend: null }] };
}

function nodesOf(backends: readonly StandingPod[]): Standing["nodes"] {
  return backends.map((backend) => ({ node: backend.node ?? "", backend }));
}

export function aLastKnown(standing: Standing, fields: Partial<LastKnown> = {}): LastKnown {
  return {
    ip: "10.99.0.10",
    standing,
    since: { notBefore: 0, notAfter: 0 },
    leftBehind: null,
    goneSince: null,
    splitSince: null,
    lastTransitionId: null,
    ...fields,
  };
}
