import "server-only";
import { randomUUID } from "node:crypto";
import { createCluster } from "#lib/cluster/create-cluster.ts";
import { isSettled } from "#lib/cluster/settled.ts";
import { type Env, EnvError, readEnv } from "#lib/config/env.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import { createLiveView } from "#lib/services/live-view.ts";
import { presentRecorder } from "#lib/services/remember.ts";
import { createStreamHub } from "#lib/stream/hub.ts";
import { followRecorder } from "./follow-recorder.ts";
import { followSources } from "./follow-sources.ts";
import { startHistory } from "./history.ts";
import { isExposed } from "./listening.ts";
import { startPlanner } from "./planner.ts";
import { watchReadiness } from "./readiness.ts";
import { setRuntime } from "./runtime.ts";
import { onShutdown } from "./shutdown.ts";
import { statusOf } from "./status.ts";
import { tell } from "./tell.ts";

const ALL_INTERFACES = ["0.0.0.0", "::"];

/** Wires the server once, before the first request. What the cluster does not answer yet stands in its sources. */
export async function startRuntime(): Promise<void> {
  const env = environment();
  await refuseExposure(env);
  const cluster = createCluster({ kubeconfig: env.kubeconfig, context: env.context, namespaces: env.namespaces });
  const instanceId = randomUUID();
  const history = startHistory(env, instanceId, cluster);
  const { recorder, store } = history;
  const live = createLiveView(cluster, { now: Date.now, instanceId, recorder });
  const hub = createStreamHub(live);
  const readiness = watchReadiness(cluster, isSettled, recorder);
  const unfollow = followSources(cluster);
  const unfollowRecorder = followRecorder(recorder);
  const planner = startPlanner(env, live, history.actions);

  setRuntime({
    live,
    hub,
    readiness,
    metrics: metrics.registry,
    planner,
    status: () => statusOf(env, live.status(), new Date()),
    history: { store, recorder: () => presentRecorder(recorder.state()), retentionDays: env.retentionDays },
  });
  onShutdown(async () => {
    // The streams first: a page then says at once that it lost the line.
    hub.close();
    unfollow();
    unfollowRecorder();
    live.close();
    // What it is doing is still written down.
    await planner.stop();
    await history.stop();
    await cluster.stop();
  });
  cluster.start();
  welcome(env);
}

function environment(): Env {
  try {
    return readEnv(process.env);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    fail(error.message);
  }
}

/** Next holds requests back until this is through. */
async function refuseExposure({ auth, host, port }: Env): Promise<void> {
  if (auth === "none" || !(await isExposed(port))) return;
  fail(
    `It listens on all interfaces, and HOST=${host} allows loopback only. Use npm start, or give Next the host: -H ${host}, or HOSTNAME=${host}.`,
  );
}

function fail(message: string): never {
  tell("error", message);
  process.exit(1);
}

function welcome({ host, port, publicUrl, auth, demo }: Env): void {
  const url = publicUrl ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (auth === "none") tell("warn", `Nobody signs in (BUOY_AUTH=none): whoever reaches ${host}:${port} sees the cluster. It is read only.`);
  if (publicUrl === null && ALL_INTERFACES.includes(host)) {
    tell("warn", "From other machines it answers only under BUOY_PUBLIC_URL: set it to the origin people open.");
  }
  // The demo says it itself, when its cluster is there to be seen.
  if (!demo) tell("info", `The console is at ${url}`, { url });
}
