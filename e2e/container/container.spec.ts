import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { freePort } from "../../scripts/ports.ts";
import { readDockerfile } from "./dockerfile.ts";

const isRoot = process.getuid?.() === 0;

test("the image's files start as its user and command say, answer its health check and stop on SIGTERM", async () => {
  const image = readDockerfile(await readFile("Dockerfile", "utf8"));
  const root = await mkdtemp(path.join(tmpdir(), "buoy-image-"));
  const app = path.join(root, "app");
  const data = path.join(root, "data");
  const port = await freePort();
  let started: ChildProcess | undefined;
  try {
    await Promise.all([mkdir(app), mkdir(data)]);
    for (const { from, to } of image.copies) await cp(from, path.join(app, to), { recursive: true, verbatimSymlinks: true });
    await chmod(root, 0o755);
    if (isRoot) await chown(data, image.uid, image.gid);

    const identity = isRoot ? { uid: image.uid, gid: image.gid } : {};
    const env: NodeJS.ProcessEnv = {
      NODE_ENV: "production",
      ...image.env,
      PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
      PORT: String(port),
      BUOY_DATA_DIR: data,
      HOME: data,
    };
    const [program = "", ...args] = image.command;
    const server: ChildProcess = spawn(program, args, { cwd: app, env, ...identity, stdio: "inherit" });
    started = server;
    const ended = new Promise<number | null>((resolve) => server.once("exit", resolve));

    const [check = "", ...checkArgs] = image.healthCheck;
    const healthy = () =>
      promisify(execFile)(check, checkArgs, { cwd: app, env, ...identity }).then(
        () => true,
        () => false,
      );
    await expect.poll(healthy, { timeout: 30_000 }).toBe(true);

    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Buoy");

    server.kill("SIGTERM");
    expect(await Promise.race([ended, sleep(10_000, "still running")])).toBe(0);
  } finally {
    started?.kill("SIGKILL");
    await rm(root, { recursive: true, force: true });
  }
});
