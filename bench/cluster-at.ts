import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../scripts/ports.ts";
import { type Child, firstLine, startChild } from "./processes.ts";

export type BenchCluster = { readonly url: string; readonly kubeconfig: string; stop(): Promise<void> };

/** The benches' own API server, in a process of its own, so that its work is not counted. */
export async function startBenchCluster(pods: number): Promise<BenchCluster> {
  const server = startChild(["bench/api-server.ts", "--pods", String(pods)]);
  const url = await firstLine(server);
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-bench-"));
  const kubeconfig = path.join(folder, "config");
  const cluster = { server: url, "insecure-skip-tls-verify": true };
  const context = { cluster: "bench", user: "bench" };
  const config = {
    clusters: [{ name: "bench", cluster }],
    users: [{ name: "bench", user: {} }],
    contexts: [{ name: "bench", context }],
    "current-context": "bench",
  };
  await writeFile(kubeconfig, JSON.stringify({ apiVersion: "v1", kind: "Config", ...config }));
  return {
    url,
    kubeconfig,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export type BenchConsole = Child & { readonly url: string; readonly startedAt: number };

/** The built console as `npm start` runs it, without the launcher, so that its process is the one that is measured. */
export async function startBenchConsole(kubeconfig: string): Promise<BenchConsole> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = startChild(["scripts/start.ts"], { KUBECONFIG: kubeconfig, PORT: String(port), HOST: "127.0.0.1", LOG_LEVEL: "warn" });
  return { ...child, url: `http://127.0.0.1:${port}`, startedAt };
}

/** @returns Milliseconds from the start of its process to `/readyz` saying yes. */
export async function untilReady(started: BenchConsole, timeoutMs = 120_000): Promise<number> {
  while (performance.now() - started.startedAt < timeoutMs) {
    if (started.process.exitCode !== null) break;
    const isReady = await fetch(`${started.url}/readyz`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isReady) return performance.now() - started.startedAt;
    await sleep(10);
  }
  throw new Error(`the console did not become ready:\n${started.output()}`);
}
