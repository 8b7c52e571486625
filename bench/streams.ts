/**
 * What 500 open pages cost while ten things change each second, next to the same changes with one page open.
 *
 * Usage: streams.ts [--minutes 1] [--streams 500] [--changes 10]
 */
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type BenchConsole, startBenchCluster, startBenchConsole, untilReady } from "./cluster-at.ts";
import { median, numberOption, table } from "./figures.ts";
import { FLOATING_IPS } from "./pods.ts";
import { cpuSecondsOf, memoryOf } from "./processes.ts";

const PODS = 2_000;
const WINDOWS = 6;
const WARM_UP_MS = 10_000;

const minutes = numberOption("minutes", 1);
const streams = numberOption("streams", 500);
const changesASecond = numberOption("changes", 10);

type Window = { readonly corePercent: number; readonly rssMb: number; readonly events: number };

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
let received = 0;
let ended = 0;

/** @returns A function that closes it. */
function openStream(url: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/v1/stream`, { agent, headers: { accept: "text/event-stream" } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`a stream was answered ${response.statusCode}`));
      response.on("data", (chunk: Buffer) => {
        if (chunk.includes("event: change")) received += 1;
      });
      response.once("close", () => {
        ended += 1;
      });
      response.once("error", () => {});
      resolve(() => request.destroy());
    });
    request.once("error", reject);
  });
}

function startChanges(apiUrl: string): () => void {
  let pod = 0;
  const timer = setInterval(() => {
    pod = (pod + 1) % (2 * FLOATING_IPS);
    void fetch(`${apiUrl}/bench/flip?pod=${pod}`, { method: "POST" }).then((response) => response.arrayBuffer());
  }, 1_000 / changesASecond);
  return () => clearInterval(timer);
}

async function watchFor(pid: number, ms: number): Promise<Window> {
  const [cpu, from, events] = [await cpuSecondsOf(pid), performance.now(), received];
  await sleep(ms);
  const seconds = (performance.now() - from) / 1_000;
  const { nowMb } = await memoryOf(pid);
  return { corePercent: (100 * ((await cpuSecondsOf(pid)) - cpu)) / seconds, rssMb: nowMb, events: (received - events) / seconds };
}

async function measure(server: BenchConsole, count: number, windowMs: number): Promise<Window[]> {
  const closers = await Promise.all(Array.from({ length: count }, () => openStream(server.url)));
  ended = 0;
  await sleep(WARM_UP_MS);
  const windows: Window[] = [];
  for (let window = 0; window < WINDOWS; window += 1) windows.push(await watchFor(server.pid, windowMs));
  if (ended > 0) throw new Error(`${ended} of ${count} streams ended`);
  for (const close of closers) close();
  await sleep(1_000);
  return windows;
}

const cluster = await startBenchCluster(PODS);
const server = await startBenchConsole(cluster.kubeconfig);
try {
  await untilReady(server);
  const stopChanges = startChanges(cluster.url);
  const windowMs = (60_000 * minutes) / WINDOWS;
  const one = await measure(server, 1, Math.min(windowMs, 5_000));
  const many = await measure(server, streams, windowMs);
  stopChanges();

  const { peakMb } = await memoryOf(server.pid);
  const row = (name: string, windows: readonly Window[], pick: (window: Window) => number) => [
    name,
    ...windows.map(pick),
    median(windows.map(pick)),
  ];
  const cpu = (window: Window) => window.corePercent;
  console.log(
    `${streams} streams, ${changesASecond} changes a second, ${minutes} min in ${WINDOWS} windows; peak memory ${Math.round(peakMb)} MB`,
  );
  console.log(
    table([
      ["", ...Array.from({ length: WINDOWS }, (_, index) => `window ${index + 1}`), "median"],
      row("1 stream: % of a core", one, cpu),
      row(`${streams} streams: % of a core (budget 25)`, many, cpu),
      row(`${streams} streams: changes delivered a second`, many, ({ events }) => events),
      row(`${streams} streams: memory now, MB`, many, ({ rssMb }) => rssMb),
    ]),
  );
  console.log(`ratio of processor time: ${(median(many.map(cpu)) / median(one.map(cpu))).toFixed(1)} for ${streams} times the readers`);
} finally {
  await server.stop();
  await cluster.stop();
}
process.exit();
