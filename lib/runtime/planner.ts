import "server-only";
import { createPlanBook } from "#lib/actions/plan-book.ts";
import { createApiClient } from "#lib/cluster/api-client.ts";
import { createTargetReader } from "#lib/cluster/create-target-reader.ts";
import { createWriter } from "#lib/cluster/create-writer.ts";
import type { Env } from "#lib/config/env.ts";
import type { Intent } from "#lib/contract/plan-questions.ts";
import type { Plan } from "#lib/contract/plans.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";
import type { LiveView } from "#lib/services/live-view-port.ts";
import { makePlan } from "#lib/services/make-plan.ts";

/** Makes plans with the credentials of the console. */
export type Planner = {
  /** @throws {ConsoleError} As `makePlan` does. */
  make(intent: Intent): Promise<Plan>;
  stop(): Promise<void>;
};

type Settings = Pick<Env, "kubeconfig" | "context" | "write" | "auth">;

export function startPlanner(env: Settings, live: Pick<LiveView, "cluster">): Planner {
  const api = createApiClient(env);
  const ports = {
    view: live.cluster,
    writer: createWriter(api),
    targets: createTargetReader(api),
    now: Date.now,
    readOnly: whyReadOnly(env),
  };
  const book = createPlanBook(Date.now);
  return {
    async make(intent) {
      const held = await makePlan(ports, intent);
      book.keep(held);
      return held.plan;
    },
    stop: () => api.close(),
  };
}

function whyReadOnly({ write, auth }: Settings): Reason | null {
  if (auth === "none") return reason("write-nobody-signs-in");
  return write ? null : reason("write-switched-off");
}
