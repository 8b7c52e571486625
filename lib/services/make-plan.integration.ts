import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HeldPlan, StepRecord } from "#lib/actions/action.ts";
import { createPlanBook } from "#lib/actions/plan-book.ts";
import { createApiClient } from "#lib/cluster/api-client.ts";
import { createCluster } from "#lib/cluster/create-cluster.ts";
import { createTargetReader } from "#lib/cluster/create-target-reader.ts";
import { createWriter } from "#lib/cluster/create-writer.ts";
import { isSettled } from "#lib/cluster/settled.ts";
import { Intent } from "#lib/contract/plan-questions.ts";
import { Plan } from "#lib/contract/plans.ts";
import { createAssessor } from "#lib/domain/assessor.ts";
import { readCniConfig } from "#lib/domain/cni-config.ts";
import { sideOf } from "#lib/domain/plan/consequences.ts";
import { FLOATING_IPS_ANNOTATION } from "#lib/domain/snapshot.ts";
import { applyManifest } from "../../e2e/control-plane/apply-manifest.ts";
import { calicoManifest } from "../../e2e/control-plane/calico.ts";
import { type ControlPlane, findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { type Kube, kubeAt } from "../../e2e/kube.ts";
import { eventually } from "../testing/eventually.ts";
import { makePlan, type PlanPorts } from "./make-plan.ts";
import { makeUndo } from "./make-undo.ts";

const programs = await findPrograms();
const NATIVE = path.join(process.env["BUOY_UPSTREAM_MANIFESTS"] ?? path.join("..", "shared", "calico"), "calico-v3-crds.yaml");
/** The layout with native CRDs is upstream's alone: without the manifests at hand it is left out. */
const LAYOUTS = [
  { group: "crd.projectcalico.org/v1", file: calicoManifest() },
  ...(existsSync(NATIVE) ? [{ group: "projectcalico.org/v3", file: NATIVE }] : []),
];
const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };
const ip = "10.99.0.10";
const template = { metadata: { labels: { app: "gw" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const APPS = "/apis/apps/v1/namespaces/shop";
const PODS = "/api/v1/namespaces/shop/pods";

describe.skipIf(!programs).each(LAYOUTS)("plans on a real API server, Calico in $group", ({ group, file }) => {
  let plane: ControlPlane;
  let kube: Kube;
  let cluster: ReturnType<typeof createCluster>;

  beforeAll(async () => {
    if (!programs) return;
    plane = await startControlPlane(programs, { users: [{ name: "reader" }] });
    kube = kubeAt(plane.url, plane.token("admin"));
    await applyManifest(plane.url, plane.token("admin"), file);
    await kube.create("/api/v1/namespaces", { metadata: { name: "shop" } });
    await allowReading();
    cluster = createCluster({ kubeconfig: plane.kubeconfig("admin"), context: null, namespaces: null });
    cluster.start();
    await eventually(() => kube.create(`/apis/${group}/ippools`, pool()));
    await eventually(() => expect(isSettled(cluster.snapshot) && cluster.snapshot.ipPools.size > 0).toBe(true), 60_000);
  });
  afterAll(async () => {
    await cluster?.stop();
    await plane?.stop();
  });

  function pool() {
    const spec = { cidr: "10.99.0.0/24", disabled: true, blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" };
    return { apiVersion: group, kind: "IPPool", metadata: { name: "floating" }, spec };
  }

  async function allowReading(): Promise<void> {
    const rbac = "/apis/rbac.authorization.k8s.io/v1";
    await kube.create(`${rbac}/clusterroles`, {
      metadata: { name: "read" },
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list"] }],
    });
    await kube.create(`${rbac}/clusterrolebindings`, {
      metadata: { name: "read" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "read" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "reader" }],
    });
  }

  const view = () => createAssessor(cluster.snapshot, NO_RULES).view;

  function portsOf(user: string): PlanPorts & { writer: ReturnType<typeof createWriter> } {
    const api = createApiClient({ kubeconfig: plane.kubeconfig(user), context: null });
    return { view, writer: createWriter(api), targets: createTargetReader(api), now: () => Date.now(), readOnly: null };
  }

  /** As the API takes it and answers it. */
  async function ask(intent: object, user = "admin") {
    const held = await makePlan(portsOf(user), Intent.parse(intent));
    Plan.parse(JSON.parse(JSON.stringify(held.plan)));
    return held;
  }

  /** Applies every step, and waits until what Calico's rules give is what the plan forecast. */
  async function carryOut(intent: object): Promise<StepRecord[]> {
    return apply(await ask(intent));
  }

  async function apply(held: HeldPlan): Promise<StepRecord[]> {
    expect(held.plan.blockers).toEqual([]);
    const book = createPlanBook(() => Date.now());
    book.keep(held);
    const { writer } = portsOf("admin");
    const records: StepRecord[] = [];
    for (const { shown, write, before } of book.take(held.plan.id).steps) {
      const answer = await writer.apply(write);
      expect(answer.ok || answer.failure).toBe(true);
      const { metadata } = (answer.ok ? answer.object : {}) as { metadata: { uid: string } };
      records.push({
        ...shown,
        object: { ...shown.object, uid: metadata.uid },
        state: "done",
        at: null,
        resourceVersion: null,
        error: null,
        write,
        before,
      });
    }
    await eventually(() => {
      for (const { ip: address, after } of held.plan.consequences)
        if (after) expect(sideOf(view().assessments.get(address))).toEqual(after);
    });
    return records;
  }

  async function addPod(name: string, podIp: string, { node = "node-a", value }: { node?: string; value?: string } = {}): Promise<void> {
    const annotations = value === undefined ? {} : { [FLOATING_IPS_ANNOTATION]: value };
    await kube.create(PODS, { metadata: { name, annotations }, spec: { ...template.spec, nodeName: node } });
    await kube.merge(`${PODS}/${name}/status`, { status: { phase: "Running", podIP: podIp, podIPs: [{ ip: podIp }] } });
    await eventually(() => {
      const known = [...cluster.snapshot.pods.values(), ...cluster.snapshot.podAddresses.values()].find((pod) => pod.name === name);
      expect(known && ("ips" in known ? known.ips : known.statusPodIps)).toEqual([podIp]);
    });
  }

  const held = (name: string) => kube.get<{ metadata: { annotations?: Record<string, string> } }>(`${PODS}/${name}`);

  test("the CNI gate is opened: the dry run shows three new lines, and the text is read as install-cni reads it", async () => {
    const { plan } = await ask({ action: "set-cni-gate", enabled: true, restart: true });
    expect(plan.steps[0]?.diff.split("\n").filter((line) => /^[+-]/.test(line))).toHaveLength(3);
    expect(plan.steps.map(({ dryRun }) => dryRun.ok)).toEqual([true, true]);

    await carryOut({ action: "set-cni-gate", enabled: true, restart: true });
    const { data } = await kube.get<{ data: Record<string, string> }>("/api/v1/namespaces/kube-system/configmaps/calico-config");
    expect(readCniConfig(data["cni_network_config"] ?? "")).toMatchObject({ ok: true, floatingIps: true });
  });

  test("the Felix gate is opened, and for one node closed, by objects that were not there", async () => {
    await carryOut({ action: "set-felix-gate", enabled: true });
    await eventually(() => expect(view().felix.gateByDefault().value).toBe("Enabled"));
    await kube.create("/api/v1/nodes", { metadata: { name: "node-x" } });
    await eventually(() => expect(cluster.snapshot.nodes.has("node-x")).toBe(true));
    await carryOut({ action: "set-felix-gate", enabled: false, node: "node-x" });
    await eventually(() => expect(view().felix.gateOn("node-x").value).toBe("Disabled"));
  });

  test("a pod gets an address, moves it to another node, and gives it back", async () => {
    await addPod("gw-a", "10.244.1.5");
    await addPod("gw-b", "10.244.2.5", { node: "node-b" });
    await carryOut({ action: "attach", ips: [ip], target: { kind: "Pod", namespace: "shop", name: "gw-a" }, scope: "running" });
    await eventually(() => expect(view().assessments.get(ip)?.state).toBe("serving"));
    const moved = await carryOut({ action: "move", ip, to: { namespace: "shop", name: "gw-b" } });
    expect((await held("gw-a")).metadata.annotations).toBeUndefined();
    const back = await apply(await makeUndo(portsOf("admin"), { id: "move", steps: moved }));
    expect((await held("gw-b")).metadata.annotations).toBeUndefined();
    await apply(await makeUndo(portsOf("admin"), { id: "undo", steps: back }));
    expect((await held("gw-a")).metadata.annotations).toBeUndefined();
    await carryOut({ action: "detach", ips: [ip], target: { kind: "Pod", namespace: "shop", name: "gw-b" }, scope: "running" });
    expect((await held("gw-b")).metadata.annotations).toBeUndefined();
  });

  test("a malformed value is mended", async () => {
    await addPod("odd", "10.244.1.8", { value: '["10.99.0.12"' });
    await carryOut({ action: "mend", target: { kind: "Pod", namespace: "shop", name: "odd" }, ips: ["10.99.0.12"] });
    expect((await held("odd")).metadata.annotations).toEqual({ [FLOATING_IPS_ANNOTATION]: '["10.99.0.12"]' });
  });

  test("a template gets an address, and the pods of its ReplicaSet are found though they claim nothing", async () => {
    const selector = { matchLabels: { app: "gw" } };
    await kube.create(`${APPS}/deployments`, { metadata: { name: "gw" }, spec: { replicas: 1, selector, template } });
    const { metadata } = await kube.get<{ metadata: { uid: string } }>(`${APPS}/deployments/gw`);
    const owner = (kind: string, name: string, uid: string) => [{ apiVersion: "apps/v1", kind, name, uid, controller: true }];
    await kube.create(`${APPS}/replicasets`, {
      metadata: { name: "gw-1", labels: { app: "gw" }, ownerReferences: owner("Deployment", "gw", metadata.uid) },
      spec: { replicas: 1, selector, template },
    });
    const set = await kube.get<{ metadata: { uid: string } }>(`${APPS}/replicasets/gw-1`);
    await kube.create(PODS, {
      metadata: { name: "gw-1-a", labels: { app: "gw" }, ownerReferences: owner("ReplicaSet", "gw-1", set.metadata.uid) },
      spec: { ...template.spec, nodeName: "node-a" },
    });
    await kube.create(PODS, { metadata: { name: "stranger", labels: { app: "gw" } }, spec: template.spec });
    const { plan } = await ask({
      action: "attach",
      ips: [ip],
      target: { kind: "Deployment", namespace: "shop", name: "gw" },
      scope: "both",
    });

    expect(plan.steps.map(({ object }) => `${object.kind} ${object.name}`)).toEqual(["Pod gw-1-a", "Deployment gw"]);
    expect(plan.steps[1]).toMatchObject({ dryRun: { ok: true } });
    expect(plan.steps[1]?.diff).toMatch(/^\+ .*floatingIPs: .*10\.99\.0\.10/m);
  });

  test("a pod of the workload that sorts behind the backend is given the claim as a standby", async () => {
    const address = "10.99.0.30";
    const labels = { app: "pg" };
    const owned = { metadata: { labels }, spec: template.spec };
    const spec = { serviceName: "pg", replicas: 2, selector: { matchLabels: labels }, template: owned };
    await kube.create(`${APPS}/statefulsets`, { metadata: { name: "pg" }, spec });
    const { metadata } = await kube.get<{ metadata: { uid: string } }>(`${APPS}/statefulsets/pg`);
    const ownerReferences = [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "pg", uid: metadata.uid, controller: true }];
    for (const [name, podIp] of [
      ["pg-0", "10.244.1.60"],
      ["pg-1", "10.244.1.61"],
    ] as const) {
      await addPod(name, podIp);
      await kube.merge(`${PODS}/${name}`, { metadata: { labels, ownerReferences } });
    }
    const target = { kind: "Pod", namespace: "shop", name: "pg-0" };
    await carryOut({ action: "attach", ips: [address], target, scope: "running" });
    await carryOut({ action: "move", ip: address, to: { namespace: "shop", name: "pg-1" } });
    expect((await held("pg-0")).metadata.annotations).toBeUndefined();
    await carryOut({ action: "move", ip: address, to: { namespace: "shop", name: "pg-0" } });
    await kube.merge(`${PODS}/pg-1`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: null } } });
    await eventually(() => expect(view().assessments.get(address)?.nodes[0]?.standbys).toEqual([]));

    await carryOut({ action: "move", ip: address, to: { namespace: "shop", name: "pg-0" }, standbys: true });
    expect((await held("pg-1")).metadata.annotations).toEqual({ [FLOATING_IPS_ANNOTATION]: JSON.stringify([address]) });
    expect(view().assessments.get(address)?.nodes[0]?.standbys).toHaveLength(1);
  });

  test("a reservation is made, extended, and let go", async () => {
    await carryOut({ action: "reserve", cidrs: [ip], name: "floating" });
    await eventually(() => expect(cluster.snapshot.ipReservations.get("floating")?.reservedCIDRs).toEqual([`${ip}/32`]));
    await carryOut({ action: "reserve", cidrs: ["10.99.0.16/28"], name: "floating" });
    await eventually(() => expect(cluster.snapshot.ipReservations.get("floating")?.reservedCIDRs).toHaveLength(2));
    const gone = await carryOut({ action: "unreserve", cidrs: ["10.99.0.0/24"], name: "floating" });
    await eventually(() => expect(cluster.snapshot.ipReservations.size).toBe(0));
    const again = await apply(await makeUndo(portsOf("admin"), { id: "unreserve", steps: gone }));
    await eventually(() => expect(cluster.snapshot.ipReservations.get("floating")?.reservedCIDRs).toHaveLength(2));
    await apply(await makeUndo(portsOf("admin"), { id: "undo", steps: again }));
    await eventually(() => expect(cluster.snapshot.ipReservations.size).toBe(0));
  });

  test("the guard is set and ended", async () => {
    await carryOut({ action: "set-guard", mode: "deny" });
    await carryOut({ action: "set-guard", mode: "off" });
  });

  test("a refusal says what is wrong at its field, and makes no plan", async () => {
    const target = { kind: "Pod", namespace: "shop", name: "gw-a" };
    await expect(ask({ action: "attach", ips: [ip, "010.99.0.41"], target, scope: "running" })).rejects.toMatchObject({
      code: "address-not-canonical",
      shown: { errors: [{ pointer: "#/ips/1", code: "address-leading-zero", detail: expect.stringContaining("10.99.0.41") }] },
    });
  });

  test("who may not write sees the plan, with the rule that is missing, and cannot apply it", async () => {
    const { plan } = await ask({ action: "set-felix-gate", enabled: false }, "reader");

    expect(plan.steps[0]?.dryRun).toMatchObject({ ok: false, code: "forbidden", rule: expect.stringContaining("felixconfigurations") });
    expect(plan.blockers).toMatchObject([{ code: "write-forbidden", text: expect.stringContaining("felixconfigurations") }]);
  });

  test("who changed the object since then loses nothing: the write is for the version that was shown", async () => {
    const { steps } = await ask({
      action: "attach",
      ips: [ip],
      target: { kind: "Pod", namespace: "shop", name: "gw-a" },
      scope: "running",
    });
    await kube.merge(`${PODS}/gw-a`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.77"]' } } });
    const [step] = steps;

    expect(step && (await portsOf("admin").writer.apply(step.write))).toMatchObject({ ok: false, failure: { code: "conflict" } });
    expect((await held("gw-a")).metadata.annotations).toEqual({ [FLOATING_IPS_ANNOTATION]: '["10.99.0.77"]' });
  });
});
