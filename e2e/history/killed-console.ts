import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { STREAM_EVENTS, type StreamEvent } from "../../lib/contract/stream.ts";
import { until } from "./played-cluster.ts";

export type KilledConsole = {
  /** What a reader of its stream has seen. */
  readonly seen: readonly StreamEvent[];
  /** `kill -9`. @returns When, in milliseconds. */
  kill(): Promise<number>;
};

export type ConsoleProcess = { readonly kubeconfig: string; readonly databaseUrl?: string; readonly dataDir?: string };

export type PreparedConsole = {
  /** Waits until its stream begins. */
  begin(): Promise<KilledConsole>;
  /** Ends it before it began. */
  drop(): void;
};

/** Loads `console-process.ts`, so that it can begin at once. */
export function prepareConsole({ kubeconfig, databaseUrl = "", dataDir = "" }: ConsoleProcess): PreparedConsole {
  const program = new URL("console-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--conditions=react-server", program, kubeconfig, databaseUrl, dataDir], {
    stdio: ["pipe", "pipe", "pipe"],
    // Compiled once: half of a start is the compiler.
    env: { ...process.env, VITEST: "", LOG_LEVEL: "silent", NODE_COMPILE_CACHE: path.join(tmpdir(), "buoy-compile-cache") },
  });
  const seen: StreamEvent[] = [];
  const errors: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  readStream(child, (event) => seen.push(event));
  return {
    drop: () => void child.kill("SIGKILL"),
    async begin() {
      child.stdin.write("begin\n");
      await until(() => {
        if (child.exitCode !== null) throw new Error(`the console ended: ${errors.join("")}`);
        return seen.some(({ event }) => event === "snapshot");
      }, "its stream has begun");
      return {
        seen,
        async kill() {
          const gone = new Promise((resolve) => child.once("close", resolve));
          const at = Date.now();
          child.kill("SIGKILL");
          await gone;
          return at;
        },
      };
    },
  };
}

export function startConsoleProcess(console: ConsoleProcess): Promise<KilledConsole> {
  return prepareConsole(console).begin();
}

/** What was cut off in the middle was not seen. */
function readStream(child: ChildProcess, take: (event: StreamEvent) => void): void {
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const event = /^event: (.*)$/m.exec(message)?.[1] as StreamEvent["event"] | undefined;
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (event && data && event in STREAM_EVENTS) take({ event, data: JSON.parse(data) } as StreamEvent);
    }
  });
}
