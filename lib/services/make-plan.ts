import "server-only";
import { randomUUID } from "node:crypto";
import type { HeldPlan } from "#lib/actions/action.ts";
import { PLAN_LIFE_MS } from "#lib/actions/plan-book.ts";
import type { TargetReader } from "#lib/cluster/target-reader.ts";
import type { Writer } from "#lib/cluster/writer.ts";
import type { Intent } from "#lib/contract/plan-questions.ts";
import type { Consequence, Told } from "#lib/contract/plans.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { planAttach } from "#lib/domain/plan/attach.ts";
import { planSetCniGate } from "#lib/domain/plan/cni-gate.ts";
import { planDetach } from "#lib/domain/plan/detach.ts";
import { planSetFelixGate } from "#lib/domain/plan/felix-gate.ts";
import { isRestart } from "#lib/domain/plan/gate-outcome.ts";
import { planSetGuard } from "#lib/domain/plan/guard.ts";
import { planMend } from "#lib/domain/plan/mend.ts";
import { planMove } from "#lib/domain/plan/move.ts";
import { standbyTargets } from "#lib/domain/plan/move-standbys.ts";
import type { Consequence as DraftConsequence, Told as DraftTold, Planned, Refusal, Side, Step } from "#lib/domain/plan/plan.ts";
import { planReserve, planUnreserve } from "#lib/domain/plan/reserve.ts";
import { planStopRollout } from "#lib/domain/plan/stop-rollout.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";
import { ConsoleError } from "#lib/errors.ts";
import { explainedPlan, tryStep } from "./plan-parts.ts";
import { readStoredGuard } from "./read-guard.ts";

export type PlanPorts = {
  /** Live: read synchronously. */
  readonly view: () => ClusterView;
  readonly writer: Pick<Writer, "dryRun" | "read">;
  readonly targets: TargetReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Why this console applies no plan; `null` when it does. */
  readonly readOnly: Reason | null;
};

/** How many objects are tried out at once: a workload may have hundreds of pods. */
const AT_ONCE = 8;
/** Calico's rules give the new state as soon as the objects are seen. */
const SETTLE_MS = 15_000;
/** What calico-node takes to restart on one node, one after the other, and how long anybody would wait for it. */
const RESTART_MS = 60_000;
const MAX_SETTLE_MS = 15 * 60_000;

/**
 * Makes a plan: decides from what is known now, tries each step out, and says what the server would store.
 *
 * @throws {ConsoleError} The refusals of the API with 422, each at its field; `forbidden` or `cluster-unreachable` where the target cannot be read.
 */
export async function makePlan(ports: PlanPorts, intent: Intent): Promise<HeldPlan> {
  // One time for all: a restart is marked with it, and when the plan is applied the decision is made for it once more.
  const createdAt = ports.now();
  const atThatTime = { ...ports, now: () => createdAt };
  return heldPlanOf(atThatTime, intent, await decide(atThatTime, intent));
}

/**
 * Decides once more, from what is known now: an address may have been taken since the plan was looked at.
 *
 * @throws {ConsoleError} `conflict` where the plan would be another one, or none.
 */
export async function assertStillSo(ports: PlanPorts, { intent, plan }: HeldPlan): Promise<void> {
  if (intent.action === "undo") return;
  const planned = await decide({ ...ports, now: () => Date.parse(plan.createdAt) }, intent);
  const [refusal] = planned.ok ? [] : planned.refusals;
  const why = refusal?.reason ?? (planned.ok ? planned.plan.blockers[0] : undefined);
  const patches = planned.ok ? planned.plan.steps.map(({ patch }) => patch) : [];
  if (!why && JSON.stringify(patches) === JSON.stringify(plan.steps.map(({ patch }) => patch))) return;
  const shown = explainedPlan(why ?? reason("plan-outdated"));
  throw new ConsoleError("conflict", shown.text, { facts: { ...shown.facts, reason: shown.code } });
}

