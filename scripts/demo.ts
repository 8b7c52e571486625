import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type SimulatedCluster, startSimulatedCluster } from "../demo/simulated-cluster.ts";
import { freePort, isFree } from "./ports.ts";

/** Starts a simulated cluster, and the console on it. With `--api-only` only the cluster, and prints its kubeconfig. */

const root = path.join(import.meta.dirname, "..");
const FIRST_PORT = 3000;
const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 4_000;

let child: ChildProcess | undefined;
let cluster: SimulatedCluster | undefined;
let dataDir: string | undefined;
let ending = false;

// More than once: a terminal tells the whole group, and the program that started this one passes it on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));

try {
  const apiOnly = process.argv.includes("--api-only");
  if (!apiOnly && !existsSync(path.join(root, ".next/BUILD_ID"))) await build();
  cluster = await startSimulatedCluster({ day: apiOnly, onStep: tellStep });
  if (apiOnly) console.log(cluster.kubeconfigPath);
  else {
    const url = await serve(cluster);
    console.log(`The console is at ${url} (a simulated cluster; something moves every 20 seconds)`);
    // Not before, or its first step would come before anybody can see it.
    cluster.beginDay();
  }
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  await end(1);
}

/** What is printed is the URL and nothing else; the rest goes here. */
function tell(what: string): void {
  process.stderr.write(`demo: ${what}\n`);
}

function tellStep(what: string, error?: unknown): void {
  tell(error === undefined ? what : `${what} (${String(error)})`);
}

async function build(): Promise<void> {
  tell("there is no build yet: building, about half a minute");
  const next = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build", root], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  child = next;
  const code = await new Promise<number>((resolve) => next.once("exit", (exit) => resolve(exit ?? 1)));
  child = undefined;
  if (code !== 0 && !ending) throw new Error("the build failed");
}

/** @returns The address of the console, once it is ready. */
async function serve({ kubeconfigPath }: SimulatedCluster): Promise<string> {
  const wanted = process.env["PORT"];
  const port = wanted ? Number(wanted) : (await isFree(FIRST_PORT)) ? FIRST_PORT : await freePort();
  // The simulated cluster is another one each time: nothing of its history is worth keeping.
  dataDir = await mkdtemp(path.join(tmpdir(), "buoy-demo-"));
  const settings = { PORT: String(port), HOST: "127.0.0.1", KUBECONFIG: kubeconfigPath, BUOY_DATA_DIR: dataDir, BUOY_DEMO: "true" };
  child = spawn(process.execPath, [path.join(root, "scripts/start.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    // Nothing here is real, so everything may be tried.
    env: { BUOY_WRITE: "true", ...process.env, ...settings },
  });
  child.once("exit", (code) => void end(code ?? 1));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return url;
    await sleep(100);
  }
  throw new Error(`${url} did not become ready in a minute`);
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  const running = child;
  if (running && running.exitCode === null && running.signalCode === null) {
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    await Promise.race([gone, sleep(ENDS_WITHIN_MS)]);
    running.kill("SIGKILL");
  }
  await cluster?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
  process.exit(code);
}
