import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Intent } from "../../lib/contract/plan-questions.ts";
import { applyObject } from "../control-plane/apply-manifest.ts";
import { until } from "../history/played-cluster.ts";
import { GROUPS, programs, startWritingCluster, type WritingCluster } from "./writing-cluster.ts";
import { startWritingConsole, type WritingConsole } from "./writing-console.ts";

const USERS = ["reader", "writer"] as const;
type User = (typeof USERS)[number];
type Bound = Parameters<typeof applyObject>[2] & { readonly subjects?: unknown };

const IP = "10.99.0.10";
const TAKEN = "10.99.0.11";
const deployment = { kind: "Deployment", namespace: "default", name: "gw" };

/** One of each action, and what its first step writes to. */
const ACTIONS: readonly (readonly [asked: object, resource: string, verb: string])[] = [
  [{ action: "attach", ips: [IP], target: deployment, scope: "both" }, "pods", "patch"],
  [{ action: "attach", ips: [IP], target: deployment, scope: "template" }, "deployments", "patch"],
  [{ action: "detach", ips: [TAKEN], target: { kind: "Pod", namespace: "default", name: "claims" }, scope: "running" }, "pods", "patch"],
  [{ action: "move", ip: TAKEN, to: { namespace: "default", name: "free" } }, "pods", "patch"],
  [{ action: "set-felix-gate", enabled: false }, "felixconfigurations", "patch"],
  [{ action: "set-felix-gate", enabled: false, node: "node-c" }, "felixconfigurations", "create"],
  [{ action: "reserve", name: "held", cidrs: ["10.244.200.1"] }, "ipreservations", "create"],
  [{ action: "set-cni-gate", enabled: false, restart: true }, "configmaps", "patch"],
  [{ action: "set-guard", mode: "deny" }, "validatingadmissionpolicies", "create"],
];

describe.skipIf(!programs).each(GROUPS)("on a real control plane (`npm run control-plane`), Calico in %s", (group) => {
  let cluster: WritingCluster;
  const folders: string[] = [];
  const consoles = new Map<User, WritingConsole>();

  beforeAll(async () => {
    cluster = await startWritingCluster(
      group,
      USERS.map((name) => ({ name })),
    );
    await cluster.addDeployment("gw", 2);
    await cluster.addPod({ name: "claims", node: "node-a", claim: [TAKEN] });
    await cluster.addPod({ name: "free", node: "node-b" });
    await give("reader", "deploy/buoy.yaml");
    await give("writer", "deploy/buoy.yaml", "deploy/write.yaml");
  });
  afterAll(async () => {
    for (const buoy of consoles.values()) await buoy.stop();
    await cluster?.stop();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  /** Binds the roles of the manifests as they stand there, to a user instead of the console's account. */
  async function give(user: User, ...files: readonly string[]): Promise<void> {
    const { url, token } = cluster.controlPlane;
    for (const file of files) {
      for (const document of parseAllDocuments(await readFile(file, "utf8"))) {
        const object = document.toJS() as Bound;
        if (object.kind === "Role" || object.kind === "ClusterRole") await applyObject(url, token("admin"), object);
        if (!object.kind.endsWith("Binding")) continue;
        const subjects = [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }];
        const metadata = { ...object.metadata, name: `${user}-${object.metadata.name}` };
        await applyObject(url, token("admin"), { ...object, metadata, subjects } as Bound);
      }
    }
  }

  async function consoleOf(user: User): Promise<WritingConsole> {
    const present = consoles.get(user);
    if (present) return present;
    const dataDir = await mkdtemp(path.join(tmpdir(), "buoy-rights-"));
    folders.push(dataDir);
    const buoy = await startWritingConsole({ kubeconfig: cluster.controlPlane.kubeconfig(user), dataDir });
    consoles.set(user, buoy);
    await until(
      () => buoy.live.list({}).items.some(({ ip, state }) => ip === TAKEN && state === "serving"),
      "the console knows the claims",
    );
    return buoy;
  }

  /** Every object that a plan could be about, but for what the player and leases change by themselves. */
  async function written(): Promise<string> {
    const paths = ["/api/v1/pods", "/apis/apps/v1/deployments", "/apis/apps/v1/daemonsets", "/api/v1/configmaps"];
    const calico = ["felixconfigurations", "ipreservations"].map((plural) => `${cluster.calico}/${plural}`);
    const guard = ["policies", "policybindings"].map((plural) => `/apis/admissionregistration.k8s.io/v1/validatingadmission${plural}`);
    const lists = await Promise.all([...paths, ...calico, ...guard].map((at) => cluster.client.list(at)));
    return lists
      .flatMap(({ items }) => items)
      .map(({ kind, metadata: { name, resourceVersion } }) => `${kind} ${name} ${resourceVersion}`)
      .toSorted()
      .join("\n");
  }

  test.for(ACTIONS)(
    "who may only read can look at the plan of %o, and is told which rule it needs; nothing is written",
    async ([asked, resource, verb]) => {
      const buoy = await consoleOf("reader");
      const before = await written();
      const plan = await buoy.planner.make(Intent.parse(asked));

      const namespace = resource === "configmaps" ? "kube-system" : ["pods", "deployments"].includes(resource) ? "default" : null;
      const blocker = plan.blockers.find(({ code, facts }) => code === "write-forbidden" && facts["resource"] === resource);
      const unread = blocker?.facts["verb"] === "get";
      expect(blocker).toMatchObject({ facts: { resource, namespace, verb: unread ? "get" : verb } });
      expect(JSON.parse(String(blocker?.facts["rule"]))).toMatchObject({ resources: [resource], verbs: unread ? ["get", verb] : [verb] });
      expect(blocker?.text).toContain(`cannot ${unread ? "get" : verb} resource "${resource}"`);
      await expect(buoy.planner.apply(plan.id, "somebody")).rejects.toMatchObject({
        code: "conflict",
        facts: { reason: "write-forbidden" },
      });
      expect(await written()).toBe(before);
      expect((await buoy.planner.actions({ limit: 10 })).items).toEqual([]);
    },
  );

  test.for(ACTIONS)("the roles of the manifests are enough for %o, and to take it back", async ([asked]) => {
    const buoy = await consoleOf("writer");
    const { actionId } = await buoy.begin(Intent.parse(asked));
    expect(await buoy.ended(actionId)).toMatchObject({ state: "done", verification: { state: "verified" } });
    const { actionId: undoId } = await buoy.apply(await buoy.planner.undo(actionId));
    expect(await buoy.ended(undoId)).toMatchObject({ state: "done", verification: { state: "verified" } });
  });
});
