import { spawn } from "node:child_process";

export type StepResult = { readonly code: number; readonly output: string; readonly seconds: number };

/** Runs a program of this project under the Node that runs this script, and shows what it prints. */
export function runStep(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    const chunks: string[] = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.setEncoding("utf8").on("data", (text: string) => {
        chunks.push(text);
        to.write(text);
      });
    }
    child.on("close", (code) => resolve({ code: code ?? 1, output: chunks.join(""), seconds: (performance.now() - started) / 1000 }));
  });
}
