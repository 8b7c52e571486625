import { randomUUID } from "node:crypto";
import { createCluster } from "../../lib/cluster/create-cluster.ts";
import { isSettled } from "../../lib/cluster/settled.ts";
import type { Intent } from "../../lib/contract/plan-questions.ts";
import type { Action, Plan } from "../../lib/contract/plans.ts";
import { startHistory } from "../../lib/runtime/history.ts";
import { type Planner, startPlanner } from "../../lib/runtime/planner.ts";
import { createLiveView } from "../../lib/services/live-view.ts";
import type { LiveView } from "../../lib/services/live-view-port.ts";
import { until } from "../history/played-cluster.ts";

/** The console without its pages, wired as `lib/runtime/start.ts` does it: what watches, records, plans and writes. */
export type WritingConsole = {
  readonly live: LiveView;
  readonly planner: Planner;
  /** Makes a plan, which must have no blocker, and starts it. */
  begin(intent: Intent): Promise<{ readonly plan: Plan; readonly actionId: string }>;
  apply(plan: Plan): Promise<{ readonly actionId: string }>;
  /** Waits until an action is over. */
  ended(actionId: string): Promise<Action>;
  stop(): Promise<void>;
};

export type WritingSettings = {
  readonly kubeconfig: string;
  readonly dataDir: string;
  readonly write?: boolean;
  readonly auth?: "local" | "none";
};

export async function startWritingConsole({ kubeconfig, dataDir, write = true, auth = "local" }: WritingSettings): Promise<WritingConsole> {
  const cluster = createCluster({ kubeconfig, context: null, namespaces: null });
  const instanceId = randomUUID();
  const history = startHistory({ databaseUrl: null, dataDir, retentionDays: 400, evidenceDays: 90 }, instanceId, cluster);
  const live = createLiveView(cluster, { now: Date.now, instanceId, recorder: history.recorder });
  const planner = startPlanner({ kubeconfig, context: null, write, auth }, live, history.actions);
  cluster.start();
  await until(() => isSettled(cluster.snapshot) && history.actions() !== null, "the console is ready");

  async function apply(plan: Plan) {
    if (plan.blockers.length > 0) throw new Error(`blocked: ${JSON.stringify(plan.blockers)}`);
    return planner.apply(plan.id, "somebody");
  }
  return {
    live,
    planner,
    apply,
    async begin(intent) {
      const plan = await planner.make(intent);
      return { plan, ...(await apply(plan)) };
    },
    async ended(actionId) {
      await until(async () => (await planner.action(actionId)).state !== "running", `action ${actionId} is over`);
      return planner.action(actionId);
    },
    async stop() {
      live.close();
      await planner.stop();
      await history.stop();
      await cluster.stop();
    },
  };
}
