import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..");
const MEGABYTE_OF_KB = 1024;
const TICKS_A_SECOND = 100;

export type Child = { readonly process: ChildProcess; readonly pid: number; output(): string; stop(): Promise<void> };

/** A script of this project in a process of its own, which ends with this one. */
export function startChild(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => chunks.push(text));
  return {
    process: child,
    pid: child.pid ?? 0,
    output: () => chunks.join(""),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The first whole line that it prints. @throws {Error} With its output, when it ends before. */
export async function firstLine(child: Child): Promise<string> {
  for (;;) {
    const [line, rest] = child.output().split("\n");
    if (line && rest !== undefined) return line;
    await Promise.race([once(child.process.stdout ?? child.process, "data"), once(child.process, "exit")]);
    if (child.process.exitCode !== null) throw new Error(`it ended early:\n${child.output()}`);
  }
}

/** The most memory that a process has had so far, and what it has now, in MB. Linux only. */
export async function memoryOf(pid: number): Promise<{ readonly peakMb: number; readonly nowMb: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / MEGABYTE_OF_KB;
  return { peakMb: field("VmHWM"), nowMb: field("VmRSS") };
}

/** Processor time that a process has used so far, all its threads, in seconds. Linux only. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name stands in parentheses and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