/** Tries out what was planned, and writes it down for the reader. */
export async function heldPlanOf(ports: PlanPorts, intent: HeldPlan["intent"], planned: Planned): Promise<HeldPlan> {
  if (!planned.ok) throw refusalOf(planned.refusals);
  const { steps, consequences, warnings, blockers } = planned.plan;
  const tried = await someAtATime(steps, (step) => tryStep(ports.writer, step));
  const createdAt = ports.now();
  return {
    intent,
    settleMs: settleMsOf(ports, steps),
    steps: tried.map(({ step }) => step),
    plan: {
      id: randomUUID(),
      action: intent.action,
      createdAt: timeOf(createdAt),
      expiresAt: timeOf(createdAt + PLAN_LIFE_MS),
      readOnly: ports.readOnly && explainedPlan(ports.readOnly),
      steps: tried.map(({ step }) => step.shown),
      consequences: consequences.map(shownConsequence),
      warnings: unique([...warnings, ...tried.flatMap((one) => one.warnings)]).map(shownTold),
      blockers: unique([...blockers, ...tried.flatMap((one) => one.blockers)]).map(shownTold),
    },
  };
}

function settleMsOf({ view }: PlanPorts, steps: readonly Step[]): number {
  const nodes = steps.some(isRestart) ? (view().installation.daemonSet?.desired ?? 0) : 0;
  return Math.min(SETTLE_MS + nodes * RESTART_MS, MAX_SETTLE_MS);
}

async function decide({ view, targets, writer, now }: PlanPorts, intent: Intent): Promise<Planned> {
  switch (intent.action) {
    case "attach": {
      const objects = await targets.read(intent.target);
      return planAttach(view(), intent, objects);
    }
    case "detach": {
      const objects = await targets.read(intent.target);
      return planDetach(view(), intent, objects);
    }
    case "mend": {
      const objects = await targets.read(intent.target);
      return planMend(view(), intent, objects);
    }
    case "move": {
      const [to = null] = (await targets.read({ kind: "Pod", ...intent.to })).pods;
      const ip = canonicalAddress(intent.ip);
      const workloads = intent.standbys && to && ip ? standbyTargets(view(), ip, to) : [];
      const read = await someAtATime(workloads, (workload) => targets.read(workload));
      const siblings = read.flatMap(({ pods }) => pods);
      return planMove(view(), intent, to, siblings);
    }
    case "set-guard": {
      const guard = await readStoredGuard(writer);
      return planSetGuard(view(), intent, guard);
    }
    case "reserve":
      return planReserve(view(), intent);
    case "unreserve":
      return planUnreserve(view(), intent);
    case "set-cni-gate":
      return planSetCniGate(view(), intent, timeOf(now()));
    case "stop-rollout":
      return planStopRollout(view(), { goOn: false });
    case "resume-rollout":
      return planStopRollout(view(), { goOn: true });
    case "set-felix-gate":
      return planSetFelixGate(view(), intent);
  }
}

/** The first refusal names the problem; all of them stand at their fields. */
function refusalOf(refusals: readonly Refusal[]): ConsoleError {
  const errors = refusals.map(({ code: refusal, pointer, reason: why }) => {
    const { text, code, facts } = explainedPlan(why);
    return { pointer: `#${pointer}`, detail: text, code, facts, refusal, ...(why.remedy && { remedy: explainedPlan(why.remedy) }) };
  });
  const [first] = refusals;
  const shown = first ? explainedPlan(first.reason) : null;
  return new ConsoleError(first?.code ?? "input-invalid", shown?.text ?? "", {
    facts: { reason: shown?.code ?? null, ...shown?.facts },
    shown: { errors },
  });
}

function shownTold({ remedy, ...why }: DraftTold): Told {
  return { ...explainedPlan(why), ...(remedy && { remedy: explainedPlan(remedy) }) };
}

function shownConsequence({ ip, before, after, note, rollout }: DraftConsequence): Consequence {
  const sideOf = (side: Side) => ({ ...side, backends: [...side.backends] });
  return {
    ip,
    before: sideOf(before),
    after: after && sideOf(after),
    note: note && explainedPlan(note),
    rollout: rollout
      ? {
          patched: sideOf(rollout.patched),
          replaced: [...rollout.replaced],
          during: explainedPlan(rollout.during),
          after: explainedPlan(rollout.after),
        }
      : null,
  };
}

/** Some at a time, in the order given. */
export async function someAtATime<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) done.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(act))));
  return done;
}

function unique(reasons: readonly DraftTold[]): readonly DraftTold[] {
  return [...new Map(reasons.map((one) => [JSON.stringify(one), one])).values()];
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
