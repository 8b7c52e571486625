import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { isReady } from "../../demo/player/pods.ts";
import { type PlayedCluster, PODS } from "./played-cluster.ts";

export type FailingOver = {
  readonly ips: readonly string[];
  /** @returns An address that a pod got after all that: who has seen it there has seen everything. */
  stop(): Promise<string>;
};

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
  const halt = async () => {
    isStopped = true;
    await running;
  };
  // Also where the test ends early: it would go on under the next one.
  onTestFinished(halt);

  async function bringUp(index: number, side: number): Promise<void> {
    const pod = name(index, side);
    const isUp = async () => {
      const object = await cluster.client.get(`${PODS}/${pod}`);
      if (object === null) await cluster.addPod({ name: pod, node: "node-a", floatingIps: [ips[index] ?? ""] });
      return object !== null && isReady(object) && object.metadata.deletionTimestamp === undefined;
    };
    await cluster.until(isUp, `${pod} is up`);
  }

  return {
    ips,
    async stop() {
      await halt();
      for (const index of ips.keys()) for (const side of [0, 1]) await bringUp(index, side);
      const ip = `10.99.${100 + run}.${count + 1}`;
      await cluster.addPod({ name: `over-${run}-end`, node: "node-a", floatingIps: [ip] });
      return ip;
    },
  };
}
