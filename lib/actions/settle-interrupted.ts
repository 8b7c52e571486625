import type { Writer } from "#lib/cluster/writer.ts";
import type { ActionRecord, ActionStore, StepRecord } from "./action.ts";
import { outcomeOf } from "./outcome.ts";
import { versionOf } from "./run-action.ts";

/**
 * Tells the truth about the actions that a process left behind when it ended: each step that was sent is looked up in the
 * cluster. Nothing is sent again: what is left to do is a new plan.
 *
 * @param now Milliseconds. An action whose lease still holds may be run by another replica.
 * @returns The actions that were settled.
 */
export async function settleInterrupted(
  store: ActionStore,
  writer: Pick<Writer, "read">,
  now: () => number,
): Promise<readonly ActionRecord[]> {
  const left = (await store.running()).filter(({ leaseUntil }) => leaseUntil < now());
  const settled = [];
  for (const action of left) {
    const steps = await Promise.all(action.steps.map((step) => settle(step, writer)));
    const isUnknown = steps.some(({ state }) => state === "sent" || state === "unknown");
    // Where the cluster does not answer, it stays as it is, and is asked again later.
    if (steps.some(({ state }) => state === "sent")) continue;
    const record: ActionRecord = {
      ...action,
      steps,
      state: isUnknown ? "unknown" : "interrupted",
      verification: { ...action.verification, state: "unknown" },
      endedAt: new Date(now()).toISOString(),
    };
    await markUndone(store, record);
    await store.put(record);
    settled.push(record);
  }
  return settled;
}

/** What was taken back at least in part says by which action. */
export async function markUndone(store: ActionStore, { id, undoes, steps }: ActionRecord): Promise<void> {
  const undone = undoes !== null && steps.some(({ state }) => state === "done") ? await store.get(undoes) : null;
  if (undone) await store.put({ ...undone, undoneBy: id });
}

async function settle(step: StepRecord, writer: Pick<Writer, "read">): Promise<StepRecord> {
  if (step.state === "waiting") return { ...step, state: "not-done" };
  if (step.state !== "sent") return step;
  const { outcome, object } = await outcomeOf(writer, step.write);
  if (outcome === "done") return { ...step, state: "done", resourceVersion: versionOf(object) };
  return outcome === "unreachable" ? step : { ...step, state: outcome };
}
