import type { Plan } from "../../lib/contract/plans.ts";
import type { Problem } from "../../lib/contract/problem.ts";
import { type Console, startConsole, untilReady } from "../console.ts";
import { addNamespace, addNode, addPod, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "plans" });

const CALICO = "/apis/crd.projectcalico.org/v1";
const pods = "/api/v1/namespaces/edge/pods";

async function ask(buoy: Console, intent: object): Promise<{ status: number; body: Plan & Problem }> {
  const response = await fetch(`${buoy.url}/api/v1/plans`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(intent),
  });
  return { status: response.status, body: (await response.json()) as Plan & Problem };
}

test.beforeAll(async ({ cluster: { kube } }) => {
  await addNamespace(kube, "edge");
  await addNode(kube, "node-a");
  await kube.create(`${CALICO}/ippools`, {
    apiVersion: "crd.projectcalico.org/v1",
    kind: "IPPool",
    metadata: { name: "floating" },
    spec: { cidr: "10.99.0.0/24", disabled: true, blockSize: 26, nodeSelector: "all()", ipipMode: "Never", vxlanMode: "Never" },
  });
  await addPod(kube, { namespace: "edge", name: "gw-0", node: "node-a", podIp: "10.244.1.10" });
  await addPod(kube, { namespace: "edge", name: "gw-1", node: "node-a", podIp: "10.244.1.20", floatingIps: ["10.99.0.11"] });
});

test("each refusal comes with its code at its field, and nothing was written", async ({ buoy, cluster: { kube } }) => {
  const target = { kind: "Pod", namespace: "edge", name: "gw-0" };
  const before = await kube.get<{ metadata: { resourceVersion: string } }>(pods);
  const refused = async (ips: string[]) => (await ask(buoy, { action: "attach", ips, target, scope: "running" })).body;

  for (const [ip, code] of [
    ["10.99.0", "address-invalid"],
    ["010.99.0.41", "address-not-canonical"],
    ["10.99.0.41/32", "address-not-canonical"],
    ["::ffff:10.99.0.41", "address-not-canonical"],
    ["fd00::5", "address-family"],
    ["10.98.0.1", "address-outside-pools"],
    ["10.244.1.20", "address-in-use"],
  ] as const) {
    expect(await refused(["10.99.0.40", ip])).toMatchObject({ status: 422, code, errors: [{ pointer: "#/ips/1" }] });
  }
  expect(await ask(buoy, { action: "attach", ips: ["10.99.0.40"], target, scope: "template" })).toMatchObject({
    status: 422,
    body: { code: "target-unsupported" },
  });
  expect((await kube.get<{ metadata: { resourceVersion: string } }>(pods)).metadata).toEqual(before.metadata);
});

test("a plan shows what the server would store, what becomes of the address, and how to write it by hand; nothing is stored", async ({
  buoy,
  cluster: { kube },
}) => {
  const before = await kube.get<object>(`${pods}/gw-0`);
  const { status, body: plan } = await ask(buoy, { action: "move", ip: "10.99.0.11", to: { namespace: "edge", name: "gw-0" } });

  expect(status).toBe(201);
  expect(plan.readOnly).toMatchObject({ code: "write-switched-off" });
  expect(plan.blockers).toEqual([]);
  expect(plan.steps).toMatchObject([{ object: { kind: "Pod", name: "gw-0" }, dryRun: { ok: true } }]);
  expect(plan.steps[0]?.diff).toContain("+    cni.projectcalico.org/floatingIPs");
  expect(plan.steps[0]?.kubectl).toContain("kubectl -n edge annotate --overwrite pod gw-0");
  expect(plan.consequences).toMatchObject([
    {
      ip: "10.99.0.11",
      before: { backends: [{ name: "gw-1" }] },
      after: { state: "serving", backends: [{ name: "gw-0" }], standbyCount: 1 },
    },
  ]);
  expect(await kube.get<object>(`${pods}/gw-0`)).toEqual(before);
});

test("what the contract does not know is refused", async ({ buoy }) => {
  expect(await ask(buoy, { action: "attach", ips: [], target: {}, scope: "all" })).toMatchObject({
    status: 400,
    body: { code: "input-invalid" },
  });
  expect(await ask(buoy, { action: "burn" })).toMatchObject({ status: 400 });
});

type Outcome = {
  state: string;
  verification: { state: string; differences: unknown[] };
  steps: { state: string }[];
  undo: { code: string } | null;
};

async function post<T>(url: string): Promise<{ status: number; body: T }> {
  const response = await fetch(url, { method: "POST" });
  return { status: response.status, body: (await response.json()) as T };
}

