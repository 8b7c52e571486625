import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { EnvError, readEnv } from "../lib/config/env.ts";

const root = path.join(import.meta.dirname, "..");

try {
  const { host, port } = readEnv(process.env);
  if (!existsSync(path.join(root, ".next/BUILD_ID"))) fail("There is no build yet. Run `npm run build` first.");
  await claim(host, port);
  serve(host, port);
} catch (error) {
  if (error instanceof EnvError) fail(error.message);
  throw error;
}

/** Next says it too, with a stack. */
function claim(host: string, port: number): Promise<void> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => fail(reasonOf(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function reasonOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "EADDRINUSE") return `Port ${port} of ${host} is in use. Set PORT to another one.`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return `HOST=${host} is no address of this machine.`;
  if (error.code === "EACCES") return `Port ${port} needs more rights than this user has. Set PORT to one above 1023.`;
  return `It cannot listen on ${host}:${port}: ${error.message}`;
}

/** In this process, so that a signal reaches the server itself. */
function serve(host: string, port: number): void {
  Object.assign(process.env, {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_MANUAL_SIG_HANDLE: "1",
    BUOY_CONSOLE: "text",
  });
  // Where nobody reads the output any more, Next would tell that error there too, and so on without end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.argv.splice(2, Number.POSITIVE_INFINITY, "start", root, "-H", host, "-p", String(port));
  void import("../node_modules/next/dist/bin/next" as string);
}

function fail(message: string): never {
  process.stderr.write(`buoy: ${message}\n`);
  process.exit(1);
}
