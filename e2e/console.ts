import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../scripts/ports.ts";

export type Console = {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
  /** Ends it as the loss of power would, without a word to it. */
  kill(): Promise<void>;
};

/**
 * Starts the built console on 127.0.0.1 as `npm start` does, and waits until it answers.
 *
 * @param env Beside `KUBECONFIG`: settings such as `BUOY_NAMESPACES`. Its history is its own, and gone with it, unless
 *   `BUOY_DATA_DIR` says where it is.
 * @throws {Error} When it ends before it answers; what it printed is the message.
 */
export async function startConsole(env: Readonly<Record<string, string>>): Promise<Console> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const chunks: string[] = [];
  const ownData = env["BUOY_DATA_DIR"] ? null : await mkdtemp(path.join(tmpdir(), "buoy-e2e-"));
  // Not through run.mjs: who kills the console means the server itself. Tests run under a Node that can start it.
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    env: { ...process.env, ...(ownData && { BUOY_DATA_DIR: ownData }), ...env, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => chunks.push(text));
  const output = () => chunks.join("");
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));

  const deadline = Date.now() + 30_000;
  const answers = () =>
    fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      await ended;
      if (ownData) await rm(ownData, { recursive: true, force: true });
      throw new Error(`the console did not start:\n${output()}`);
    }
    await sleep(100);
  }
  const forget = () => (ownData ? rm(ownData, { recursive: true, force: true }) : Promise.resolve());
  return {
    url,
    output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await Promise.race([ended, sleep(10_000)]);
        child.kill("SIGKILL");
        await ended;
      }
      await forget();
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
      await forget();
    },
  };
}

/** Waits until `/readyz` says yes: every source is synced, forbidden or absent. */
export async function untilReady(url: string, timeoutMs = 30_000): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < timeoutMs) {
    const response = await fetch(`${url}/readyz`);
    if (response.ok) return performance.now() - started;
    await sleep(20);
  }
  throw new Error(`not ready after ${timeoutMs} ms: ${await (await fetch(`${url}/readyz`)).text()}`);
}
