import { randomUUID } from "node:crypto";
import { createCluster } from "../../lib/cluster/create-cluster.ts";
import { PROBE_TIMING } from "../../lib/cluster/probe.ts";
import type { FloatingIp } from "../../lib/contract/floating-ips.ts";
import { domainRules } from "../../lib/history/recorder/domain-rules.ts";
import { createRecorder } from "../../lib/history/recorder/recorder.ts";
import type { Recorder } from "../../lib/history/recorder/recorder-port.ts";
import type { HistoryStore } from "../../lib/history/store.ts";
import { createLiveView } from "../../lib/services/live-view.ts";
import type { LiveEvent, LiveView } from "../../lib/services/live-view-port.ts";
import { until } from "./played-cluster.ts";

/** The console without its pages: what watches, judges, stores and shows. */
export type RecordingConsole = {
  readonly live: LiveView;
  readonly recorder: Recorder;
  /** What it told those who look at it, in order. */
  readonly events: readonly LiveEvent[];
  item(ip: string): FloatingIp | undefined;
  stop(): Promise<void>;
};

/** For tests in which the API server never goes: a machine that stands still for seconds is not what they are about. */
const PATIENT_PROBE = { ...PROBE_TIMING, timeoutMs: 30_000 };

export async function startRecordingConsole(
  kubeconfig: string,
  openStore: (cluster: string) => Promise<HistoryStore>,
  kind: HistoryStore["kind"] = "sqlite",
  probe = PATIENT_PROBE,
): Promise<RecordingConsole> {
  const cluster = createCluster({ kubeconfig, context: null, namespaces: null, timing: { probe } });
  const instanceId = randomUUID();
  const recorder = createRecorder({
    rules: domainRules,
    kind,
    instanceId,
    now: Date.now,
    openStore: async () => openStore(await cluster.key),
  });
  const live = createLiveView(cluster, { now: Date.now, instanceId, recorder });
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  cluster.start();
  await until(() => recorder.isSettled && live.status().sources.every(({ state }) => state !== "syncing"), "the console is ready");
  return {
    live,
    recorder,
    events,
    item: (ip) => live.list({}).items.find((item) => item.ip === ip),
    async stop() {
      live.close();
      await recorder.close();
      await cluster.stop();
    },
  };
}
