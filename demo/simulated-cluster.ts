import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FLOATING_IPS_ANNOTATION } from "../lib/domain/snapshot.ts";
import type { KubeObject } from "./api-server/objects.ts";
import { type ApiServer, startApiServer } from "./api-server/server.ts";
import { layOutCluster, NODES, POD_POOLS } from "./day/cluster.ts";
import { type Day, startDay } from "./day/day.ts";
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
  /** Begins the day, where it has not begun: the first step comes after half the time between two. */
  beginDay(): void;
  stop(): Promise<void>;
};

export type SimulatedClusterOptions = {
  readonly port?: number;
  /** `false`: it stays as it is until `beginDay`; else something moves every 20 seconds. */
  readonly day?: boolean;
  readonly stepMs?: number;
  /** How long a pod takes to become ready, and to end at most. */
  readonly startMs?: number;
  readonly graceMs?: number;
  /** How long a restart of calico-node takes on a node. */
  readonly initMs?: number;
  /** The names of pods hang on it. */
  readonly seed?: number;
  readonly now?: () => Date;
  /** Told what the day does. */
  readonly onStep?: (what: string, error?: unknown) => void;
};

/** The pods of the beginning start fast, so that the page is full when it opens. */
const START_MS = 300;
/** Long enough to look on, and to press stop. */
const INIT_MS = 4_000;
const DAY_STEP_MS = 20_000;
const SEED = 7;

/** Starts the simulated cluster `prod-eu1` on 127.0.0.1, and waits until its pods run. */
export async function startSimulatedCluster(options: SimulatedClusterOptions = {}): Promise<SimulatedCluster> {
  const {
    port,
    day: hasDay = true,
    stepMs = DAY_STEP_MS,
    startMs = START_MS,
    graceMs,
    initMs = INIT_MS,
    seed = SEED,
    now,
    onStep,
  } = options;
  const apiServer = await startApiServer({ ...(port === undefined ? {} : { port }), ...(now ? { now } : {}) });
  const client = createClient({ url: apiServer.url });
  await layOutCluster(client);
  const player = await startPlayer({
    client,
    pools: POD_POOLS,
    startMs,
    initMs,
    ...(graceMs === undefined ? {} : { graceMs }),
    // One thing at a time, so that names and addresses are the same in each run.
    workers: 1,
    random: seeded(seed),
    ...(now ? { now } : {}),
  });
  await until(() => podsIn(player, "kube-system").filter(isReady).length === NODES.length, "calico-node runs on every node");
  for (const workload of CLAIMANTS) {
    await addWorkload(client, workload);
    await until(() => countOf(player, workload) === workload.replicas, `the pods of ${workload.namespace}/${workload.name} have addresses`);
  }
  for (const workload of OTHERS) await addWorkload(client, workload);
  const wanted = [...CLAIMANTS, ...OTHERS].reduce<number>((sum, { replicas }) => sum + replicas, NODES.length);
  await until(() => [...player.pods.objects.values()].filter(isReady).length === wanted, "all pods are ready");
  await spoil(client, player);

  let day: Day | null = null;
  const beginDay = () => {
    day ??= startDay(client, player, { everyMs: stepMs, ...(onStep ? { onStep } : {}) });
  };
  if (hasDay) beginDay();
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-demo-"));
  const kubeconfigPath = path.join(folder, "kubeconfig");
  await writeFile(kubeconfigPath, kubeconfigText(apiServer.url), { mode: 0o600 });
  return {
    url: apiServer.url,
    kubeconfigPath,
    apiServer,
    client,
    player,
    beginDay,
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
  // A floating IP that another pod has as its own: traffic to that pod goes astray.
  const [victim] = podsIn(player, "web").filter(({ metadata }) => metadata.name.startsWith("front-0-"));
  const thief = player.pods.objects.get("web/session-0-0");
  const stolen = victim && statusOf(victim).podIP;
  if (stolen && thief) await claim(thief, JSON.stringify(["10.99.0.120", stolen]));
  // The backend, while its standby is well.
  const [backend] = podsIn(player, "payments")
    .filter(({ metadata }) => metadata.name.startsWith("ledger-"))
    .toSorted((a, b) => ((statusOf(a).podIP ?? "") < (statusOf(b).podIP ?? "") ? -1 : 1));
  if (backend) await player.setReady("payments", backend.metadata.name, false);
}

/** Values that a running pod can get, and no pod could start with. */
const SPOILED = [
  ["edge/metrics-agent-4", "['10.99.0.17']"],
  ["payments/gateway-debug", '["010.99.0.10"]'],
] as const;

function podsIn(player: Player, namespace: string): KubeObject[] {
  return [...player.pods.objects.values()].filter((pod) => pod.metadata.namespace === namespace);
}

/** The pods of a workload that have an address. */
function countOf(player: Player, { kind, namespace, name }: (typeof CLAIMANTS)[number]): number {
  const isOwn = ({ metadata }: KubeObject) => (kind === "Pod" ? metadata.name === name : metadata.labels?.["app"] === name);
  return podsIn(player, namespace).filter((pod) => isOwn(pod) && statusOf(pod).podIP && !specOf(pod).hostNetwork).length;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`the simulated cluster did not settle in a minute: it is waited until ${what}`);
    await sleep(5);
  }
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
