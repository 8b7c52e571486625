import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulatedCluster } from "../demo/simulated-cluster.ts";
import { freePort, isFree } from "./ports.ts";

const root = path.join(import.meta.dirname, "..");
const FIRST_PORT = 3000;

const apiOnly = process.argv.includes("--api-only");
if (!apiOnly && !existsSync(path.join(root, ".next/BUILD_ID"))) await build();

const cluster = await startSimulatedCluster({
  onStep: (what, error) => process.stderr.write(`simulated: ${what}${error ? ` (${String(error)})` : ""}\n`),
});
let child: ChildProcess | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void end(0));

if (apiOnly) console.log(cluster.kubeconfigPath);
else {
  const port = await choosePort();
  child = spawn(process.execPath, [path.join(root, "scripts/start.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PORT: String(port), HOST: "127.0.0.1", KUBECONFIG: cluster.kubeconfigPath, BUOY_DEMO: "true" },
  });
  child.once("exit", (code) => void end(code ?? 1));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);
  console.log(`The console is at ${url} (a simulated cluster; something moves every 20 seconds)`);
}

async function build(): Promise<void> {
  console.log("There is no build yet: building, about half a minute.");
  const code = await new Promise<number>((resolve) => {
    const next = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build", root], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    });
    next.once("exit", (exit) => resolve(exit ?? 1));
  });
  if (code !== 0) process.exit(code);
}

async function choosePort(): Promise<number> {
  const wanted = process.env["PORT"];
  if (wanted) return Number(wanted);
  return (await isFree(FIRST_PORT)) ? FIRST_PORT : freePort();
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error(`${url} did not become ready in a minute`);
}

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  if (child && child.exitCode === null) {
    child.kill("SIGTERM");
    await Promise.race([new Promise((resolve) => child?.once("exit", resolve)), sleep(4_000)]);
    child.kill("SIGKILL");
  }
  await cluster.stop();
  process.exit(code);
}
