import "server-only";
import type { ActionRecord, HeldPlan, StepRecord } from "#lib/actions/action.ts";
import { inverseOf, type MergePatch } from "#lib/actions/merge-patch.ts";
import type { Step } from "#lib/domain/plan/plan.ts";
import { planUndo } from "#lib/domain/plan/undo.ts";
import { reason } from "#lib/domain/reason.ts";
import { heldPlanOf, type PlanPorts } from "./make-plan.ts";

/** What the server writes by itself, and refuses or ignores in a new object. */
const OWN_FIELDS = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "deletionTimestamp"];

/**
 * Makes the plan that takes an action back: of what was certainly done, the opposite, last first.
 *
 * @throws {ConsoleError} `forbidden` or `cluster-unreachable` where a pod of it cannot be read.
 */
export async function makeUndo(ports: PlanPorts, action: Pick<ActionRecord, "id" | "steps">): Promise<HeldPlan> {
  const done = action.steps.filter(({ state }) => state === "done");
  const names = done.flatMap(({ object }) =>
    object.kind === "Pod" && object.namespace !== null ? [{ ...object, namespace: object.namespace }] : [],
  );
  const read = await Promise.all(names.map(({ namespace, name }) => ports.targets.read({ kind: "Pod", namespace, name })));
  const pods = read.flatMap((objects) => objects.pods);
  return heldPlanOf(ports, { action: "undo", of: action.id }, planUndo(ports.view(), done.toReversed().map(oppositeOf), pods));
}

function oppositeOf({ object, write, before }: StepRecord): Step {
  const name = `${object.kind} ${object.namespace === null ? "" : `${object.namespace}/`}${object.name}`;
  switch (write.verb) {
    case "patch": {
      const written = write.patch as MergePatch;
      return { what: reason("step-undo", { object: name }), object, verb: "patch", patch: inverseOf(written, before), was: written };
    }
    case "create":
      return { what: reason("step-undo-create", { object: name }), object, verb: "delete", patch: null };
    case "delete":
      return { what: reason("step-undo-delete", { object: name }), object, verb: "create", patch: asNew(before) };
  }
}

function asNew(before: unknown): MergePatch {
  const { status: _, metadata, ...rest } = before as { status?: unknown; metadata?: Record<string, unknown> };
  const kept = Object.entries(metadata ?? {}).filter(([key]) => !OWN_FIELDS.includes(key));
  return { ...rest, metadata: Object.fromEntries(kept) };
}
