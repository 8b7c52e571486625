import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Intent } from "../../lib/contract/plan-questions.ts";
import type { Action } from "../../lib/contract/plans.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import { until } from "../history/played-cluster.ts";
import { podPath, programs, startWritingCluster, type WritingCluster } from "./writing-cluster.ts";
import { startWritingConsole, type WritingConsole } from "./writing-console.ts";

const PODS = 10;

describe.skipIf(!programs)("on a real control plane (`npm run control-plane`)", () => {
  let cluster: WritingCluster;
  let kubeconfig: string;
  let dataDir: string;
  beforeAll(async () => {
    cluster = await startWritingCluster("crd.projectcalico.org/v1");
    kubeconfig = cluster.controlPlane.kubeconfig("admin");
    await cluster.addDeployment("gw", PODS);
  });
  afterAll(() => cluster?.stop());
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "buoy-interrupted-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  /** One step for each pod. */
  const attach = (ip: string): Intent => ({
    action: "attach",
    ips: [ip],
    target: { kind: "Deployment", namespace: "default", name: "gw" },
    scope: "running",
    takeOver: [],
  });

  async function claims(name: string, ip: string): Promise<boolean> {
    const pod = await cluster.client.get(podPath(name));
    return (pod?.metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? "").includes(ip);
  }

  /** What the action says of each step is what the objects show. */
  async function expectTruth({ steps }: Action, ip: string): Promise<void> {
    for (const { object, state } of steps) {
      expect(["done", "failed", "not-done"], object.name).toContain(state);
      expect([object.name, await claims(object.name, ip)]).toEqual([object.name, state === "done"]);
    }
  }

  /** Takes back what was done of it, and all pods are as before. */
  async function takeBack(buoy: WritingConsole, { id, steps }: Action, ip: string): Promise<void> {
    const plan = await buoy.planner.undo(id);
    expect(plan.steps).toHaveLength(steps.filter(({ state }) => state === "done").length);
    const { actionId } = await buoy.apply(plan);
    expect(await buoy.ended(actionId)).toMatchObject({ state: "done", verification: { state: "verified" } });
    expect(await Promise.all(steps.map(({ object }) => claims(object.name, ip)))).toEqual(steps.map(() => false));
  }

  test.for([1, 4, 7])("the API server is killed after step %i: the action ends, and each step says what is true", async (after) => {
    const ip = `10.99.0.${after}`;
    const buoy = await startWritingConsole({ kubeconfig, dataDir });
    const { actionId } = await buoy.begin(attach(ip));
    const done = async () => (await buoy.planner.action(actionId)).steps.filter(({ state }) => state === "done").length;
    while ((await done()) < after) await sleep(1);
    await cluster.controlPlane.killApiServer();
    await sleep(500);
    await cluster.controlPlane.startApiServer();
    const action = await buoy.ended(actionId);

    await expectTruth(action, ip);
    const states = action.steps.map(({ state }) => state);
    expect(states.slice(0, after)).toEqual(states.slice(0, after).map(() => "done"));
    expect(action.state).toBe(states.every((state) => state === "done") ? "done" : "failed");
    if (action.state === "failed") expect(action.verification.state).toBe("unknown");
    await until(() => buoy.live.status().sources.every(({ state }) => state !== "stale" && state !== "syncing"), "all is in sync again");
    await takeBack(buoy, action, ip);
    await buoy.stop();
  });

  test.for([1, 5, 8])("the console is killed after step %i: the next one shows an interrupted action with what is true", async (after) => {
    const ip = `10.99.0.${100 + after}`;
    const actionId = await killedAfter(after, ip);
    const buoy = await startWritingConsole({ kubeconfig, dataDir });
    expect((await buoy.planner.action(actionId)).state).toBe("running");
    const action = await buoy.ended(actionId);

    expect(action).toMatchObject({ state: "interrupted", verification: { state: "unknown" }, by: "somebody" });
    await expectTruth(action, ip);
    const states = action.steps.map(({ state }) => state);
    expect(states.slice(0, after)).toEqual(states.slice(0, after).map(() => "done"));
    expect(states.at(-1)).toBe("not-done");
    // Nothing is sent again by itself.
    await sleep(300);
    await expectTruth(action, ip);
    await takeBack(buoy, action, ip);
    await buoy.stop();
  });

  /** Runs a console that attaches the address, and ends it with SIGKILL once so many steps are done. @returns The action's id. */
  async function killedAfter(steps: number, ip: string): Promise<string> {
    const program = new URL("writing-process.ts", import.meta.url).pathname;
    const args = ["--conditions=react-server", program, kubeconfig, dataDir, JSON.stringify(attach(ip))];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, VITEST: "", LOG_LEVEL: "silent" },
    });
    const errors: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
    const gone = new Promise((resolve) => child.once("close", resolve));
    let id = "";
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const told = JSON.parse(line) as { actionId: string; done: number };
        id = told.actionId;
        if (told.done >= steps) child.kill("SIGKILL");
      }
    });
    await gone;
    if (id === "") throw new Error(`the console ended: ${errors.join("")}`);
    return id;
  }
});
