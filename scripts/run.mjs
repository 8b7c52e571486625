#!/usr/bin/env node
// Plain JavaScript for any Node >= 18: runs its arguments under Node 24 or newer, the bundled one where the system's is older.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const MINIMUM_MAJOR = 24;
const [major = 0] = process.versions.node.split(".").map(Number);
const bin = major >= MINIMUM_MAJOR ? process.execPath : bundledNode();

function bundledNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
  } catch {
    process.stderr.write(
      `This project needs Node ${MINIMUM_MAJOR} or newer (found ${process.version}), and no bundled Node is installed for ${process.platform}-${process.arch}.\n`,
    );
    process.exit(1);
  }
}

const env = { ...process.env, PATH: path.dirname(bin) + path.delimiter + (process.env.PATH ?? "") };
const child = spawn(bin, process.argv.slice(2), { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 128 + (signal === "SIGINT" ? 2 : 15) : (code ?? 1)));
