import type { FloatingIpAssessment } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { isEqual } from "../is-equal.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { type WhatIfEdit, whatIf } from "../what-if.ts";
import type { Consequence, Side } from "./plan.ts";

const NOBODY: Side = { state: "unserved", backends: [], standbyCount: 0 };

/** How an address stands; one that nobody claims is unserved. */
export function sideOf(assessment: FloatingIpAssessment | null | undefined): Side {
  if (!assessment) return NOBODY;
  const backends = assessment.nodes.flatMap(({ backend }) =>
    backend ? [{ namespace: backend.pod.namespace, name: backend.pod.name, node: backend.node, podIp: backend.podIp }] : [],
  );
  return { state: assessment.state, backends, standbyCount: assessment.nodes.reduce((sum, { standbys }) => sum + standbys.length, 0) };
}

/** A pod with another value of the annotation; `null`: without the key. */
export function withValue(pod: PodRecord, value: string | null): PodRecord {
  const { [FLOATING_IPS_ANNOTATION]: _, ...others } = pod.annotations;
  return { ...pod, annotations: value === null ? others : { ...others, [FLOATING_IPS_ANNOTATION]: value } };
}

/**
 * What becomes of floating IPs when this is changed, by the functions that decide what is.
 *
 * @param asked Canonical addresses that are told of in any case, first and in this order.
 * @returns One for each asked address, then one for each other that differs.
 */
export function consequencesOf(view: ClusterView, asked: readonly string[], edit: Partial<WhatIfEdit>): readonly Consequence[] {
  const changes = new Map(whatIf(view, { remove: [], add: [], felix: [], ...edit }).map((change) => [change.ip, change]));
  const others = [...changes.keys()].filter((ip) => !asked.includes(ip));
  return [...asked, ...others].flatMap((ip) => {
    const before = sideOf(view.assessments.get(ip));
    const change = changes.get(ip);
    const after = change ? sideOf(change.after) : before;
    if (!asked.includes(ip) && isEqual(before, after)) return [];
    return [{ ip, before, after, note: noteOn(before, after, change?.after ?? null) }];
  });
}

/** The sentence beside a consequence: that of what matters most to who has the address now. */
function noteOn(before: Side, after: Side, assessment: FloatingIpAssessment | null): Reason | null {
  const [was, is] = [namesOf(before), namesOf(after)];
  if (isEqual(was, is) && before.state === after.state) return reason("consequence-same", { pods: is });
  if (after.state === "split") return reason("consequence-split", { pods: is, count: is.length });
  if (after.state === "disabled") return assessment?.stateReason ?? null;
  if (after.state === "unknown") return assessment?.stateReason ?? null;
  if (is.length === 0) return reason("consequence-nobody", { pods: was });
  if (was.length === 0) return reason("consequence-first", { pods: is });
  return isEqual(was, is) ? null : reason("consequence-moves", { from: was, to: is });
}

function namesOf({ backends }: Side): readonly string[] {
  return backends.map(({ namespace, name }) => `${namespace}/${name}`);
}
