import "server-only";
import type { ActionRecord, HeldPlan, StepRecord } from "#lib/actions/action.ts";
import { inverseOf, type MergePatch } from "#lib/actions/merge-patch.ts";
import { isRestart } from "#lib/domain/plan/gate-outcome.ts";
import type { Step } from "#lib/domain/plan/plan.ts";
import { planUndo } from "#lib/domain/plan/undo.ts";
import { reason } from "#lib/domain/reason.ts";
import { ConsoleError } from "#lib/errors.ts";
import { heldPlanOf, type PlanPorts, someAtATime } from "./make-plan.ts";

/** What the server writes by itself, and refuses or ignores in a new object. */
const OWN_FIELDS = ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink", "deletionTimestamp"];

/**
 * Makes the plan that takes an action back: of what was certainly done, the opposite, last first.
 *
 * A pod that is gone took its claim with it, as every rollout does with the pods that were patched before it.
 *
 * @throws {ConsoleError} `forbidden` or `cluster-unreachable` where a pod of it cannot be read.
 */
export async function makeUndo(ports: PlanPorts, action: Pick<ActionRecord, "id" | "steps">): Promise<HeldPlan> {
  const done = action.steps.filter(({ state }) => state === "done").toReversed();
  const names = done.flatMap(({ object }) =>
    object.kind === "Pod" && object.namespace !== null ? [{ ...object, namespace: object.namespace }] : [],
  );
  const read = await someAtATime(names, ({ namespace, name }) => ports.targets.read({ kind: "Pod", namespace, name }));
  const pods = read.flatMap((objects) => objects.pods);
  const isThere = ({ object }: StepRecord) => object.kind !== "Pod" || pods.some(({ uid }) => uid === object.uid);
  const gone = done.filter((step) => !isThere(step)).map(({ object }) => object.name);
  const steps = done.filter(isThere).map(oppositeOf).toSorted(restartsLast);
  return heldPlanOf(ports, { action: "undo", of: action.id }, planUndo(ports.view(), steps, pods, gone));
}

/**
 * Looks at an undo once more before it is carried out: what it gives back may have been taken since.
 *
 * @throws {ConsoleError} `conflict`.
 */
export async function assertUndoStillSo(ports: PlanPorts, action: Pick<ActionRecord, "id" | "steps">): Promise<void> {
  const [blocker] = (await makeUndo(ports, action)).plan.blockers;
  if (blocker) throw new ConsoleError("conflict", blocker.text, { facts: { ...blocker.facts, reason: blocker.code } });
}

/** A node that restarts reads the text at once: what it is to read must be there before. */
function restartsLast(left: Step, right: Step): number {
  return Number(isRestart(left)) - Number(isRestart(right));
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
