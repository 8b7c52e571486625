import type { Write, Writer } from "#lib/cluster/writer.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { ActionRecord, HeldPlan, PlannedStep, StepRecord } from "./action.ts";
import { holds, inverseOf, type MergePatch, touchedBy } from "./merge-patch.ts";
import { LEASE_MS, uidOf, versionOf } from "./run-action.ts";
import { shownVersion } from "./shown-version.ts";

export type Begin = {
  readonly id: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/**
 * Makes the record of an action from a plan, after a last look at every object.
 *
 * What somebody changed since beside what the plan is about does no harm, and the write is then for the version of now. What
 * the plan is about must still be as it was shown.
 *
 * @throws {ConsoleError} `conflict`, with both versions; `cluster-unreachable`.
 */
export async function beginAction(
  { plan, intent, steps }: HeldPlan,
  writer: Pick<Writer, "read">,
  { id, by, now }: Begin,
): Promise<ActionRecord> {
  if (plan.blockers.length > 0) {
    const [first] = plan.blockers;
    throw new ConsoleError("conflict", first?.text ?? "", { facts: { reason: first?.code ?? null } });
  }
  return {
    id,
    action: plan.action,
    intent: { ...intent },
    state: "running",
    startedAt: new Date(now).toISOString(),
    endedAt: null,
    by,
    steps: await Promise.all(steps.map((step) => recordOf(step, writer))),
    consequences: plan.consequences,
    verification: { state: "waiting", at: null, differences: [] },
    undoes: intent.action === "undo" ? intent.of : null,
    undoneBy: null,
    leaseUntil: now + LEASE_MS,
  };
}

async function recordOf({ shown, write, before }: PlannedStep, writer: Pick<Writer, "read">): Promise<StepRecord> {
  const { what, object, verb, diff } = shown;
  const waiting = { what, object, verb, diff, state: "waiting", at: null, resourceVersion: null, error: null } as const;
  const record: StepRecord = { ...waiting, write, before: keptOf(write, before) };
  if (write.verb === "create") return record;
  const answer = await writer.read(write.ref);
  if (!answer.ok && answer.failure.code !== "not-found") throw new ConsoleError("cluster-unreachable", answer.failure.message);
  const now = answer.ok ? answer.object : null;
  const resourceVersion = versionOf(now) ?? "";
  if (resourceVersion === write.resourceVersion) return record;
  const isAsShown = write.verb === "patch" && uidOf(now) === write.uid && holds(inverseOf(write.patch as MergePatch, before), now);
  if (!isAsShown) {
    const name = `${object.kind} ${object.namespace === null ? "" : `${object.namespace}/`}${object.name}`;
    const versions = { planned: shownVersion(before, write), current: shownVersion(now, write) };
    const facts = { object: name, ...versions, plannedVersion: write.resourceVersion };
    throw new ConsoleError("conflict", `${name} was changed since the plan was made.`, {
      facts: { ...facts, currentVersion: resourceVersion },
    });
  }
  return { ...record, write: { ...write, resourceVersion }, before: keptOf(write, now) };
}

/** What the way back needs: of an object that is patched no more than the patch touches, so that no secret of it is kept for years. */
function keptOf(write: Write, object: unknown): unknown {
  return write.verb === "patch" && object !== null ? touchedBy(write.patch as MergePatch, object) : object;
}
