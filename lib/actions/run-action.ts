import type { ObjectRef, Write, WriteFailure, Writer } from "#lib/cluster/writer.ts";
import type { Verification } from "#lib/contract/plans.ts";
import type { ActionRecord, ActionStore, StepRecord } from "./action.ts";
import { outcomeOf } from "./outcome.ts";

/** For how long a running action is believed without a sign of life: longer than any one request. */
export const LEASE_MS = 45_000;

export type Runner = {
  readonly writer: Writer;
  readonly store: ActionStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when the console has seen the written version, or gave up waiting for it. */
  readonly seen: (ref: ObjectRef, resourceVersion: string) => Promise<void>;
  /** What Calico's rules give now, against what was forecast. */
  readonly verify: (record: ActionRecord, onProgress: (verification: Verification) => Promise<void>) => Promise<Verification>;
  /** Whether somebody pressed stop. */
  readonly isStopped: () => boolean;
};

/**
 * Sends the steps of an action one after the other, and stores before each what is about to be sent, after each what came of it.
 *
 * It stops at the first step that did not certainly happen: what follows was planned for a state that is not there.
 * Nothing is sent twice.
 *
 * @returns The action as it ended; also stored.
 */
export async function runAction(begun: ActionRecord, runner: Runner): Promise<ActionRecord> {
  const { store, now } = runner;
  const versions = new Map<string, string>();
  let record = begun;
  const save = async (change: Partial<ActionRecord>) => {
    record = { ...record, ...change, leaseUntil: now() + LEASE_MS };
    await store.put(record);
  };
  const saveStep = (index: number, change: Partial<StepRecord>) =>
    save({ steps: record.steps.map((step, at) => (at === index ? { ...step, ...change, at: timeOf(now()) } : step)) });

  await save({});
  for (const [index, step] of record.steps.entries()) {
    if (runner.isStopped()) return end("failed");
    await saveStep(index, { state: "sent" });
    const write = atVersion(step.write, versions.get(keyOf(step.write.ref)));
    const { failure, object } = await send(runner.writer, write);
    if (failure) {
      await saveStep(index, { state: failure.code === "result-unknown" ? "unknown" : "failed", error: failure.message });
      return end(failure.code === "result-unknown" ? "unknown" : "failed");
    }
    const resourceVersion = versionOf(object);
    await saveStep(index, { state: "done", resourceVersion });
    if (resourceVersion) {
      versions.set(keyOf(write.ref), resourceVersion);
      await runner.seen(write.ref, resourceVersion);
    }
  }
  const verification = await runner.verify(record, (progress) => save({ verification: progress }));
  await save({ verification });
  return end("done");

  async function end(state: ActionRecord["state"]): Promise<ActionRecord> {
    const steps = record.steps.map((step) => (step.state === "waiting" ? { ...step, state: "not-done" as const } : step));
    const verification = state === "done" ? record.verification : { ...record.verification, state: "unknown" as const };
    await save({ state, steps, verification, endedAt: timeOf(now()) });
    return record;
  }
}

/** Where the answer was lost, the object itself tells whether it was written. */
async function send(writer: Writer, write: Write): Promise<{ failure: WriteFailure | null; object: unknown }> {
  const answer = await writer.apply(write);
  if (answer.ok) return { failure: null, object: answer.object };
  if (answer.failure.code !== "result-unknown") return { failure: answer.failure, object: null };
  const found = await outcomeOf(writer, write);
  if (found.outcome === "done") return { failure: null, object: found.object };
  return { failure: { ...answer.failure, code: found.outcome === "not-done" ? "unreachable" : "result-unknown" }, object: null };
}

/** A second write to the same object is for the version that the first one made. */
function atVersion(write: Write, resourceVersion: string | undefined): Write {
  return write.verb === "create" || resourceVersion === undefined ? write : { ...write, resourceVersion };
}

export function keyOf({ group, resource, namespace, name }: ObjectRef): string {
  return [group, resource, namespace ?? "", name].join("/");
}

export function versionOf(object: unknown): string | null {
  const { metadata } = (object ?? {}) as { metadata?: { resourceVersion?: unknown } };
  return typeof metadata?.resourceVersion === "string" ? metadata.resourceVersion : null;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
