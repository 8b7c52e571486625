import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlPlane, findPrograms, startControlPlane } from "../../../e2e/control-plane/control-plane.ts";
import { type Kube, kubeAt } from "../../../e2e/kube.ts";
import { forecastAdd } from "../forecast.ts";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { type CniTable, type FelixRow, readTestdata } from "../testing/yardsticks.ts";
import type { GuardIntent } from "./guard.ts";
import { planSetGuard, type Stored, type StoredGuard } from "./guard.ts";
import { aView } from "./testing/view.ts";

const programs = await findPrograms();
const POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
const NAME = "/buoy-floating-ips";
const PODS = "/api/v1/namespaces/shop/pods";
/** The API server takes a policy up a while after it is stored. */
const PATIENCE_MS = 30_000;

const felixRows = readTestdata<{ readonly rows: readonly FelixRow[] }>("calico/felix-annotation-table.json").rows;
const dualRows = readTestdata<{ readonly rows: readonly FelixRow[] }>("calico/felix-dual-stack-table.json").rows;
const cniRows = readTestdata<CniTable>("calico/cni-add-table.json").rows;
const values = [...new Set([...felixRows, ...dualRows, ...cniRows].flatMap(({ annotation }) => annotation ?? []))];

/** Whether Calico takes all of a value, on pods that have both families. */
const isGood = (value: string) => forecastAdd({ value, families: { v4: true, v6: true }, flag: true }).ok;

const containers = [{ name: "c", image: "i" }];
const template = (value: string) => ({
  metadata: { labels: { app: "gw" }, annotations: { [FLOATING_IPS_ANNOTATION]: value } },
  spec: { containers },
});
const selector = { matchLabels: { app: "gw" } };
const job = (value: string) => ({ template: { ...template(value), spec: { containers, restartPolicy: "Never" } } });
const KINDS = {
  Pod: { path: PODS, object: (value: string) => ({ ...template(value) }) },
  Deployment: {
    path: "/apis/apps/v1/namespaces/shop/deployments",
    object: (value: string) => ({ spec: { selector, template: template(value) } }),
  },
  StatefulSet: {
    path: "/apis/apps/v1/namespaces/shop/statefulsets",
    object: (value: string) => ({ spec: { selector, serviceName: "gw", template: template(value) } }),
  },
  DaemonSet: {
    path: "/apis/apps/v1/namespaces/shop/daemonsets",
    object: (value: string) => ({ spec: { selector, template: template(value) } }),
  },
  ReplicaSet: {
    path: "/apis/apps/v1/namespaces/shop/replicasets",
    object: (value: string) => ({ spec: { selector, template: template(value) } }),
  },
  Job: { path: "/apis/batch/v1/namespaces/shop/jobs", object: (value: string) => ({ spec: job(value) }) },
  CronJob: {
    path: "/apis/batch/v1/namespaces/shop/cronjobs",
    object: (value: string) => ({ spec: { schedule: "0 3 * * *", jobTemplate: { spec: job(value) } } }),
  },
};

let plane: ControlPlane;
let kube: Kube;

async function stored(): Promise<StoredGuard> {
  const read = (path: string) => kube.get<Stored>(path).catch(() => null);
  return { policy: await read(POLICIES + NAME), binding: await read(BINDINGS + NAME) };
}

async function set(mode: GuardIntent["mode"]): Promise<number> {
  const answer = planSetGuard(aView(), { mode }, await stored());
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  for (const { verb, object, patch } of answer.plan.steps) {
    const path = object.kind === "ValidatingAdmissionPolicy" ? POLICIES : BINDINGS;
    if (verb === "create") await kube.create(path, patch);
    else if (verb === "patch") await kube.merge(path + NAME, patch);
    else await kube.remove(path + NAME);
  }
  return answer.plan.steps.length;
}

