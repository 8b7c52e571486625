import { setTimeout as sleep } from "node:timers/promises";
import { type PlayedCluster, PODS } from "./played-cluster.ts";

export type FailingOver = { readonly ips: readonly string[]; stop(): Promise<void> };

let runs = 0;

/**
 * Deletes the backends of some addresses again and again, one by one, and starts them anew: each has two claimants on
 * one node, so that the other one takes over at once.
 */
export async function keepFailingOver(cluster: PlayedCluster, count: number, everyMs: number): Promise<FailingOver> {
  runs += 1;
  const run = runs;
  const ips = Array.from({ length: count }, (_, index) => `10.99.${100 + run}.${index + 1}`);
  const name = (index: number, side: number) => `over-${run}-${index}-${side}`;
  for (const [index, ip] of ips.entries()) {
    for (const side of [0, 1]) await cluster.addPod({ name: name(index, side), node: "node-a", floatingIps: [ip] });
  }
  let isStopped = false;
  const running = (async () => {
    for (let step = 0; !isStopped; step++) {
      const index = step % count;
      const [ip = ""] = ips.slice(index);
      const pod = name(index, Math.floor(step / count) % 2);
      try {
        await cluster.client.remove(`${PODS}/${pod}`);
        await cluster.until(() => !cluster.player.pods.objects.has(`default/${pod}`), `${pod} is gone`);
        await cluster.addPod({ name: pod, node: "node-a", floatingIps: [ip] });
      } catch (error) {
        // The API server is out, as the test wants it.
        if (isStopped) return;
        await sleep(200);
        await cluster.addPod({ name: pod, node: "node-a", floatingIps: [ip] }).catch(() => undefined);
        if (!(error instanceof Error)) throw error;
      }
      await sleep(everyMs);
    }
  })();
  return {
    ips,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
