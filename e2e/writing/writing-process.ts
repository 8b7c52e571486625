import { setTimeout as sleep } from "node:timers/promises";
import { Intent } from "../../lib/contract/plan-questions.ts";
import { startWritingConsole } from "./writing-console.ts";

/**
 * A console in a process of its own, for tests that kill it in the middle of an action. It needs `--conditions=react-server`, as
 * server code does outside of Next. It carries out one intent and tells each time that something has changed, a line each.
 */
const [kubeconfig = "", dataDir = "", intent = ""] = process.argv.slice(2);
const buoy = await startWritingConsole({ kubeconfig, dataDir });
const { actionId } = await buoy.begin(Intent.parse(JSON.parse(intent)));
for (let told = ""; ; await sleep(1)) {
  const { state, steps } = await buoy.planner.action(actionId);
  const line = JSON.stringify({ actionId, state, done: steps.filter((step) => step.state === "done").length });
  if (line !== told) process.stdout.write(`${line}\n`);
  told = line;
}