async function apply(buoy: Console, { id }: Plan): Promise<{ actionId: string; action: Outcome }> {
  const { status, body } = await post<{ actionId: string }>(`${buoy.url}/api/v1/plans/${id}/apply`);
  expect(status).toBe(202);
  const read = async () => (await (await fetch(`${buoy.url}/api/v1/actions/${body.actionId}`)).json()) as Outcome;
  await expect.poll(async () => (await read()).state).not.toBe("running");
  return { actionId: body.actionId, action: await read() };
}

test("a console that is read only applies nothing", async ({ buoy, cluster: { kube } }) => {
  const before = await kube.get<object>(`${pods}/gw-0`);
  const { body: plan } = await ask(buoy, { action: "move", ip: "10.99.0.11", to: { namespace: "edge", name: "gw-0" } });

  expect(await post(`${buoy.url}/api/v1/plans/${plan.id}/apply`)).toMatchObject({ status: 403, body: { code: "read-only" } });
  expect(await kube.get<object>(`${pods}/gw-0`)).toEqual(before);
});

test.describe("a console that writes", () => {
  let buoy: Console;
  test.beforeAll(async ({ cluster }) => {
    buoy = await startConsole({ KUBECONFIG: cluster.controlPlane.kubeconfig("admin"), BUOY_WRITE: "true" });
    await untilReady(buoy.url);
  });
  test.afterAll(() => buoy.stop());

  test("moves an address, verifies it from what it then sees, and takes it back", async ({ cluster: { kube } }) => {
    const { body: plan } = await ask(buoy, { action: "move", ip: "10.99.0.11", to: { namespace: "edge", name: "gw-0" } });
    const { actionId, action } = await apply(buoy, plan);
    expect(action).toMatchObject({ state: "done", verification: { state: "verified" }, undo: null });
    expect(JSON.stringify(await kube.get(`${pods}/gw-0`))).toContain("10.99.0.11");

    const { status, body: back } = await post<Plan>(`${buoy.url}/api/v1/actions/${actionId}/undo`);
    expect(status).toBe(201);
    expect(back.blockers).toEqual([]);
    expect((await apply(buoy, back)).action).toMatchObject({ state: "done", verification: { state: "verified" } });
    expect(JSON.stringify(await kube.get(`${pods}/gw-0`))).not.toContain("10.99.0.11");
    await expect
      .poll(async () => ((await (await fetch(`${buoy.url}/api/v1/actions/${actionId}`)).json()) as Outcome).undo?.code)
      .toBe("action-undone");
  });

  test("of two who change the same claim the second sees both versions, and nothing is lost", async ({ cluster: { kube } }) => {
    const target = { kind: "Pod", namespace: "edge", name: "gw-0" };
    const { body: plan } = await ask(buoy, { action: "attach", ips: ["10.99.0.40"], target, scope: "running" });
    const value = '["10.99.0.77"]';
    await kube.merge(`${pods}/gw-0`, { metadata: { annotations: { "cni.projectcalico.org/floatingIPs": value } } });

    const { status, body } = await post<Problem>(`${buoy.url}/api/v1/plans/${plan.id}/apply`);
    expect(status).toBe(409);
    expect(String(body.facts?.["current"])).toContain("10.99.0.77");
    expect(String(body.facts?.["planned"])).not.toContain("10.99.0.77");
    expect(JSON.stringify(await kube.get(`${pods}/gw-0`))).toContain("10.99.0.77");
    await kube.merge(`${pods}/gw-0`, { metadata: { annotations: { "cni.projectcalico.org/floatingIPs": null } } });
  });

  test("gives no address away that somebody got since the plan was made", async ({ cluster: { kube } }) => {
    const target = { kind: "Pod", namespace: "edge", name: "gw-0" };
    const { body: plan } = await ask(buoy, { action: "attach", ips: ["10.99.0.50"], target, scope: "running" });
    await addPod(kube, { namespace: "edge", name: "taker", node: "node-a", podIp: "10.99.0.50" });
    const isKnown = async () => (await fetch(`${buoy.url}/api/v1/addresses/10.99.0.50`)).text();
    await expect.poll(isKnown).toContain("taker");

    expect(await post(`${buoy.url}/api/v1/plans/${plan.id}/apply`)).toMatchObject({
      status: 409,
      body: { code: "conflict", facts: { reason: "address-of-pod" } },
    });
    expect(JSON.stringify(await kube.get(`${pods}/gw-0`))).not.toContain("10.99.0.50");
  });

  test("lists what was done, newest first", async () => {
    const { items } = (await (await fetch(`${buoy.url}/api/v1/actions`)).json()) as { items: { action: string }[] };

    expect(items.map(({ action }) => action)).toEqual(["undo", "move"]);
  });
});
