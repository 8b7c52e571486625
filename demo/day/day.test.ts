import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../lib/cluster/cluster.ts";
import { createCluster } from "../../lib/cluster/create-cluster.ts";
import type { FloatingIp } from "../../lib/contract/floating-ips.ts";
import { createLiveView } from "../../lib/services/live-view.ts";
import type { LiveView } from "../../lib/services/live-view-port.ts";
import { type SimulatedCluster, startSimulatedCluster } from "../simulated-cluster.ts";
import { startDay, stepsOfDay } from "./day.ts";

/** The console's own view of the simulated cluster: what it says of the day is what the reader will see. */
let simulated: SimulatedCluster;
let cluster: Cluster;
let view: LiveView;

beforeAll(async () => {
  simulated = await startSimulatedCluster({ day: false, startMs: 10, graceMs: 10, initMs: 0 });
  cluster = createCluster({ kubeconfig: simulated.kubeconfigPath, context: null, namespaces: null });
  view = createLiveView(cluster, { now: Date.now, instanceId: "test" });
  cluster.start();
  await until(() => [...cluster.snapshot.sources.values()].every(({ state }) => state === "synced" || state === "absent"));
}, 60_000);

afterAll(async () => {
  view.close();
  await cluster.stop();
  await simulated.stop();
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!holds() && Date.now() < deadline) await sleep(10);
  expect(holds()).toBe(true);
}

const of = (ip: string): FloatingIp | null => view.list({}).items.find((item) => item.ip === ip) ?? null;
const backendsOf = (ip: string): readonly string[] => of(ip)?.backends.map(({ name, node }) => `${name} ${node}`) ?? [];
const isReady = (ip: string): boolean => of(ip)?.backends.every(({ ready }) => ready === true) ?? false;

describe("at the beginning", () => {
  test("there are more than forty floating IPs in three namespaces, and most are well", () => {
    const { items } = view.list({});
    const well = items.filter(({ state, findings }) => state === "serving" && findings.length === 0);

    expect(items.length).toBeGreaterThan(40);
    expect(well.length).toBeGreaterThan(25);
    expect(new Set(items.flatMap(({ backends }) => backends.map(({ namespace }) => namespace)))).toEqual(
      new Set(["payments", "edge", "legacy", "web"]),
    );
  });

  test.each([
    ["10.99.0.11", "split", "split"],
    ["10.99.0.17", "unserved", "claim-malformed"],
    ["10.99.0.20", "serving", "backend-not-ready"],
    ["10.99.0.60", "serving", "no-standby"],
    ["10.99.0.10", "serving", "claim-dropped"],
    ["192.0.2.10", "serving", "outside-pools"],
    ["10.244.4.61", "serving", "address-not-reserved"],
  ])("%s is %s, with the finding %s", (ip, state, code) => {
    expect(of(ip)).toMatchObject({ state, findings: expect.arrayContaining([code]) });
  });

  test("what is on node-e is disabled", () => {
    expect(["10.99.0.40", "fd00:10:99::40"].map((ip) => of(ip)?.state)).toEqual(["disabled", "disabled"]);
  });

  test("the unready backend has a ready standby, which does not take over", () => {
    expect(of("10.99.0.20")).toMatchObject({ standbyCount: 1, backends: [{ ready: false }] });
  });

  test("an annotation stands on a Deployment instead of its template, and one floating IP is another pod's own", () => {
    const codes = view.findings({}).items.map(({ code, severity }) => `${severity} ${code}`);

    expect(codes).toEqual(expect.arrayContaining(["warning annotation-on-workload", "critical address-collision"]));
  });
});

/** What each step comes to, in the words of the step. */
const OUTCOMES: Readonly<Record<string, (before: readonly string[]) => boolean>> = {
  "the backend of 10.99.0.10 is deleted": (before) => backendsOf("10.99.0.10")[0] !== before[0],
  "the backend of 10.99.0.13 stops": (before) => !isReady("10.99.0.13") && backendsOf("10.99.0.13")[0] === before[0],
  "legacy/billing grows": (before) => backendsOf("10.99.0.51")[0] !== before[0] && of("10.99.0.51")?.standbyCount === 2,
  "payments/gw and gw-1 get": () => of("10.99.0.12")?.standbyCount === 0 && of("10.99.0.12")?.state === "serving",
  "payments/gw-0 is replaced": () => of("10.99.0.12")?.state === "unserved",
  "payments/gw-1 is mended": () => backendsOf("10.99.0.12")[0] === "gw-1 node-c",
  "payments/gw is mended": () => of("10.99.0.12")?.standbyCount === 1,
  "payments/checkout is rolled out": (before) => backendsOf("10.99.0.21")[0] !== before[0] && of("10.99.0.21")?.standbyCount === 1,
  "the backend of 10.99.0.13 is ready": () => isReady("10.99.0.13"),
  "node-f is lost": () => !isReady("10.99.0.41") && of("10.99.0.41")?.state === "serving",
  "legacy/ftp-0 is evicted": (before) => backendsOf("10.99.0.50")[0] !== before[0],
  "the second ingress goes": () => of("10.99.0.11")?.state === "serving",
  "legacy/billing shrinks": () => of("10.99.0.51")?.standbyCount === 1,
  "node-f is back": () => isReady("10.99.0.41"),
  "a second ingress": () => of("10.99.0.11")?.state === "split",
  "payments/vault-proxy is rolled out": (before) =>
    of("10.99.0.16")?.state === "serving" && backendsOf("10.99.0.16")[0] !== before[0] && of("10.99.0.16")?.standbyCount === 1,
  "web/shop-3 is rolled out": (before) => backendsOf("10.99.0.103")[0] !== before[0] && of("10.99.0.103")?.standbyCount === 1,
};
const ABOUT: Readonly<Record<string, string>> = {
  "legacy/billing grows": "10.99.0.51",
  "payments/checkout is rolled out": "10.99.0.21",
  "legacy/ftp-0 is evicted": "10.99.0.50",
  "payments/vault-proxy is rolled out": "10.99.0.16",
  "web/shop-3 is rolled out": "10.99.0.103",
};

describe.each(["first", "second"])("the %s time", () => {
  test("every step of the day moves what it says", async () => {
    for (const { what, act } of stepsOfDay(simulated.client, simulated.player)) {
      const [key, holds] = Object.entries(OUTCOMES).find(([begin]) => what.startsWith(begin)) ?? [];
      if (!key || !holds) throw new Error(`nothing is expected of "${what}"`);
      const before = backendsOf(ABOUT[key] ?? /10\.99\.0\.\d+/.exec(what)?.[0] ?? "");
      await act();
      await until(() => holds(before)).catch((error: unknown) =>
        Promise.reject(new Error(`it did not come true: ${what}`, { cause: error })),
      );
    }
  }, 120_000);
});

test("the day begins within twenty seconds, and goes on every twenty", async () => {
  const waits: number[] = [];
  const told: string[] = [];
  const day = startDay(simulated.client, simulated.player, {
    everyMs: 20_000,
    onStep: (what) => told.push(what),
    wait: async (ms) => {
      waits.push(ms);
      if (waits.length > 2) throw new Error("enough");
    },
  });
  await until(() => waits.length > 2);
  await day.stop();

  expect(waits).toEqual([10_000, 20_000, 20_000]);
  expect(told).toHaveLength(2);
});
