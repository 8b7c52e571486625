import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Intent } from "../../lib/contract/plan-questions.ts";
import type { Plan } from "../../lib/contract/plans.ts";
import { readCniConfig } from "../../lib/domain/cni-config.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import { until } from "../history/played-cluster.ts";
import {
  CALICO_NODE,
  CONFIG_MAP,
  deploymentPath,
  GROUPS,
  podPath,
  programs,
  startWritingCluster,
  type WritingCluster,
} from "./writing-cluster.ts";
import { startWritingConsole, type WritingConsole } from "./writing-console.ts";

const GUARD = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic";

describe.skipIf(!programs).each(GROUPS)("on a real control plane (`npm run control-plane`), Calico in %s", (group) => {
  let cluster: WritingCluster;
  let buoy: WritingConsole;
  let dataDir: string;
  let last = 0;

  beforeAll(async () => {
    cluster = await startWritingCluster(group);
    await cluster.client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });
    dataDir = await mkdtemp(path.join(tmpdir(), "buoy-writing-"));
    buoy = await startWritingConsole({ kubeconfig: cluster.controlPlane.kubeconfig("admin"), dataDir });
  });
  afterAll(async () => {
    await buoy?.stop();
    await cluster?.stop();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  /** An address, and a name, that no other test has. */
  function fresh() {
    last += 1;
    return { ip: `10.99.0.${last}`, name: `app-${last}` };
  }

  /** Pods of one address, in the order of the election on their node. */
  async function claimants(ip: string, ...pods: readonly (readonly [name: string, node: string])[]) {
    const added = [];
    for (const [name, node] of pods) added.push({ name, node, podIp: await cluster.addPod({ name, node, claim: [ip] }) });
    await until(() => buoy.live.cluster().podsByIp.get(ip)?.size === pods.length, "the console knows them");
    return added.toSorted((a, b) => (a.podIp < b.podIp ? -1 : 1)).map(({ name }) => name);
  }

  const claimAt = async (at: string) => (await cluster.client.get(at))?.metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? null;
  const templateOf = async (name: string) => {
    const { spec } = (await cluster.client.get(deploymentPath(name))) as unknown as {
      spec: { template: { metadata: { annotations?: Record<string, string> } } };
    };
    return spec.template.metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? null;
  };
  const item = (ip: string) => buoy.live.list({}).items.find((one) => one.ip === ip);

  /** What the console shows, and what the player made of it, are what the plan told. */
  async function expectForecast(plan: Plan): Promise<void> {
    for (const { ip, after } of plan.consequences) {
      if (after === null) continue;
      const shown = item(ip);
      expect([ip, shown?.state ?? "unserved", shown?.standbyCount ?? 0]).toEqual([ip, after.state, after.standbyCount]);
      const brief = (all: readonly { node: string | null; name: string; podIp: string | null }[]) =>
        all.map(({ node, name, podIp }) => ({ node, name, podIp }));
      expect(brief(shown?.backends ?? [])).toEqual(brief(after.backends));
      if (after.state === "disabled") continue;
      await until(
        () => sameNames(cluster.elected(ip), after.backends),
        `the player gives ${ip} to ${after.backends.map(({ name }) => name)}`,
      );
      expect(brief(cluster.elected(ip))).toEqual(brief(after.backends));
      expect(cluster.elected(ip).reduce((sum, { standbys }) => sum + standbys, 0)).toBe(after.standbyCount);
    }
  }

  /** Makes a plan, applies it, and compares what came of it with what it told. */
  async function carryOut(asked: object) {
    const { plan, actionId } = await buoy.begin(Intent.parse(asked));
    const action = await buoy.ended(actionId);
    expect(action).toMatchObject({ state: "done", verification: { state: "verified", differences: [] }, by: "somebody" });
    expect(action.steps.map(({ state }) => state)).toEqual(action.steps.map(() => "done"));
    await expectForecast(plan);
    return { plan, actionId };
  }

  async function takeBack(actionId: string) {
    const plan = await buoy.planner.undo(actionId);
    const { actionId: undoId } = await buoy.apply(plan);
    expect(await buoy.ended(undoId)).toMatchObject({ state: "done", verification: { state: "verified" }, undoes: actionId });
    await expectForecast(plan);
    await until(async () => (await buoy.planner.action(actionId)).undoneBy === undoId, "it says that it was taken back");
    return plan;
  }

  const pod = (name: string) => ({ kind: "Pod", namespace: "default", name });

  test("attach to a running pod, and undo", async () => {
    const { ip, name } = fresh();
    await cluster.addPod({ name, node: "node-a" });
    const { actionId, plan } = await carryOut({ action: "attach", ips: [ip], target: pod(name), scope: "running" });
    expect(plan.consequences).toMatchObject([{ ip, after: { state: "serving", backends: [{ name, node: "node-a" }] } }]);
    expect(await claimAt(podPath(name))).toBe(JSON.stringify([ip]));
    await takeBack(actionId);
    expect(await claimAt(podPath(name))).toBeNull();
  });

  test("attach a second address beside a first, and undo", async () => {
    const [{ ip, name }, { ip: second }] = [fresh(), fresh()];
    await claimants(ip, [name, "node-a"]);
    const { actionId } = await carryOut({ action: "attach", ips: [second], target: pod(name), scope: "running" });
    expect(await claimAt(podPath(name))).toBe(JSON.stringify([ip, second]));
    await takeBack(actionId);
    expect(await claimAt(podPath(name))).toBe(JSON.stringify([ip]));
  });

  test("attach to a Deployment, its running pods and its template: it rolls out, and undo rolls back", async () => {
    const { ip, name } = fresh();
    await cluster.addDeployment(name, 2);
    const target = { kind: "Deployment", namespace: "default", name };
    const { actionId, plan } = await carryOut({ action: "attach", ips: [ip], target, scope: "both" });
    expect(plan.steps.map(({ object }) => object.kind)).toEqual(["Pod", "Pod", "Deployment"]);
    const old = plan.steps.flatMap(({ object }) => (object.kind === "Pod" ? object.name : []));
    const counted = () => cluster.elected(ip).reduce((sum, { standbys }) => sum + 1 + standbys, 0);
    await until(async () => (await isRolledOut(name, 2, old)) && counted() === 2, "the new pods claim it");
    const backends = cluster.elected(ip).map(({ name: own }) => own);
    await until(
      () =>
        item(ip)
          ?.backends.map((one) => one.name)
          .join() === backends.join(),
      "the console shows the same",
    );
    const back = await takeBack(actionId);
    // The pods that were patched were made anew by the rollout: there is nothing to take back on them.
    expect(back.steps.map(({ object }) => object.kind)).toEqual(["Deployment"]);
    expect(back.warnings).toContainEqual(expect.objectContaining({ code: "undo-pods-gone", facts: { pods: old.toReversed(), count: 2 } }));
    expect(await templateOf(name)).toBeNull();
    await until(async () => cluster.elected(ip).length === 0 && (await isRolledOut(name, 2, old)), "nobody claims it any more");
    // It was lost with its pods, so that it stays in the list.
    await until(() => item(ip)?.state === "unserved", "the console shows that nobody has it");
  });

  test("detach from a pod: the next takes over, and undo gives it back", async () => {
    const { ip, name } = fresh();
    const [backend = "", standby = ""] = await claimants(ip, [`${name}-0`, "node-b"], [`${name}-1`, "node-b"]);
    const { actionId, plan } = await carryOut({ action: "detach", ips: [ip], target: pod(backend), scope: "running" });
    expect(plan.consequences).toMatchObject([{ before: { backends: [{ name: backend }] }, after: { backends: [{ name: standby }] } }]);
    expect(await claimAt(podPath(backend))).toBeNull();
    await takeBack(actionId);
    expect(cluster.elected(ip)).toMatchObject([{ name: backend, standbys: 1 }]);
  });

  for (const order of ["attach-first", "release-first"] as const) {
    test(`move to a standby on the same node, ${order}, and undo`, async () => {
      const { ip, name } = fresh();
      const [backend = "", standby = ""] = await claimants(ip, [`${name}-0`, "node-a"], [`${name}-1`, "node-a"]);
      const { actionId } = await carryOut({ action: "move", ip, to: { namespace: "default", name: standby }, order });
      expect(cluster.elected(ip)).toMatchObject([{ name: standby, standbys: 0 }]);
      await takeBack(actionId);
      expect(cluster.elected(ip)).toMatchObject([{ name: backend, standbys: 1 }]);
    });

    test(`move to a pod of another node, ${order}, and undo`, async () => {
      const { ip, name } = fresh();
      await claimants(ip, [`${name}-0`, "node-a"], [`${name}-1`, "node-a"]);
      await cluster.addPod({ name: `${name}-2`, node: "node-b" });
      const { actionId, plan } = await carryOut({ action: "move", ip, to: { namespace: "default", name: `${name}-2` }, order });
      const first = plan.steps[0]?.object.name;
      expect(order === "attach-first" ? first : plan.steps.at(-1)?.object.name).toBe(`${name}-2`);
      expect(cluster.elected(ip)).toMatchObject([{ node: "node-b", name: `${name}-2`, standbys: 0 }]);
      await takeBack(actionId);
      expect(cluster.elected(ip)).toMatchObject([{ node: "node-a", standbys: 1 }]);
    });
  }

  test("a claim of another namespace is taken over only where that was confirmed by name", async () => {
    const { ip, name } = fresh();
    await cluster.addPod({ name: `${name}-0`, node: "node-a", namespace: "other", claim: [ip] });
    await cluster.addPod({ name, node: "node-b" });
    await until(() => item(ip)?.state === "serving", "the console knows it");
    const asked = { action: "move", ip, to: { namespace: "default", name } };
    const blocked = await buoy.planner.make(Intent.parse(asked));
    expect(blocked.blockers).toMatchObject([{ code: "take-over-unconfirmed", facts: { namespace: "other" } }]);
    await expect(buoy.planner.apply(blocked.id, "somebody")).rejects.toMatchObject({ code: "conflict" });
    expect(await claimAt(podPath(name))).toBeNull();
    const { actionId } = await carryOut({ ...asked, takeOver: ["other"] });
    expect(await claimAt(podPath(`${name}-0`, "other"))).toBeNull();
    await takeBack(actionId);
    expect(await claimAt(podPath(`${name}-0`, "other"))).toBe(JSON.stringify([ip]));
  });

  test("mend a pod that is off the network: it claims again; what was wrong is never written back", async () => {
    const { ip, name } = fresh();
    await cluster.addPod({ name, node: "node-c" });
    await cluster.client.merge(podPath(name), { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: `["${ip}",` } } });
    await until(() => buoy.live.findings({}).items.some(({ subject }) => subject.name === name), "the console finds it");
    const { actionId } = await carryOut({ action: "mend", target: pod(name), ips: [ip] });
    expect(await claimAt(podPath(name))).toBe(JSON.stringify([ip]));
    expect((await buoy.planner.undo(actionId)).blockers).toMatchObject([{ code: "undo-would-break" }]);
    expect(await claimAt(podPath(name))).toBe(JSON.stringify([ip]));
  });

  test("close the Felix gate on one node and everywhere, and undo", async () => {
    const { ip, name } = fresh();
    await claimants(ip, [name, "node-c"]);
    const one = await carryOut({ action: "set-felix-gate", enabled: false, node: "node-c" });
    expect(item(ip)?.state).toBe("disabled");
    expect(await cluster.client.get(`${cluster.calico}/felixconfigurations/node.node-c`)).toMatchObject({
      spec: { floatingIPs: "Disabled" },
    });
    await takeBack(one.actionId);
    expect(await cluster.client.get(`${cluster.calico}/felixconfigurations/node.node-c`)).toBeNull();
    expect(item(ip)?.state).toBe("serving");
    const all = await carryOut({ action: "set-felix-gate", enabled: false });
    expect(buoy.live.list({}).items.filter(({ state }) => state === "serving" || state === "split")).toEqual([]);
    await takeBack(all.actionId);
    expect(item(ip)?.state).toBe("serving");
  });

  test("close the CNI gate with a restart: each node takes it over, new claims do not start, and undo opens it again", async () => {
    const { ip, name } = fresh();
    const textOf = async () => {
      const { data } = (await cluster.client.get(CONFIG_MAP)) as unknown as { data: Record<string, string> };
      return data["cni_network_config"] ?? "";
    };
    const [before, installedBefore] = [await textOf(), buoy.live.gates().cni.installedOn];
    expect(installedBefore.map(({ installed }) => installed)).toEqual([true, true, true]);
    await cluster.addDeployment(`${name}-d`, 1);
    // Times in objects are whole seconds: the restart must be seen to come after the edit.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { actionId, plan } = await carryOut({ action: "set-cni-gate", enabled: false, restart: true });
    expect(plan.steps.map(({ object }) => object.kind)).toEqual(["ConfigMap", "DaemonSet"]);
    expect(readCniConfig(await textOf())).toMatchObject({ ok: true, floatingIps: false });
    expect(buoy.live.gates().cni).toMatchObject({
      enabled: false,
      installedOn: [{ installed: true }, { installed: true }, { installed: true }],
    });
    await expect(
      buoy.planner.make(
        Intent.parse({
          action: "attach",
          ips: [ip],
          target: { kind: "Deployment", namespace: "default", name: `${name}-d` },
          scope: "template",
        }),
      ),
    ).rejects.toMatchObject({ code: "gate-closed" });
    await cluster.client.create("/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, annotations: { [FLOATING_IPS_ANNOTATION]: JSON.stringify([ip]) } },
      spec: { nodeName: "node-a", containers: [{ name: "app", image: "example.invalid/app" }] },
    });
    const events = async () =>
      JSON.stringify((await cluster.client.list(`/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3D${name}`)).items);
    await until(async () => (await events()).includes("requested feature is not enabled"), "the player refuses it");
    await takeBack(actionId);
    expect(await textOf()).toBe(before);
    await until(() => buoy.live.gates().cni.installedOn.every(({ installed }) => installed === true), "each node has it");
    await until(() => cluster.elected(ip).length === 1, "the pod starts");
    expect(await cluster.client.get(CALICO_NODE)).not.toBeNull();
  });

  test("a restart that hangs is stopped: no node changes until it goes on, and the action that asked for it says so", async () => {
    const rollout = () => buoy.live.gates().rollout;
    const states = () => rollout()?.nodes.map(({ state }) => state);
    await until(() => rollout()?.state === "done", "nothing restarts");
    // The controller takes no further pod while one is not ready.
    const calicoNodes = () =>
      [...cluster.player.pods.objects.values()].filter(({ metadata }) => metadata.labels?.["k8s-app"] === "calico-node");
    const uids = () =>
      calicoNodes()
        .map(({ metadata }) => metadata.uid ?? "")
        .toSorted();
    const [held] = calicoNodes();
    const setReady = (ready: boolean) => cluster.player.setReady("kube-system", held?.metadata.name ?? "", ready);
    await setReady(false);
    await until(() => rollout()?.nodes.some(({ ready }) => !ready) === true, "the console sees one that is not ready");

    await expect(buoy.planner.make(Intent.parse({ action: "stop-rollout" }))).resolves.toMatchObject({
      blockers: [{ code: "rollout-through" }],
    });
    const before = uids();
    const { actionId } = await buoy.begin(Intent.parse({ action: "set-cni-gate", enabled: false, restart: true }));
    await until(() => rollout()?.state === "running", "the restart is under way");
    expect(states()).toEqual(["waiting", "waiting", "waiting"]);

    await carryOut({ action: "stop-rollout" });
    expect(rollout()).toMatchObject({ state: "stopped", done: 0, total: 3 });
    expect(await buoy.ended(actionId)).toMatchObject({
      state: "done",
      verification: { state: "different", differences: [{ code: "verify-not-installed" }, { code: "verify-rollout-stopped" }] },
    });
    await setReady(true);
    await until(() => rollout()?.nodes.every(({ ready }) => ready) === true, "all are ready");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(uids()).toEqual(before);

    await carryOut({ action: "resume-rollout" });
    await until(() => rollout()?.state === "done", "all are through");
    expect(rollout()).toMatchObject({ done: 3, total: 3 });
    expect(uids().filter((uid) => before.includes(uid))).toEqual([]);
    await takeBack(actionId);
    await until(() => rollout()?.state === "done", "each node has what it had");
  });

  test("guard: the API server refuses what Calico could not read, from everybody, until that is taken back", async () => {
    const { name } = fresh();
    await cluster.addPod({ name, node: "node-a" });
    const breakIt = () => cluster.client.merge(podPath(name), { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: "10.99.0.1" } } });
    const { actionId } = await carryOut({ action: "set-guard", mode: "deny" });
    await until(
      () =>
        breakIt().then(
          async () => {
            await cluster.client.merge(podPath(name), { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: null } } });
            return false;
          },
          () => true,
        ),
      "the API server refuses it",
    );
    expect(await claimAt(podPath(name))).toBeNull();
    await takeBack(actionId);
    expect(await cluster.client.get(`${GUARD}ies/buoy-floating-ips`)).toBeNull();
    expect(await cluster.client.get(`${GUARD}ybindings/buoy-floating-ips`)).toBeNull();
  });

  test("reserve and unreserve: the object comes, grows, shrinks and goes, and each is taken back", async () => {
    const at = `${cluster.calico}/ipreservations/held`;
    const held = async () => ((await cluster.client.get(at))?.["spec"] as { reservedCIDRs: string[] } | undefined)?.reservedCIDRs ?? null;
    const isReserved = (ip: string) => buoy.live.address(ip).answers.some(({ is }) => is === "reserved");
    const made = await carryOut({ action: "reserve", name: "held", cidrs: ["10.244.200.1"] });
    expect([await held(), isReserved("10.244.200.1")]).toEqual([["10.244.200.1/32"], true]);
    const grown = await carryOut({ action: "reserve", name: "held", cidrs: ["10.244.200.8/30"] });
    expect([await held(), isReserved("10.244.200.9")]).toEqual([["10.244.200.1/32", "10.244.200.8/30"], true]);
    const shrunk = await carryOut({ action: "unreserve", name: "held", cidrs: ["10.244.200.9"] });
    expect([isReserved("10.244.200.8"), isReserved("10.244.200.9")]).toEqual([true, false]);
    await takeBack(shrunk.actionId);
    expect(await held()).toEqual(["10.244.200.1/32", "10.244.200.8/30"]);
    await takeBack(grown.actionId);
    expect(await held()).toEqual(["10.244.200.1/32"]);
    const gone = await carryOut({ action: "unreserve", name: "held", cidrs: ["10.244.200.1"] });
    expect(await held()).toBeNull();
    await takeBack(gone.actionId);
    expect(await held()).toEqual(["10.244.200.1/32"]);
    // It was made anew since: what the first action made is there no more.
    expect((await buoy.planner.undo(made.actionId)).steps).toHaveLength(1);
  });

  async function isRolledOut(name: string, replicas: number, old: readonly string[]): Promise<boolean> {
    const { items } = await cluster.client.list(`/api/v1/namespaces/default/pods?labelSelector=app%3D${name}`);
    return items.length === replicas && items.every(({ metadata }) => !old.includes(metadata.name));
  }
});

function sameNames(left: readonly { name: string }[], right: readonly { name: string }[]): boolean {
  return left.map(({ name }) => name).join() === right.map(({ name }) => name).join();
}
