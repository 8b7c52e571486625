import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../scripts/ports.ts";

export type Console = {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
};

/**
 * Starts the built console on 127.0.0.1 as `npm start` does, and waits until it answers.
 *
 * @param env Beside `KUBECONFIG`: settings such as `BUOY_NAMESPACES`.
 * @throws {Error} When it ends before it answers; what it printed is the message.
 */
export async function startConsole(env: Readonly<Record<string, string>>): Promise<Console> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const chunks: string[] = [];
  const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/start.ts"], {
    env: { ...process.env, ...env, PORT: String(port), HOST: "127.0.0.1" },
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
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`the console did not start:\n${output()}`);
    }
    await sleep(100);
  }
  return {
    url,
    output,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(10_000)]);
      child.kill("SIGKILL");
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
