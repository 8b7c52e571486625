import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transition } from "../../lib/domain/history/transition.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { HistoryStore } from "../../lib/history/store.ts";
import { type PlayedCluster, PODS, programs, startPlayedCluster, until } from "./played-cluster.ts";
import { type RecordingConsole, startRecordingConsole } from "./recording-console.ts";
import { stores } from "./stores.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

let cluster: PlayedCluster;
beforeAll(async () => {
  if (programs) cluster = await startPlayedCluster();
});
afterAll(() => cluster?.stop());

let last = 0;
/** An address, and a name for what claims it, that no other test has. */
function fresh(): { readonly ip: string; readonly name: string } {
  last += 1;
  return { ip: `10.99.0.${last}`, name: `app-${last}` };
}

describe.skipIf(!programs).each(stores)("on a real control plane (`npm run control-plane`), in $name", ({ open }) => {
  let stopStore: () => Promise<void>;
  let store: HistoryStore;
  let buoy: RecordingConsole;
  beforeAll(async () => {
    const opened = await open();
    stopStore = opened.stop;
    buoy = await startRecordingConsole(cluster.kubeconfig, opened.connect, opened.kind);
    store = buoy.recorder.store() as HistoryStore;
  });
  afterAll(async () => {
    await buoy?.stop();
    await stopStore?.();
  });

  /** Two claimants on one node: what the first leaves, the second takes at once. */
  async function pair() {
    const { ip, name } = fresh();
    const pods = [`${name}-0`, `${name}-1`];
    const addresses = new Map<string, string>();
    for (const pod of pods) addresses.set(pod, await cluster.addPod({ name: pod, node: "node-a", floatingIps: [ip] }));
    const [backend = "", standby = ""] = pods.toSorted((a, b) => ((addresses.get(a) ?? "") < (addresses.get(b) ?? "") ? -1 : 1));
    await served(ip, backend);
    return { ip, backend, standby };
  }

  async function alone(node = "node-a") {
    const { ip, name } = fresh();
    await cluster.addPod({ name, node, floatingIps: [ip] });
    await served(ip, name);
    return { ip, name };
  }

  const served = (ip: string, pod: string) =>
    until(
      () =>
        buoy
          .item(ip)
          ?.backends.map(({ name }) => name)
          .join() === pod,
      `${pod} has ${ip}`,
    );
  const unserved = (ip: string) => until(() => buoy.item(ip)?.state === "unserved", `nobody has ${ip}`);

  /** The rows of an address since a row, oldest first. */
  async function rows(ip: string, after = 0): Promise<readonly Transition[]> {
    const { items } = await store.transitions({ ip, limit: 50, withEvidence: true });
    return items.filter(({ id }) => id > after).toReversed();
  }
  const lastRow = async (ip: string) => (await rows(ip)).at(-1)?.id ?? 0;
  const brief = (all: readonly Transition[]) => all.map(({ kind, cause, detail }) => [kind, cause, detail]);

  test("the backend pod is deleted: one failover, at once", async () => {
    const { ip, backend, standby } = await pair();
    const before = await lastRow(ip);
    await cluster.client.remove(`${PODS}/${backend}`);
    await served(ip, standby);
    const found = await rows(ip, before);
    expect(brief(found)).toEqual([["failover", "pod-deleted", "direct"]]);
    expect(found[0]).toMatchObject({ gapMs: { min: 0, max: 0 }, from: { nodes: [{ backend: { name: backend } }] } });
    expect(found[0]?.evidence.length).toBeGreaterThan(0);
    expect(found[0]?.notBefore).toBe(found[0]?.notAfter);
  });

  test("the backend is evicted by the eviction API", async () => {
    const { ip, backend, standby } = await pair();
    const before = await lastRow(ip);
    await cluster.player.evict("default", backend);
    await served(ip, standby);
    expect(brief(await rows(ip, before))).toEqual([["failover", "pod-evicted", "api"]]);
  });

  test("its node is drained: lost, and assigned with the gap when a pod claims it elsewhere", async () => {
    const { ip, name } = await alone("node-b");
    const before = await lastRow(ip);
    await cluster.client.merge("/api/v1/nodes/node-b", { spec: { unschedulable: true } });
    await cluster.player.evict("default", name);
    await unserved(ip);
    await cluster.addPod({ name: `${name}-again`, node: "node-c", floatingIps: [ip] });
    await served(ip, `${name}-again`);
    const found = await rows(ip, before);
    expect(brief(found)).toEqual([
      ["lost", "pod-evicted", "drain"],
      ["assigned", "claimant-started", null],
    ]);
    const gap = (found[1]?.notAfter ?? 0) - (found[0]?.notBefore ?? 0);
    expect(found[1]?.gapMs).toEqual({ min: gap, max: gap });
    await cluster.client.merge("/api/v1/nodes/node-b", { spec: { unschedulable: null } });
  });

  test("its node is lost", async () => {
    const { ip, name } = await alone("node-c");
    const before = await lastRow(ip);
    await cluster.player.failNode("node-c");
    await until(() => buoy.item(ip)?.backends[0]?.ready === false, "its pod is not ready any more");
    expect(await rows(ip, before)).toEqual([]);
    const node = await cluster.client.get("/api/v1/nodes/node-c");
    // What the garbage collector of pods does once the node is gone.
    await cluster.client.remove("/api/v1/nodes/node-c");
    await cluster.client.remove(`${PODS}/${name}`, { graceSeconds: 0 });
    await unserved(ip);
    expect(brief(await rows(ip, before))).toEqual([["lost", "node-lost", expect.any(String)]]);
    expect(node).not.toBeNull();
    await cluster.rejoin("node-c", "192.168.10.3");
  });

  test("the backend finishes", async () => {
    const { ip, backend, standby } = await pair();
    const before = await lastRow(ip);
    await cluster.player.finish("default", backend, "Succeeded");
    await served(ip, standby);
    expect(brief(await rows(ip, before))).toEqual([["failover", "pod-finished", null]]);
  });

  test("its annotation no longer names the address: a switchover, since the pod is still there", async () => {
    const { ip, backend, standby } = await pair();
    const before = await lastRow(ip);
    await cluster.setClaim(backend, null);
    await served(ip, standby);
    expect(brief(await rows(ip, before))).toEqual([["switchover", "annotation-changed", null]]);
  });

  test("nobody claims it any more: released, and it leaves the list", async () => {
    const { ip, name } = await alone();
    const before = await lastRow(ip);
    await cluster.setClaim(name, null);
    await until(() => buoy.item(ip) === undefined, `${ip} is not in the list`);
    expect(brief(await rows(ip, before))).toEqual([["released", "annotation-changed", null]]);
    expect(buoy.live.detail(ip)?.item).toMatchObject({ state: "unserved", lastTransition: { kind: "released" } });
  });

  test("a pod comes that sorts earlier: a switchover nobody asked for", async () => {
    const { ip, name } = fresh();
    await cluster.placePod({ name, node: "node-a", podIp: "10.245.1.9", floatingIps: [ip] });
    await served(ip, name);
    const before = await lastRow(ip);
    await cluster.placePod({ name: `${name}-early`, node: "node-a", podIp: "10.245.1.10", floatingIps: [ip] });
    await served(ip, `${name}-early`);
    expect(brief(await rows(ip, before))).toEqual([["switchover", "claimant-sorts-earlier", null]]);
  });

  test("the Felix gate closes and opens", async () => {
    const { ip, backend } = await pair();
    const before = await lastRow(ip);
    await cluster.setFelixGate("Disabled");
    await until(() => buoy.item(ip)?.state === "disabled", "the gate is closed");
    await cluster.setFelixGate("Enabled");
    await served(ip, backend);
    const found = await rows(ip, before);
    expect(brief(found)).toEqual([
      ["disabled", "felix-gate-closed", null],
      ["enabled", "felix-gate-opened", null],
    ]);
    expect(found.map(({ incident }) => incident)).not.toContain(null);
  });

  test("the Deployment rolls: each step is one transition, and the loss of the old pod is by the rollout", async () => {
    const { ip, name } = fresh();
    const labels = { app: name };
    const template = (version: string) => ({
      metadata: { labels, annotations: { version, [FLOATING_IPS_ANNOTATION]: JSON.stringify([ip]) } },
      spec: { nodeName: "node-a", terminationGracePeriodSeconds: 1, containers: [{ name: "app", image: "example.invalid/app" }] },
    });
    await cluster.client.create(DEPLOYMENTS, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: template("1") },
    });
    await until(() => buoy.item(ip)?.state === "serving", `${ip} is served`);
    const old = buoy.item(ip)?.backends[0];
    const before = await lastRow(ip);
    await cluster.client.merge(`${DEPLOYMENTS}/${name}`, { spec: { template: template("2") } });
    await until(() => {
      const item = buoy.item(ip);
      return item?.state === "serving" && item.backends[0]?.uid !== old?.uid && item.standbyCount === 0;
    }, "the new pod has the address alone");
    const found = await rows(ip, before);
    expect(found.length).toBeGreaterThanOrEqual(1);
    expect(found.some(({ detail, cause }) => detail === "rollout" || cause === "claimant-sorts-earlier")).toBe(true);
    // Each row starts from where the one before ended.
    for (const [index, row] of found.entries()) if (index > 0) expect(row.from).toMatchObject(sameBackends(found[index - 1]?.to));
  });

  test("what anybody was shown is in the store, and nothing twice", async () => {
    const told = buoy.events.flatMap((event) => (event.event === "transition" ? event.data.id : []));
    const stored: number[] = [];
    for (let before: number | undefined, hasMore = true; hasMore; before = stored.at(-1)) {
      const page = await store.transitions({ limit: 500, before, withEvidence: false });
      stored.push(...page.items.map(({ id }) => id));
      hasMore = page.hasMore;
    }
    expect(told).toEqual(stored.toReversed());
    expect(await store.blind(0, Date.now())).toEqual([]);
  });
});

function sameBackends(standing: Transition["to"] | undefined) {
  const nodes = standing?.nodes.filter(({ backend }) => backend !== null) ?? [];
  return { state: standing?.state, nodes: nodes.map(({ node, backend }) => ({ node, backend: { uid: backend?.uid } })) };
}
