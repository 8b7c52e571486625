import type { FloatingIpState, NodeElection, RejectedClaim } from "./assessment.ts";
import { type Reason, reason } from "./reason.ts";

export type StateFacts = {
  readonly state: FloatingIpState;
  readonly nodes: readonly NodeElection[];
  readonly rejected: readonly RejectedClaim[];
  /** What is not known, and could change the state. */
  readonly doubt: Reason | null;
  /** The namespaces that can be seen; `null` when all can. */
  readonly namespaces: readonly string[] | null;
};

/**
 * Why a floating IP is not simply serving.
 *
 * @returns `null` when it is. The facts `pods` (`namespace/name`) and `nodes` name whom it is about; filters read them.
 */
export function stateReasonOf({ state, nodes, rejected, doubt, namespaces }: StateFacts): Reason | null {
  const names = nodes.map(({ node }) => node);
  switch (state) {
    case "serving":
      return null;
    case "split":
      return reason("split", { nodes: names, count: names.length });
    case "unknown":
      return doubt;
    case "disabled": {
      const [only] = nodes;
      if (nodes.length === 1 && only?.reason) return { code: only.reason.code, facts: { ...only.reason.facts, nodes: names } };
      return reason("disabled-on-nodes", { nodes: names, count: names.length });
    }
    case "unserved":
      return unservedReason(rejected, namespaces);
  }
}

function unservedReason(rejected: readonly RejectedClaim[], namespaces: readonly string[] | null): Reason {
  const pods = [...new Set(rejected.map(({ pod }) => `${pod.namespace}/${pod.name}`))].toSorted();
  const nodes = [...new Set(rejected.flatMap(({ pod }) => pod.node ?? []))].toSorted();
  const causes = new Set(rejected.map(causeOf));
  const cause = causes.size === 1 ? [...causes][0] : null;
  return reason("unserved", {
    pods,
    nodes,
    count: pods.length,
    cause: cause ?? (pods.length === 0 ? "none" : "several"),
    seen: namespaces ? "some" : "all",
    namespaces: namespaces ?? [],
  });
}

/** A word of the sentence's `select`, where a code with hyphens cannot stand. */
function causeOf({ reason: { code } }: RejectedClaim): string {
  switch (code) {
    case "claim-empty":
    case "claim-malformed":
      return "malformed";
    case "pod-address-unreadable":
    case "pod-address-masked":
    case "source-prefixes-malformed":
      return "broken";
    case "pod-finished":
      return "finished";
    case "pod-no-address":
      return "starting";
    case "pod-unscheduled":
      return "unscheduled";
    case "pod-host-network":
      return "host";
    case "item-family-missing":
      return "family";
    default:
      return "dropped";
  }
}
