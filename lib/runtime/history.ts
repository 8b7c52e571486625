import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { ActionStore } from "#lib/actions/action.ts";
import type { KeyedCluster } from "#lib/cluster/create-cluster.ts";
import type { Env } from "#lib/config/env.ts";
import { openStore } from "#lib/history/open-store.ts";
import { domainRules } from "#lib/history/recorder/domain-rules.ts";
import { createRecorder } from "#lib/history/recorder/recorder.ts";
import type { Recorder } from "#lib/history/recorder/recorder-port.ts";
import { startRetention } from "#lib/history/recorder/retention.ts";
import { createStoreFront } from "#lib/history/recorder/store-front.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { log } from "#lib/log/log.ts";
import { clusterKeysIn } from "./cluster-keys.ts";

/** How long the API server may take to say which cluster it is, before the last one that was found there is read. */
const IDENTIFY_MS = 3_000;

type Settings = Pick<Env, "databaseUrl" | "dataDir" | "retentionDays" | "evidenceDays">;

export type RunningHistory = {
  readonly recorder: Recorder;
  readonly store: HistoryStore;
  /** Where actions are kept; `null` while the store is not open. */
  actions(): ActionStore | null;
  stop(): Promise<void>;
};

/**
 * History of one cluster, recorded from the moment it is known which one it is. While its API server is out, the history
 * of the cluster that was last found there can be read.
 */
export function startHistory(
  env: Settings,
  instanceId: string,
  cluster: Pick<KeyedCluster, "key" | "server">,
  identifyMs = IDENTIFY_MS,
): RunningHistory {
  const { databaseUrl, dataDir } = env;
  const keys = clusterKeysIn(dataDir);
  const stopping = new AbortController();
  let readable: HistoryStore | null = null;
  let actions: ActionStore | null = null;

  const recorder = createRecorder({
    rules: domainRules,
    kind: databaseUrl === null ? "sqlite" : "postgres",
    instanceId,
    now: Date.now,
    steady: () => performance.now(),
    async openStore() {
      const key = await cluster.key;
      const server = cluster.server();
      if (server) void keys.remember(server, key);
      const opened = await openStore({ databaseUrl, dataDir, cluster: key });
      actions = opened.actions;
      return opened;
    },
  });

  async function readMeanwhile(): Promise<void> {
    await pause(identifyMs, undefined, { signal: stopping.signal, ref: false });
    const server = cluster.server();
    const key = server && !recorder.store() ? await keys.read(server) : null;
    if (!key) return;
    const opened = await openStore({ databaseUrl, dataDir, cluster: key });
    readable = opened;
    await Promise.race([cluster.key, aborted(stopping.signal)]);
    while (!stopping.signal.aborted && !recorder.store())
      await pause(1_000, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    readable = null;
    await opened.close();
  }

  const reading = readMeanwhile().catch((error: unknown) => {
    if (!stopping.signal.aborted) log.debug({ err: error }, "the history cannot be read while the API server is out");
  });
  const stopForgetting = startRetention({
    policy: { transitionDays: env.retentionDays, evidenceDays: env.evidenceDays },
    now: Date.now,
    store: () => (recorder.state().state === "recording" ? recorder.store() : null),
  });
  return {
    recorder,
    store: createStoreFront(recorder, () => readable),
    actions: () => (recorder.store() ? actions : null),
    async stop() {
      stopping.abort();
      await Promise.all([reading, stopForgetting()]);
      await recorder.close();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
