/**
 * From the start of the server's process to the first full answer, next to a plain list of the same pods.
 *
 * Usage: first-answer.ts [--pods 10000] [--runs 3] [--no-console] [--url <API server> --kubeconfig <file>]
 */
import { existsSync } from "node:fs";
import { startBenchCluster, startBenchConsole, untilReady } from "./cluster-at.ts";
import { hasFlag, median, numberOption, table, textOption } from "./figures.ts";
import { cpuSecondsOf, memoryOf, startChild } from "./processes.ts";

type Answer = { readonly pods: number; readonly readyMs: number; readonly workMs: number; readonly longestBlockMs?: number };
type Result = Omit<Answer, "pods"> & { readonly peakMb: number; readonly cpuMs: number };

const pods = numberOption("pods", 10_000);
const runs = numberOption("runs", 3);
const withConsole = !hasFlag("no-console") && existsSync(".next/BUILD_ID");

/** Processor time too: unlike the clock it tells little of what else the machine does. */
async function used(pid: number): Promise<Pick<Result, "peakMb" | "cpuMs">> {
  return { peakMb: (await memoryOf(pid)).peakMb, cpuMs: 1_000 * (await cpuSecondsOf(pid)) };
}

/** Runs a script that sends one message, and reads what it used while it still lives. */
async function measure(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> {
  const child = startChild(args, env);
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      child.process.once("message", (message) => resolve(message as Answer));
      child.process.once("exit", () => reject(new Error(`it ended early:\n${child.output()}`)));
    });
    if (answer.pods < pods) throw new Error(`it saw ${answer.pods} pods of ${pods}`);
    return { ...answer, ...(await used(child.pid)) };
  } finally {
    await child.stop();
  }
}

/** @param floatingIps Whether the first answer must hold some. */
async function measureConsole(kubeconfig: string, floatingIps: boolean): Promise<Result> {
  const child = await startBenchConsole(kubeconfig);
  try {
    const readyMs = await untilReady(child);
    const usedThen = await used(child.pid);
    const list = (await (await fetch(`${child.url}/api/v1/floating-ips`)).json()) as { readonly items: readonly unknown[] };
    if (floatingIps !== list.items.length > 0) throw new Error(`the first answer holds ${list.items.length} floating IPs`);
    return { readyMs, workMs: Number.NaN, ...usedThen };
  } finally {
    await child.stop();
  }
}

const own = textOption("url") === undefined ? await startBenchCluster(pods) : null;
const url = own?.url ?? textOption("url") ?? "";
const kubeconfig = own?.kubeconfig ?? textOption("kubeconfig") ?? "";
const plain: Result[] = [];
const live: Result[] = [];
const served: Result[] = [];
const idle: Result[] = [];
const empty = await startBenchCluster(0);
try {
  for (let run = 0; run < runs; run += 1) {
    plain.push(await measure(["bench/plain-list.ts", "--url", url], {}));
    live.push(await measure(["--conditions=react-server", "bench/live-view.ts"], { KUBECONFIG: kubeconfig }));
    if (!withConsole) continue;
    served.push(await measureConsole(kubeconfig, true));
    idle.push(await measureConsole(empty.kubeconfig, false));
  }
} finally {
  await own?.stop();
  await empty.stop();
}

function rows(name: string, results: readonly Result[]): (string | number)[][] {
  if (results.length === 0) return [];
  const row = (what: string, pick: (result: Result) => number | undefined) => {
    const values = results.map((result) => pick(result) ?? Number.NaN);
    return [`${name}: ${what}`, ...values, median(values)];
  };
  const ratio = (what: string, pick: (result: Result) => number) => {
    const ratios = results.map((result, index) => pick(result) / (plain.map(pick)[index] ?? Number.NaN));
    return [`${name}: ratio, ${what}`, ...ratios, median(ratios)];
  };
  return [
    row("since its process started, ms", ({ readyMs }) => readyMs),
    ...(name.startsWith("console") ? [] : [row("of that, work, ms", ({ workMs }) => workMs)]),
    row("processor time, ms", ({ cpuMs }) => cpuMs),
    ...(name === "plain list" ? [] : [ratio("clock", ({ readyMs }) => readyMs), ratio("processor time", ({ cpuMs }) => cpuMs)]),
    row("peak memory, MB", ({ peakMb }) => peakMb),
    ...(!name.startsWith("console") ? [row("longest event-loop block, ms", ({ longestBlockMs }) => longestBlockMs)] : []),
  ];
}

console.log(`${pods} pods of 11 kB, ${runs} runs${withConsole ? "" : "; without the console, for want of a build"}`);
console.log(
  table([
    ["", ...Array.from({ length: runs }, (_, index) => `run ${index + 1}`), "median"],
    ...rows("plain list", plain),
    ...rows("live view", live),
    ...rows("console", served),
    ...rows("console, no pods", idle),
  ]),
);
