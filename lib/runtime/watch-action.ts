import "server-only";
import type { ActionRecord } from "#lib/actions/action.ts";
import { keyOf } from "#lib/actions/run-action.ts";
import { verify } from "#lib/actions/verify.ts";
import type { ObjectRef } from "#lib/cluster/writer.ts";
import type { Consequence, Verification } from "#lib/contract/plans.ts";
import { hasSeen } from "#lib/domain/plan/has-seen.ts";
import type { MergePatch } from "#lib/domain/plan/plan.ts";
import type { LiveView } from "#lib/services/live-view-port.ts";
import { explainedPlan } from "#lib/services/plan-parts.ts";

/** How long a watch may take to bring what was written. */
const SEEN_MS = 10_000;
/** Not everything that a plan writes changes a floating IP, so that the view says something. */
const LOOK_MS = 250;

type Live = Pick<LiveView, "cluster" | "detail" | "subscribe">;

/** Waits until the console has seen a write of an action, or gives up. */
export function seenIn(live: Live, { steps }: ActionRecord): (ref: ObjectRef, resourceVersion: string) => Promise<void> {
  return async (ref, resourceVersion) => {
    const step = steps.find(({ write }) => keyOf(write.ref) === keyOf(ref));
    if (!step) return;
    const patch = step.write.verb === "patch" ? (step.write.patch as MergePatch) : null;
    const stored = { object: step.object, verb: step.verb, patch, resourceVersion };
    const deadline = Date.now() + SEEN_MS;
    while (!hasSeen(live.cluster().snapshot, stored) && Date.now() < deadline) await changeOf(live);
  };
}

/** Compares what Calico's rules give now with what was forecast. */
export function verifyIn(live: Live, consequences: readonly Consequence[], patienceMs: number): Promise<Verification> {
  return verify(
    consequences,
    { find: (ip) => live.detail(ip)?.item ?? null, changed: () => changeOf(live), now: Date.now, explain: explainedPlan },
    patienceMs,
  );
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
