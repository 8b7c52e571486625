/** The server without its pages: cluster and live view. Tells when it has the first full answer, and what held it up. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createCluster } from "#lib/cluster/create-cluster.ts";
import { isSettled } from "#lib/cluster/settled.ts";
import { createLiveView } from "#lib/services/live-view.ts";

const RESOLUTION_MS = 5;
const NANOSECONDS = 1e6;

const startedFrom = performance.now();
const cluster = createCluster({ kubeconfig: process.env["KUBECONFIG"] ?? null, context: null, namespaces: null });
const live = createLiveView(cluster, { now: Date.now, instanceId: "bench" });
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
const unsubscribe = cluster.subscribe(() => {
  if (!isSettled(cluster.snapshot)) return;
  unsubscribe();
  // After all that this batch causes.
  setImmediate(() => {
    const floatingIps = live.list({}).items.length;
    const { pods, podAddresses } = cluster.snapshot;
    const now = performance.now();
    setTimeout(() => {
      const longestBlockMs = delay.max / NANOSECONDS - RESOLUTION_MS;
      process.send?.({ pods: pods.size + podAddresses.size, floatingIps, readyMs: now, workMs: now - startedFrom, longestBlockMs });
    }, 2 * RESOLUTION_MS);
  });
});
cluster.start();
process.once("disconnect", () => process.exit());
