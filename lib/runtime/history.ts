import "server-only";
import type { Env } from "#lib/config/env.ts";
import { openStore } from "#lib/history/open-store.ts";
import { domainRules } from "#lib/history/recorder/domain-rules.ts";
import { createRecorder } from "#lib/history/recorder/recorder.ts";
import type { Recorder } from "#lib/history/recorder/recorder-port.ts";
import { startRetention } from "#lib/history/recorder/retention.ts";
import { createStoreFront } from "#lib/history/recorder/store-front.ts";
import type { HistoryStore } from "#lib/history/store.ts";

type Settings = Pick<Env, "databaseUrl" | "dataDir" | "retentionDays" | "evidenceDays">;

export type RunningHistory = {
  readonly recorder: Recorder;
  readonly store: HistoryStore;
  stop(): Promise<void>;
};

/**
 * History of one cluster, from the moment it is known which one it is.
 *
 * @param clusterKey See `KeyedCluster`; two kubeconfig contexts of one cluster have the same.
 */
export function startHistory(env: Settings, instanceId: string, clusterKey: Promise<string>): RunningHistory {
  const { databaseUrl, dataDir } = env;
  const recorder = createRecorder({
    rules: domainRules,
    kind: databaseUrl === null ? "sqlite" : "postgres",
    instanceId,
    now: Date.now,
    openStore: async () => openStore({ databaseUrl, dataDir, cluster: await clusterKey }),
  });
  const stopForgetting = startRetention({
    policy: { transitionDays: env.retentionDays, evidenceDays: env.evidenceDays },
    now: Date.now,
    store: () => (recorder.state().state === "recording" ? recorder.store() : null),
  });
  return {
    recorder,
    store: createStoreFront(recorder),
    async stop() {
      await stopForgetting();
      await recorder.close();
    },
  };
}
