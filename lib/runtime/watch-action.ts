import "server-only";
import type { ActionRecord, StepRecord } from "#lib/actions/action.ts";
import { keyOf } from "#lib/actions/run-action.ts";
import { verify } from "#lib/actions/verify.ts";
import type { ObjectRef, Writer } from "#lib/cluster/writer.ts";
import type { Consequence, Verification } from "#lib/contract/plans.ts";
import { gateDifferences } from "#lib/domain/plan/gate-outcome.ts";
import { hasSeen, type Stored } from "#lib/domain/plan/has-seen.ts";
import type { MergePatch } from "#lib/domain/plan/plan.ts";
import type { LiveView } from "#lib/services/live-view-port.ts";
import { explainedPlan } from "#lib/services/plan-parts.ts";

/** How long a watch may take to bring what was written. */
const SEEN_MS = 10_000;
/** Not everything that a plan writes changes a floating IP, so that the view says something. */
const LOOK_MS = 250;

type Live = Pick<LiveView, "cluster" | "detail" | "subscribe">;

export type ActionWatch = {
  /** Waits until the console has seen a write of the action, or gives up. */
  seen(ref: ObjectRef, resourceVersion: string): Promise<void>;
  /** Compares what Calico's rules give now with what was forecast. */
  verify(consequences: readonly Consequence[], patienceMs: number): Promise<Verification>;
};

/** Follows the writes of one action into what is derived from the cluster. What was seen once stays seen, whoever deletes it later. */
export function watchAction(
  live: Live,
  { steps }: Pick<ActionRecord, "steps">,
  writer: Pick<Writer, "read">,
  isStopped: () => boolean,
): ActionWatch {
  const writes = steps.map((step) => ({ object: step.object, patch: patchOf(step) }));
  const awaited = new Map<string, { readonly name: string; readonly stored: Stored; isSeen: boolean }>();

  function unseen(): readonly string[] {
    const { snapshot } = live.cluster();
    for (const write of awaited.values()) write.isSeen ||= hasSeen(snapshot, write.stored);
    return [...awaited.values()].filter(({ isSeen }) => !isSeen).map(({ name }) => name);
  }

  /** Deleted since, maybe before anybody looked: a write to what is gone is over. */
  async function isGone(ref: ObjectRef, { object, verb }: Stored): Promise<boolean> {
    if (verb === "delete") return false;
    const now = await writer.read(ref);
    if (!now.ok) return now.failure.code === "not-found";
    return object.uid !== null && (now.object as { metadata?: { uid?: unknown } }).metadata?.uid !== object.uid;
  }

  return {
    async seen(ref, resourceVersion) {
      const step = steps.find(({ write }) => keyOf(write.ref) === keyOf(ref));
      if (!step) return;
      const { object, verb } = step;
      const patch = patchOf(step);
      const name = `${object.kind} ${object.namespace === null ? "" : `${object.namespace}/`}${object.name}`;
      const entry = { name, stored: { object, verb, patch, resourceVersion }, isSeen: false };
      awaited.set(keyOf(ref), entry);
      const deadline = Date.now() + SEEN_MS;
      while (unseen().includes(name) && Date.now() < deadline && !isStopped()) await changeOf(live);
      if (!entry.isSeen) entry.isSeen = await isGone(ref, entry.stored);
    },
    verify: (consequences, patienceMs) =>
      verify(
        consequences,
        {
          find: (ip) => live.detail(ip)?.item ?? null,
          unseen,
          others: () => gateDifferences(live.cluster(), writes),
          isStopped,
          changed: () => changeOf(live),
          now: Date.now,
          explain: explainedPlan,
        },
        patienceMs,
      ),
  };
}

function patchOf({ write }: StepRecord): MergePatch | null {
  return write.verb === "patch" ? (write.patch as MergePatch) : null;
}

function changeOf({ subscribe }: Live): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      leave();
      resolve();
    };
    const timer = setTimeout(done, LOOK_MS);
    const leave = subscribe(done);
  });
}
