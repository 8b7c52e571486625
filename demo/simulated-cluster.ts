import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FLOATING_IPS_ANNOTATION } from "../lib/domain/snapshot.ts";
import type { KubeObject } from "./api-server/objects.ts";
import { type ApiServer, startApiServer } from "./api-server/server.ts";
import { layOutCluster, NODES, POD_POOLS } from "./day/cluster.ts";
import { startDay } from "./day/day.ts";
import { addWorkload, CLAIMANTS, OTHERS } from "./day/workloads.ts";
import { createClient, type KubeClient } from "./player/client.ts";
import { type Player, startPlayer } from "./player/player.ts";
import { isReady, pathOf, specOf, statusOf } from "./player/pods.ts";

export type SimulatedCluster = {
  readonly url: string;
  readonly kubeconfigPath: string;
  readonly apiServer: ApiServer;
  readonly client: KubeClient;
  readonly player: Player;
  stop(): Promise<void>;
};

/** The pods of the beginning start fast, so that the page is full when it opens. */
const START_MS = 300;
const DAY_STEP_MS = 20_000;
const SEED = 7;

/**
 * Starts the simulated cluster `prod-eu1` on 127.0.0.1 and waits until its pods run.
 *
 * @param options `day: false` leaves it as it is; else something moves every 20 seconds. `onStep` is told what.
 */
export async function startSimulatedCluster(
  options: { readonly port?: number; readonly day?: boolean; readonly onStep?: (what: string, error?: unknown) => void } = {},
): Promise<SimulatedCluster> {
  const apiServer = await startApiServer(options.port === undefined ? {} : { port: options.port });
  const client = createClient({ url: apiServer.url });
  await layOutCluster(client);
  const player = await startPlayer({ client, pools: POD_POOLS, startMs: START_MS, random: seeded(SEED) });
  await until(() => countPods(player, "kube-system") === NODES.length);
  for (const workload of [...CLAIMANTS, ...OTHERS]) await addWorkload(client, workload);
  await until(() =>
    [...player.pods.objects.values()].every(
      (pod) => statusOf(pod).podIP !== undefined && (isReady(pod) || specOf(pod).hostNetwork === true),
    ),
  );
  await spoil(client, player);

  const day =
    options.day === false
      ? null
      : startDay(client, player, { everyMs: DAY_STEP_MS, ...(options.onStep ? { onStep: options.onStep } : {}) });
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-demo-"));
  const kubeconfigPath = path.join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, kubeconfigText(apiServer.url), { mode: 0o600 });
  return {
    url: apiServer.url,
    kubeconfigPath,
    apiServer,
    client,
    player,
    async stop() {
      await day?.stop();
      await player.stop();
      await client.close();
      await apiServer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is wrong from the start, and happens only to pods that run already. */
async function spoil(client: KubeClient, player: Player): Promise<void> {
  const claim = (pod: KubeObject, value: string) =>
    client.merge(pathOf(pod), { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
  for (const [name, value] of SPOILED) {
    const pod = player.pods.objects.get(name);
    if (pod) await claim(pod, value);
  }
  // A floating IP that another pod has as its own: traffic to that pod from node-a goes astray.
  const victim = [...player.pods.objects.values()].find(({ metadata }) => metadata.name.startsWith("front-0-"));
  const thief = player.pods.objects.get("web/session-0-0");
  const stolen = victim && statusOf(victim).podIP;
  if (stolen && thief) await claim(thief, JSON.stringify(["10.99.0.120", stolen]));
}

/** Values that a running pod can get, and no pod could start with. */
const SPOILED = [
  ["edge/metrics-agent-4", "['10.99.0.17']"],
  ["payments/gateway-debug", '["010.99.0.10"]'],
] as const;

function countPods(player: Player, namespace: string): number {
  return [...player.pods.objects.values()].filter((pod) => pod.metadata.namespace === namespace && statusOf(pod).phase === "Running")
    .length;
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error("the simulated cluster did not settle in 30 seconds");
}

function kubeconfigText(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "prod-eu1", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "demo", user: {} }],
    contexts: [{ name: "prod-eu1", context: { cluster: "prod-eu1", user: "demo" } }],
    "current-context": "prod-eu1",
  });
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
