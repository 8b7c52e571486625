import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlPlane, findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { type Kube, kubeAt } from "../../e2e/kube.ts";
import { createApiClient } from "./api-client.ts";
import { createWriter } from "./create-writer.ts";
import type { ObjectRef, WriteAnswer, Writer } from "./writer.ts";

const programs = await findPrograms();
const KEY = "cni.projectcalico.org/floatingIPs";

type Held = {
  metadata: { uid: string; resourceVersion: string; annotations?: Record<string, string>; managedFields?: { manager: string }[] };
};

let plane: ControlPlane;
let kube: Kube;

const podRef = (name: string): ObjectRef => ({ group: "", version: "v1", resource: "pods", namespace: "shop", name });
const path = (name: string) => `/api/v1/namespaces/shop/pods/${name}`;
const held = (name: string) => kube.get<Held>(path(name));
const failureOf = (answer: WriteAnswer) => (answer.ok ? null : answer.failure);

async function addPod(name: string): Promise<Held> {
  await kube.create("/api/v1/namespaces/shop/pods", { metadata: { name }, spec: { containers: [{ name: "c", image: "i" }] } });
  return held(name);
}

function writerOf(user: string): Writer {
  return createWriter(createApiClient({ kubeconfig: plane.kubeconfig(user), context: null }));
}

const claim = (name: string, { metadata: { uid, resourceVersion } }: Held, value: string | null = '["172.16.0.10"]') => ({
  verb: "patch" as const,
  ref: podRef(name),
  patch: { metadata: { annotations: { [KEY]: value } } },
  uid,
  resourceVersion,
});

describe.skipIf(!programs)("writing to a real API server", () => {
  beforeAll(async () => {
    if (!programs) return;
    plane = await startControlPlane(programs, { users: [{ name: "nobody" }] });
    kube = kubeAt(plane.url, plane.token("admin"));
    await kube.create("/api/v1/namespaces", { metadata: { name: "shop" } });
  });
  afterAll(() => plane?.stop());

  test("a dry run answers with what would be stored, and stores nothing", async () => {
    const pod = await addPod("dry-0");
    const answer = await writerOf("admin").dryRun(claim("dry-0", pod));
    expect(answer).toMatchObject({ ok: true, object: { metadata: { annotations: { [KEY]: '["172.16.0.10"]' } } } });
    expect((await held("dry-0")).metadata).toMatchObject({ resourceVersion: pod.metadata.resourceVersion });
  });

  test("a patch is stored under the console's own field manager, and its key can be removed again", async () => {
    const writer = writerOf("admin");
    expect(await writer.apply(claim("set-0", await addPod("set-0")))).toMatchObject({ ok: true });
    const set = await held("set-0");
    expect(set.metadata.annotations).toEqual({ [KEY]: '["172.16.0.10"]' });
    expect(set.metadata.managedFields?.map(({ manager }) => manager)).toContain("buoy");
    expect(await writer.apply(claim("set-0", set, null))).toMatchObject({ ok: true });
    expect((await held("set-0")).metadata.annotations).toBeUndefined();
  });

  test("a patch for a version that somebody has changed is a conflict, and theirs stays", async () => {
    const pod = await addPod("late-0");
    await kube.merge(path("late-0"), { metadata: { annotations: { [KEY]: '["172.16.0.99"]' } } });
    expect(failureOf(await writerOf("admin").apply(claim("late-0", pod)))).toMatchObject({ code: "conflict" });
    expect((await held("late-0")).metadata.annotations).toEqual({ [KEY]: '["172.16.0.99"]' });
  });

  test("a pod that was made anew under the same name is another one", async () => {
    const pod = await addPod("anew-0");
    await kube.remove(path("anew-0"));
    await addPod("anew-0");
    expect(failureOf(await writerOf("admin").apply(claim("anew-0", pod)))).toMatchObject({ code: "conflict" });
  });

  test("what is gone is not found, what is there already is a conflict", async () => {
    const writer = writerOf("admin");
    const pod = await addPod("gone-0");
    await kube.remove(path("gone-0"));
    expect(failureOf(await writer.apply(claim("gone-0", pod)))).toMatchObject({ code: "not-found" });
    const ref = { group: "", version: "v1", resource: "configmaps", namespace: "shop", name: "one" };
    const create = { verb: "create" as const, ref, object: { metadata: { name: "one" }, data: { a: "b" } } };
    expect(await writer.apply(create)).toMatchObject({ ok: true });
    expect(failureOf(await writer.apply(create))).toMatchObject({ code: "conflict" });
  });

  test("a delete takes the version it was made for, and no other", async () => {
    const writer = writerOf("admin");
    const ref = { group: "", version: "v1", resource: "configmaps", namespace: "shop", name: "two" };
    const created = await writer.apply({ verb: "create", ref, object: { metadata: { name: "two" } } });
    const { uid, resourceVersion } = (created as { object: Held }).object.metadata;
    expect(failureOf(await writer.apply({ verb: "delete", ref, uid, resourceVersion: "1" }))).toMatchObject({ code: "conflict" });
    expect(await writer.dryRun({ verb: "delete", ref, uid, resourceVersion })).toMatchObject({ ok: true });
    expect((await writer.read(ref)).ok).toBe(true);
    expect(await writer.apply({ verb: "delete", ref, uid, resourceVersion })).toMatchObject({ ok: true });
    expect(failureOf(await writer.read(ref))).toMatchObject({ code: "not-found" });
  });

  test("who may not is told which rule would allow it", async () => {
    const pod = await addPod("closed-0");
    const failure = failureOf(await writerOf("nobody").dryRun(claim("closed-0", pod)));
    expect(failure).toMatchObject({ code: "forbidden" });
    expect(JSON.parse(failure?.rule ?? "{}")).toEqual({
      apiGroups: [""],
      resources: ["pods"],
      resourceNames: ["closed-0"],
      verbs: ["patch"],
    });
  });

  test("what the server finds invalid is refused with its words", async () => {
    const { metadata } = await addPod("wrong-0");
    const patch = { metadata: { annotations: { "not a key!": "x" } } };
    const failure = failureOf(await writerOf("admin").dryRun({ verb: "patch", ref: podRef("wrong-0"), patch, ...metadata }));
    expect(failure).toMatchObject({ code: "refused", rule: null });
    expect(failure?.message).toContain("not a key!");
  });

  test("a server that is gone was never asked", async () => {
    const pod = await addPod("down-0");
    const writer = writerOf("admin");
    await plane.killApiServer();
    expect(failureOf(await writer.apply(claim("down-0", pod)))).toMatchObject({ code: "unreachable" });
    await plane.startApiServer();
  });
});
