import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";
import { freePort } from "../scripts/ports.ts";

/** Nothing listens there, so the console has something to tell at once. */
const KUBECONFIG = "/nonexistent/kubeconfig";

test("a console whose output nobody reads any more still answers, and ends on SIGTERM", async () => {
  const port = await freePort();
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    env: { ...process.env, KUBECONFIG, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<string>((resolve) => child.once("exit", () => resolve("ended")));
  try {
    child.stdout.destroy();
    child.stderr.destroy();
    const health = () =>
      fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(health, { timeout: 30_000 }).toBe(200);
    child.kill("SIGTERM");
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000, "still there"))])).toBe("ended");
  } finally {
    child.kill("SIGKILL");
  }
});
