import type { ObjectRef, Write, WriteFailure, Writer } from "#lib/cluster/writer.ts";
import type { Verification } from "#lib/contract/plans.ts";
import type { ActionRecord, ActionStore, StepRecord } from "./action.ts";
import { holds, inverseOf, type MergePatch } from "./merge-patch.ts";
import { outcomeOf } from "./outcome.ts";

/** For how long a running action is believed without a sign of life, and how often it gives one. */
export const LEASE_MS = 20_000;
const RENEW_MS = 5_000;
/** How often, and how long, somebody is asked who does not answer whether a write arrived. */
const ASK_AGAIN_MS = 1_000;
const PATIENCE_MS = 60_000;
/** How often a write is sent to an object whose status changes all the time. */
const MAX_TRIES = 4;

export type Runner = {
  readonly writer: Writer;
  readonly store: ActionStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Resolves when the console has seen the written version, or gave up waiting for it. */
  readonly seen: (ref: ObjectRef, resourceVersion: string) => Promise<void>;
  /** What Calico's rules give now, against what was forecast. */
  readonly verify: (record: ActionRecord) => Promise<Verification>;
  /** Whether somebody pressed stop. */
  readonly isStopped: () => boolean;
};

/**
 * Sends the steps of an action one after the other, and stores before each what is about to be sent, after each what came of it.
 *
 * It stops at the first step that did not certainly happen: what follows was planned for a state that is not there.
 * Nothing is done twice, and nothing sent by a process that was away so long that another one may have settled the action.
 *
 * @returns The action as it ended, also stored; as `running` where nobody answers whether a write arrived, which is then settled
 *   as for a process that died.
 */
export async function runAction(begun: ActionRecord, runner: Runner): Promise<ActionRecord> {
  const { now } = runner;
  const versions = new Map<string, string>();
  const book = keepRecord(begun, runner);
  const { save, saveStep } = book;

  try {
    await save({});
    for (const [index, step] of begun.steps.entries()) {
      if (runner.isStopped()) return await end("interrupted");
      if (book.isOverdue()) return book.record();
      let write = atVersion(step.write, versions.get(keyOf(step.write.ref)));
      await saveStep(index, { state: "sent", write });
      let { failure, object } = await send(runner, write);
      for (let tries = 1; failure?.code === "conflict" && tries < MAX_TRIES; tries += 1) {
        const newer = await atNewerVersion(runner.writer, write, step.before);
        if (newer === null) break;
        write = newer;
        await saveStep(index, { state: "sent", write });
        ({ failure, object } = await send(runner, write));
      }
      if (failure?.code === "unreachable-since") return book.record();
      if (failure) {
        await saveStep(index, { state: failure.code === "result-unknown" ? "unknown" : "failed", error: errorOf(failure) });
        return await end(failure.code === "result-unknown" ? "unknown" : "failed");
      }
      const resourceVersion = versionOf(object);
      await saveStep(index, { state: "done", resourceVersion });
      if (resourceVersion) {
        versions.set(keyOf(write.ref), resourceVersion);
        await runner.seen(write.ref, resourceVersion);
      }
    }
    await save({ verification: await runner.verify(book.record()) });
    return await end("done");
  } finally {
    book.close();
  }

  async function end(state: ActionRecord["state"]): Promise<ActionRecord> {
    const { steps, verification } = book.record();
    await save({
      state,
      steps: steps.map((step) => (step.state === "waiting" ? { ...step, state: "not-done" as const } : step)),
      verification: state === "done" ? verification : { ...verification, state: "unknown" },
      endedAt: timeOf(now()),
    });
    return book.record();
  }
}

