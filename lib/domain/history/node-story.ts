import type { NodeRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import { type EvidenceCode, evidenceOf, nodeObject } from "./evidence.ts";
import type { Question } from "./question.ts";
import type { Evidence } from "./transition.ts";

/** What is known of a node around a transition. */
export type NodeStory = {
  /** `null`: it is there and can be reached. */
  readonly trouble: "node-deleted" | "unreachable" | null;
  /** It was unreachable lately, and is not any more. */
  readonly wasUnreachable: boolean;
  /** No pod may be scheduled to it, now or lately: it is being drained. */
  readonly isCordoned: boolean;
  /** `node:<uid>`. */
  readonly incident: string | null;
  readonly evidence: { trouble(): readonly Evidence[]; cordon(): readonly Evidence[]; recovery(): readonly Evidence[] };
};

export function nodeStoryOf({ view, memory, at }: Pick<Question, "view" | "memory" | "at">, name: string | null): NodeStory {
  const sightings = name === null ? [] : memory.ofNode(name);
  const now = name === null ? undefined : view.snapshot.nodes.get(name);
  const gone = name !== null && !now && doubtAbout(view.snapshot, "nodes") === null;
  const record = now ?? sightings.at(-1)?.last;

  /** The sighting that brought it about where it was seen, else what the node says now. */
  function tell(
    code: EvidenceCode,
    holds: (record: NodeRecord) => boolean,
    textOf: (record: NodeRecord) => string,
    stance?: Evidence["stance"],
  ) {
    const seen = sightings.findLast(({ before, after }) => after && holds(after) && !(before && holds(before)));
    const after = seen?.after ?? now;
    if (!after || !holds(after)) return [];
    return [
      evidenceOf(nodeObject(after), {
        code,
        facts: { node: after.name },
        receivedAt: seen?.at ?? at,
        claimed: code === "node-cordoned" ? null : after.readySince,
        before: seen?.before ? textOf(seen.before) : null,
        after: textOf(after),
        ...(stance && { stance }),
      }),
    ];
  }

  function deletion(): readonly Evidence[] {
    const seen = sightings.findLast(({ after }) => !after);
    const object = record ? nodeObject(record) : { kind: "Node", namespace: null, name: name ?? "", uid: null, resourceVersion: null };
    const before = seen?.last ? readinessOf(seen.last) : null;
    return [evidenceOf(object, { code: "node-gone", facts: { node: name }, receivedAt: seen?.at ?? at, before })];
  }

  return {
    trouble: gone ? "node-deleted" : now && isUnreachable(now) ? "unreachable" : null,
    wasUnreachable:
      now !== undefined && !isUnreachable(now) && sightings.some(({ before }) => before !== undefined && isUnreachable(before)),
    isCordoned: now?.unschedulable === true || sightings.some(({ before }) => before?.unschedulable === true),
    incident: name === null ? null : `node:${record?.uid ?? name}`,
    evidence: {
      trouble: () => (gone ? deletion() : tell("node-unreachable", isUnreachable, readinessOf)),
      cordon: () => tell("node-cordoned", ({ unschedulable }) => unschedulable, cordonOf),
      recovery: () => tell("node-reachable-again", (node) => !isUnreachable(node), readinessOf, "contradicts"),
    },
  };
}

function isUnreachable({ unreachable, ready }: NodeRecord): boolean {
  return unreachable || ready === "Unknown";
}

function readinessOf({ ready, unreachable }: NodeRecord): string {
  return `Ready: ${ready}${unreachable ? "\ntaint: node.kubernetes.io/unreachable" : ""}`;
}

function cordonOf({ unschedulable }: NodeRecord): string {
  return `unschedulable: ${unschedulable}`;
}
