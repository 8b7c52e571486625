import "server-only";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ActionRecord, ActionStore } from "#lib/actions/action.ts";
import { beginAction } from "#lib/actions/begin-action.ts";
import { createPlanBook } from "#lib/actions/plan-book.ts";
import { runAction } from "#lib/actions/run-action.ts";
import { markUndone, settleInterrupted } from "#lib/actions/settle-interrupted.ts";
import { createApiClient } from "#lib/cluster/api-client.ts";
import { createTargetReader } from "#lib/cluster/create-target-reader.ts";
import { createWriter } from "#lib/cluster/create-writer.ts";
import type { Env } from "#lib/config/env.ts";
import type { Guard } from "#lib/contract/guard.ts";
import type { Intent } from "#lib/contract/plan-questions.ts";
import type { Action, ActionList, Plan } from "#lib/contract/plans.ts";
import type { TargetDetail } from "#lib/contract/targets.ts";
import type { Target } from "#lib/domain/plan/plan.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";
import { ConsoleError } from "#lib/errors.ts";
import { log } from "#lib/log/log.ts";
import { exportActions } from "#lib/services/export-actions.ts";
import { type ActionFilter, listActions } from "#lib/services/list-actions.ts";
import type { LiveView } from "#lib/services/live-view-port.ts";
import { assertStillSo, makePlan } from "#lib/services/make-plan.ts";
import { assertUndoStillSo, makeUndo } from "#lib/services/make-undo.ts";
import { explainedPlan } from "#lib/services/plan-parts.ts";
import { presentAction } from "#lib/services/present-action.ts";
import { readGuard } from "#lib/services/read-guard.ts";
import { readTarget } from "#lib/services/read-target.ts";
import { watchAction } from "./watch-action.ts";

/** Makes plans and carries them out, with the credentials of the console. */
export type Planner = {
  /** @throws {ConsoleError} As `makePlan` does. */
  make(intent: Intent): Promise<Plan>;
  /** What a plan would be about, as the API server has it now. @throws {ConsoleError} `not-found`, `forbidden`, `cluster-unreachable`. */
  target(target: Target): Promise<TargetDetail>;
  /** Resolves when the intent is stored; what comes of it is read from the action. @throws {ConsoleError} `read-only`, `conflict`, `not-found`. */
  apply(planId: string, by: string): Promise<{ readonly actionId: string }>;
  /** @throws {ConsoleError} `not-found`, `conflict`, `read-only`. */
  undo(actionId: string): Promise<Plan>;
  action(id: string): Promise<Action>;
  guard(): Promise<Guard>;
  /** @throws {ConsoleError} `history-unavailable`; `input-invalid` for a cursor that is none of ours. */
  actions(question: Parameters<typeof listActions>[1]): Promise<ActionList>;
  exportActions(filter: ActionFilter): ReturnType<typeof exportActions>;
  stop(): Promise<void>;
};

type Settings = Pick<Env, "kubeconfig" | "context" | "write" | "auth">;

const SETTLE_EVERY_MS = 5_000;

export function startPlanner(
  env: Settings,
  live: Pick<LiveView, "cluster" | "detail" | "subscribe">,
  actionStore: () => ActionStore | null,
): Planner {
  const api = createApiClient(env);
  const writer = createWriter(api);
  const readOnly = whyReadOnly(env);
  const ports = { view: live.cluster, writer, targets: createTargetReader(api), now: Date.now, readOnly };
  const book = createPlanBook(Date.now);
  const running = new Set<Promise<unknown>>();
  let isStopped = false;

  const settling = setInterval(() => {
    const store = actionStore();
    if (store)
      settleInterrupted(store, writer, Date.now).then(
        (settled) => {
          for (const record of settled) log.info({ audit: auditOf(record) }, "an interrupted action was settled");
        },
        (error: unknown) => log.warn({ err: error }, "an interrupted action was not settled"),
      );
  }, SETTLE_EVERY_MS).unref();

  function requireStore(): ActionStore {
    const store = actionStore();
    if (!store)
      throw new ConsoleError("history-unavailable", "The store is not open, so nothing can be written down, and nothing is done.");
    return store;
  }

  function requireWrite(): void {
    if (readOnly) throw new ConsoleError("read-only", explainedPlan(readOnly).text, { facts: { reason: readOnly.code } });
  }

  async function requireAction(id: string): Promise<ActionRecord> {
    const record = await requireStore().get(id);
    if (!record) throw new ConsoleError("not-found", "There is no such action.", { facts: { id } });
    return record;
  }

  async function run(begun: ActionRecord, store: ActionStore, settleMs: number): Promise<void> {
    const watch = watchAction(live, begun, writer, () => isStopped);
    const record = await runAction(begun, {
      writer,
      store,
      now: Date.now,
      pause: (milliseconds) => sleep(milliseconds),
      seen: watch.seen,
      verify: ({ consequences }) => watch.verify(consequences, settleMs),
      isStopped: () => isStopped,
    });
    if (record.state === "running") return log.warn({ audit: auditOf(record) }, "an action was left behind; it will be settled");
    log.info({ audit: auditOf(record) }, "an action ended");
    await markUndone(store, record);
  }

  return {
    async make(intent) {
      const held = await makePlan(ports, intent);
      book.keep(held);
      return held.plan;
    },
    target: (target) => readTarget(ports.view, ports.targets, target),
    async apply(planId, by) {
      requireWrite();
      const store = requireStore();
      const held = book.take(planId);
      const begun = await beginAction(held, writer, { id: randomUUID(), by, now: Date.now() });
      if (held.intent.action === "undo") await assertUndoStillSo(ports, await requireAction(held.intent.of));
      else await assertStillSo(ports, held);
      await store.put(begun);
      log.info({ audit: auditOf(begun) }, "an action began");
      const done = run(begun, store, held.settleMs)
        .catch((error: unknown) => log.error({ err: error, id: begun.id }, "an action was left behind; it will be settled"))
        .finally(() => running.delete(done));
      running.add(done);
      return { actionId: begun.id };
    },
    async undo(actionId) {
      requireWrite();
      const record = await requireAction(actionId);
      const { undo } = presentAction(record);
      if (undo) throw new ConsoleError("conflict", undo.text, { facts: { reason: undo.code } });
      const held = await makeUndo(ports, record);
      book.keep(held);
      return held.plan;
    },
    guard: () => readGuard(writer, live.cluster().snapshot.identity.kubernetesVersion),
    action: async (id) => presentAction(await requireAction(id)),
    actions: async (question) => listActions(requireStore(), question),
    exportActions: async (filter) => exportActions(requireStore(), filter, Date.now()),
    async stop() {
      isStopped = true;
      clearInterval(settling);
      await Promise.all(running);
      await api.close();
    },
  };
}

/** What the log keeps of an action: who, what, and what came of each step. The store has the rest. */
function auditOf({ id, action, by, intent, state, steps, verification, undoes }: ActionRecord) {
  return {
    ...{ id, action, by, intent, state, undoes, verification: verification.state },
    steps: steps.map(({ object: { kind, namespace, name }, verb, state: now, error }) => ({
      kind,
      namespace,
      name,
      verb,
      state: now,
      error,
    })),
  };
}

function whyReadOnly({ write, auth }: Settings): Reason | null {
  if (auth === "none") return reason("write-nobody-signs-in");
  return write ? null : reason("write-switched-off");
}