/** The record of a running action, with a sign of life every few seconds: a write or its verification may take longer than that. */
function keepRecord(begun: ActionRecord, { store, now }: Pick<Runner, "store" | "now">) {
  let record = begun;
  let writing: Promise<void> = Promise.resolve();
  /** As it is stored: a sign of life that nobody could read is none. */
  let leaseUntil = begun.leaseUntil;
  let wasAway = false;
  /** For good: who was believed dead must not go on, though it can store again. */
  const isOverdue = () => {
    wasAway ||= now() > leaseUntil;
    return wasAway;
  };
  const save = (change: Partial<ActionRecord>): Promise<void> => {
    isOverdue();
    record = { ...record, ...change };
    writing = writing.catch(() => {}).then(put);
    return writing;
  };
  async function put(): Promise<void> {
    record = { ...record, leaseUntil: now() + LEASE_MS };
    const stored = record;
    await store.put(stored);
    leaseUntil = stored.leaseUntil;
  }
  // What cannot be stored is told by the next step.
  const beat = setInterval(() => void (isOverdue() ? null : save({}).catch(() => {})), RENEW_MS);
  return {
    save,
    saveStep: (index: number, change: Partial<StepRecord>) =>
      save({ steps: record.steps.map((step, at) => (at === index ? { ...step, ...change, at: timeOf(now()) } : step)) }),
    record: () => record,
    isOverdue,
    close: () => clearInterval(beat),
  };
}

type Sent = {
  readonly failure: (Omit<WriteFailure, "code"> & { readonly code: WriteFailure["code"] | "unreachable-since" }) | null;
  readonly object: unknown;
};

/** Where the answer was lost, the object itself tells whether it was written. */
async function send({ writer, now, pause, isStopped }: Runner, write: Write): Promise<Sent> {
  const answer = await writer.apply(write);
  if (answer.ok) return { failure: null, object: answer.object };
  const { failure } = answer;
  if (failure.code !== "result-unknown") return { failure, object: null };
  const deadline = now() + PATIENCE_MS;
  let found = await outcomeOf(writer, write);
  while (found.outcome === "unreachable" && now() < deadline && !isStopped()) {
    await pause(ASK_AGAIN_MS);
    found = await outcomeOf(writer, write);
  }
  switch (found.outcome) {
    case "done":
      return { failure: null, object: found.object };
    case "not-done":
      return { failure: { ...failure, code: "unreachable" }, object: null };
    case "unknown":
      return { failure, object: null };
    case "unreachable":
      return { failure: { ...failure, code: "unreachable-since" }, object: null };
  }
}

function errorOf({ message, rule }: Pick<WriteFailure, "message" | "rule">): string {
  return rule === null ? message : `${message} The rule that allows it: ${rule}`;
}

/**
 * The same write for the version of now, where what it is about is still as it was planned: controllers and kubelets write the
 * status of an object at any time.
 */
async function atNewerVersion(writer: Pick<Writer, "read">, write: Write, before: unknown): Promise<Write | null> {
  if (write.verb !== "patch") return null;
  const now = await writer.read(write.ref);
  if (!now.ok || uidOf(now.object) !== write.uid) return null;
  const resourceVersion = versionOf(now.object);
  const isAsPlanned = holds(inverseOf(write.patch as MergePatch, before), now.object);
  return isAsPlanned && resourceVersion !== null ? { ...write, resourceVersion } : null;
}

/** A second write to the same object is for the version that the first one made. */
function atVersion(write: Write, resourceVersion: string | undefined): Write {
  return write.verb === "create" || resourceVersion === undefined ? write : { ...write, resourceVersion };
}

export function keyOf({ group, resource, namespace, name }: ObjectRef): string {
  return [group, resource, namespace ?? "", name].join("/");
}

export function uidOf(object: unknown): unknown {
  return (object as { metadata?: { uid?: unknown } } | null)?.metadata?.uid;
}

export function versionOf(object: unknown): string | null {
  const { metadata } = (object ?? {}) as { metadata?: { resourceVersion?: unknown } };
  return typeof metadata?.resourceVersion === "string" ? metadata.resourceVersion : null;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
