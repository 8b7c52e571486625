import type { Family } from "../assessment.ts";
import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { type AnnotationEdit, editAnnotation } from "./annotation-edit.ts";
import { withValue } from "./consequences.ts";
import type { Step } from "./plan.ts";
import { claimReason, podStep, templateStep } from "./steps.ts";

/** What editing the claims of some pods and templates comes to. */
export type ClaimEdits = {
  readonly steps: readonly Step[];
  /** The pods as they would be. */
  readonly changed: readonly PodRecord[];
  /** The templates that would change, with their value after it. */
  readonly templates: readonly { readonly workload: WorkloadRecord; readonly value: string | null }[];
  /** Items that Calico never took and that go with the edit. */
  readonly warnings: readonly Reason[];
  /** Values that nobody can read, so that nobody knows what to keep of them. */
  readonly blockers: readonly Reason[];
};

type Families = ReadonlySet<Family> | null;

/**
 * Edits running pods and templates in this order, each only where it does not say so already.
 *
 * @param families What the pods have addresses of: of all of them, or of each object by itself.
 */
export function editClaims(
  edit: AnnotationEdit,
  pods: readonly PodRecord[],
  templates: readonly WorkloadRecord[],
  families: Families | ((object: PodRecord | WorkloadRecord) => Families),
): ClaimEdits {
  const steps: Step[] = [];
  const changed: PodRecord[] = [];
  const edited: { workload: WorkloadRecord; value: string | null }[] = [];
  const warnings: Reason[] = [];
  const blockers: Reason[] = [];

  function apply(present: string | null, of: PodRecord | WorkloadRecord, object: string, write: (value: string | null) => void): void {
    const has = typeof families === "function" ? families(of) : families;
    // Some of its pods lack the family: it is left without the claim, as the plan then tells.
    if (edit.verb === "add" && has !== null && !edit.ips.every((ip) => has.has(ip.includes(":") ? 6 : 4))) return;
    const next = editAnnotation(present, edit, has);
    if (next.kind === "unreadable") blockers.push(reason("value-unreadable", { object, value: present, error: next.error }));
    if (next.kind !== "write") return;
    if (next.dropped.length > 0) warnings.push(reason("items-dropped", { object, items: next.dropped, count: next.dropped.length }));
    write(next.value);
  }

  for (const pod of pods) {
    const name = `${pod.namespace}/${pod.name}`;
    apply(pod.annotations[FLOATING_IPS_ANNOTATION] ?? null, pod, name, (value) => {
      steps.push(podStep(pod, value, claimReason(edit.verb, "pod", name, edit.ips)));
      changed.push(withValue(pod, value));
    });
  }
  for (const workload of templates) {
    const name = `${workload.kind} ${workload.namespace}/${workload.name}`;
    apply(workload.templateFloatingIps, workload, name, (value) => {
      steps.push(templateStep(workload, value, claimReason(edit.verb, "template", name, edit.ips)));
      edited.push({ workload, value });
    });
  }
  return { steps, changed, templates: edited, warnings, blockers };
}