/** What the API server says to a new object with this value; `null` when it takes it. Nothing is stored. */
async function refusalOf(kind: keyof typeof KINDS, value: string): Promise<string | null> {
  const { path, object } = KINDS[kind];
  const full = object(value) as { metadata?: object };
  try {
    await kube.create(`${path}?dryRun=All`, { ...full, metadata: { ...full.metadata, name: "probe" } });
    return null;
  } catch (error) {
    return String(error);
  }
}

async function until(isReached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isReached())) {
    if (Date.now() > deadline) throw new Error("the API server did not take the policy up");
    await sleep(200);
  }
}

describe.skipIf(!programs)("the guard on a real API server", () => {
  beforeAll(async () => {
    if (!programs) return;
    plane = await startControlPlane(programs);
    kube = kubeAt(plane.url, plane.token("admin"));
    await kube.create("/api/v1/namespaces", { metadata: { name: "shop" } });
    // One that was wrong before the guard came.
    await kube.create(PODS, { ...template("{}"), metadata: { name: "wrong", annotations: { [FLOATING_IPS_ANNOTATION]: "{}" } } });
    await set("deny");
    await until(async () => (await refusalOf("Pod", "{}")) !== null);
  });
  afterAll(() => plane?.stop());

  test("is stored as it was planned: a second plan has nothing to do, and its expressions are sound", async () => {
    const { policy } = await stored();

    expect(await set("deny")).toBe(0);
    expect((policy as { status?: { typeChecking?: object } } | null)?.status?.typeChecking ?? {}).toEqual({});
  });

  test.for(Object.keys(KINDS) as (keyof typeof KINDS)[])("lets a good claim into a %s", async (kind) => {
    expect(await refusalOf(kind, '["10.99.0.10", "fd00::5"]')).toBeNull();
  });

  test.for(values)("lets no pod in that Calico would not take: %s", async (value) => {
    const refusal = await refusalOf("Pod", value);

    if (!isGood(value)) expect(refusal).toContain("must be a JSON list of IP addresses");
    const isPlain = /^\s*\[\s*"/.test(value) && !value.includes("\\");
    if (isGood(value) && isPlain) expect(refusal).toBeNull();
  });

  test.for((Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => kind !== "Pod"))(
    "guards the template of a %s with every value",
    async (kind) => {
      for (const value of values.filter((one) => !isGood(one)))
        expect({ value, refusal: await refusalOf(kind, value) }).not.toMatchObject({ refusal: null });
    },
  );

  test.for(['[\f"10.99.0.10"]', '["10.99.0.10"]\u00a0', '["10.99.0.10"]x', '["10.99.0.10"\n"10.99.0.11"]'])(
    "lets nothing in that only looks like a list: %j",
    async (value) => expect(await refusalOf("Pod", value)).not.toBeNull(),
  );

  test("leaves an object alone that was wrong before, and lets it be mended, labelled and ended", async () => {
    await kube.merge(`${PODS}/wrong`, { metadata: { labels: { seen: "yes" } } });
    await kube.merge(`${PODS}/wrong`, { metadata: { finalizers: ["example.org/hold"] } });
    await expect(kube.merge(`${PODS}/wrong`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: "[5]" } } })).rejects.toThrow("422");
    await expect(kube.merge(`${PODS}/wrong`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: "" } } })).rejects.toThrow("422");
    await kube.merge(`${PODS}/wrong`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: null } } });
    await kube.merge(`${PODS}/wrong`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.10"]' } } });
    await kube.merge(`${PODS}/wrong`, { metadata: { finalizers: null } });
    await kube.remove(`${PODS}/wrong`);
  });

  test("lets in what claims nothing", async () => {
    await kube.create(`${PODS}?dryRun=All`, { metadata: { name: "plain" }, spec: { containers } });
    await kube.create(`${PODS}?dryRun=All`, { metadata: { name: "other", annotations: { a: "b" } }, spec: { containers } });
  });

  test("only speaks in audit mode, and ends", async () => {
    await set("audit");
    await until(async () => (await refusalOf("Pod", "{}")) === null);
    await set("off");

    expect(await stored()).toEqual({ policy: null, binding: null });
  });
});
