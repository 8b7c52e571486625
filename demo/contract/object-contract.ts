import { describe, expect, test } from "vitest";
import { aConfigMap, aPod, CONFIG_MAPS, NAMESPACE, PODS, type Subject, statusAfter } from "./subject.ts";

/** How objects are written, and how they go. */
export function objectContract(subject: () => Subject): void {
  const client = () => subject().client;

  describe("objects", () => {
    test("a generation counts the changes of a spec, where the kind has one", async () => {
      const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
      const matchLabels = { app: "counted" };
      const template = { metadata: { labels: matchLabels }, spec: aPod("").spec };
      const { metadata } = await client().create(path, {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "counted" },
        spec: { selector: { matchLabels }, template },
      });
      const labelled = await client().merge(`${path}/counted`, { metadata: { labels: { a: "b" } } });
      const scaled = await client().merge(`${path}/counted`, { spec: { replicas: 2 } });

      expect([metadata, labelled.metadata, scaled.metadata].map(({ generation }) => generation)).toEqual([1, 1, 2]);
      expect((await client().create(CONFIG_MAPS, aConfigMap("uncounted"))).metadata.generation).toBeUndefined();
    });

    test("a strategic patch merges lists by their key, a merge patch replaces them", async () => {
      await client().create(PODS, aPod("conditions"));
      const condition = (type: string) => ({ status: { conditions: [{ type, status: "True" }] } });
      const typesAfter = async (type: string, how: string) => {
        const pod = await client().patch(`${PODS}/conditions/status`, condition(type), how);
        return (pod["status"] as { conditions: { type: string }[] }).conditions.map((one) => one.type).toSorted();
      };
      await typesAfter("Ready", "strategic-merge-patch+json");

      expect(await typesAfter("Initialized", "strategic-merge-patch+json")).toEqual(["Initialized", "Ready"]);
      expect(await typesAfter("Ready", "merge-patch+json")).toEqual(["Ready"]);
    });

    test("a JSON patch that tests in vain changes nothing", async () => {
      await client().create(CONFIG_MAPS, aConfigMap("tested", { a: "1" }));
      const patch = (wanted: string) => [
        { op: "test", path: "/data/a", value: wanted },
        { op: "add", path: "/data/b~1c", value: "2" },
      ];

      expect(await statusAfter(client().patch(`${CONFIG_MAPS}/tested`, patch("9"), "json-patch+json"))).toBe(422);
      await client().create(PODS, { ...aPod("tested"), metadata: { name: "tested", annotations: { a: "1" } } });
      const slash = [{ op: "add", path: "/metadata/annotations/b~1c", value: "2" }];
      expect((await client().patch(`${PODS}/tested`, slash, "json-patch+json")).metadata.annotations).toEqual({ a: "1", "b/c": "2" });
    });

    test("an apply creates, merges, and takes away what its manager sets no more", async () => {
      const apply = (data: Record<string, string>) =>
        client().patch(`${CONFIG_MAPS}/applied?force=true`, aConfigMap("applied", data), "apply-patch+yaml");

      expect(await apply({ a: "1", b: "2" })).toMatchObject({ data: { a: "1", b: "2" } });
      await client().merge(`${CONFIG_MAPS}/applied`, { data: { theirs: "3" } });
      expect((await apply({ a: "1" }))["data"]).toEqual({ a: "1", theirs: "3" });
    });

    test("where a pod runs cannot be changed, and its status not by its own path", async () => {
      await client().create(PODS, aPod("fixed", "node-of-nobody"));
      await client().merge(`${PODS}/fixed`, { status: { phase: "Failed" } });

      expect(await statusAfter(client().merge(`${PODS}/fixed`, { spec: { nodeName: "elsewhere" } }))).toBe(422);
      expect(await client().get(`${PODS}/fixed`)).toMatchObject({ spec: { nodeName: "node-of-nobody" }, status: { phase: "Pending" } });
    });

    test("a pod is bound once", async () => {
      await client().create(PODS, aPod("bound"));
      const target = { apiVersion: "v1", kind: "Node", name: "node-of-nobody" };
      const bind = () =>
        client().create(`${PODS}/bound/binding`, { apiVersion: "v1", kind: "Binding", metadata: { name: "bound" }, target });
      await bind();

      expect(await statusAfter(bind())).toBe(409);
      expect(await client().get(`${PODS}/bound`)).toMatchObject({
        spec: { nodeName: "node-of-nobody" },
        status: { conditions: [{ type: "PodScheduled", status: "True" }] },
      });
    });

    test("get a UID, a version and a time, and exist once", async () => {
      const created = await client().create(CONFIG_MAPS, aConfigMap("once", { a: "1" }));

      expect(created.metadata).toMatchObject({
        uid: expect.any(String),
        resourceVersion: expect.any(String),
        creationTimestamp: expect.any(String),
      });
      expect(await statusAfter(client().create(CONFIG_MAPS, aConfigMap("once")))).toBe(409);
      expect(await client().get(`${CONFIG_MAPS}/nobody`)).toBeNull();
    });

    test("a merge patch sets keys, and null deletes them", async () => {
      await client().create(CONFIG_MAPS, aConfigMap("patched", { a: "1", b: "2" }));
      const patched = await client().merge(`${CONFIG_MAPS}/patched`, { data: { a: null, c: "3" } });

      expect(patched["data"]).toEqual({ b: "2", c: "3" });
    });

    test("a write that names an old version is refused", async () => {
      const first = await client().create(CONFIG_MAPS, aConfigMap("contended", { a: "1" }));
      await client().merge(`${CONFIG_MAPS}/contended`, { data: { a: "2" } });

      expect(await statusAfter(client().replace(`${CONFIG_MAPS}/contended`, { ...first, data: { a: "3" } }))).toBe(409);
      expect(
        await statusAfter(
          client().merge(`${CONFIG_MAPS}/contended`, { metadata: { resourceVersion: first.metadata.resourceVersion }, data: { a: "3" } }),
        ),
      ).toBe(409);
      expect(await client().get(`${CONFIG_MAPS}/contended`)).toMatchObject({ data: { a: "2" } });
    });

    test("a dry run answers what would be stored, and stores nothing", async () => {
      await client().create(CONFIG_MAPS, aConfigMap("dry", { a: "1" }));

      expect(await client().merge(`${CONFIG_MAPS}/dry?dryRun=All`, { data: { a: "2" } })).toMatchObject({ data: { a: "2" } });
      expect(await client().get(`${CONFIG_MAPS}/dry`)).toMatchObject({ data: { a: "1" } });
    });

    test("remember who wrote which field", async () => {
      const { metadata } = await client().create(CONFIG_MAPS, aConfigMap("managed", { a: "1" }));

      expect(metadata.managedFields).toMatchObject([{ manager: "player", fieldsV1: { "f:data": { "f:a": {} } } }]);
    });

    test("the status is written by its own path, and annotations with it", async () => {
      await client().create(PODS, aPod("status"));
      const annotations = { "cni.projectcalico.org/podIP": "10.0.0.1/32" };
      await client().merge(`${PODS}/status/status`, {
        metadata: { annotations },
        status: { phase: "Running", podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] },
      });

      expect(await client().get(`${PODS}/status`)).toMatchObject({
        metadata: { annotations },
        status: { phase: "Running", podIP: "10.0.0.1" },
      });
    });
  });

  describe("deletion", () => {
    test("a pod on a node is marked first, and goes when its kubelet says so", async () => {
      await client().create(PODS, aPod("slow", "node-of-nobody"));
      await client().remove(`${PODS}/slow`);

      expect((await client().get(`${PODS}/slow`))?.metadata.deletionTimestamp).toEqual(expect.any(String));
      await client().remove(`${PODS}/slow`, { graceSeconds: 0 });
      expect(await client().get(`${PODS}/slow`)).toBeNull();
    });

    test("an eviction leaves its mark, and a shorter time shortens", async () => {
      await client().create(PODS, aPod("evicted", "node-of-nobody"));
      const metadata = { name: "evicted", namespace: NAMESPACE };
      await client().create(`${PODS}/evicted/eviction`, { apiVersion: "policy/v1", kind: "Eviction", metadata });
      const seconds = async () => (await client().get(`${PODS}/evicted`))?.metadata.deletionGracePeriodSeconds;

      expect(await client().get(`${PODS}/evicted`)).toMatchObject({
        status: { conditions: [{ type: "DisruptionTarget", reason: "EvictionByEvictionAPI" }] },
      });
      expect(await seconds()).toBe(30);
      await client().remove(`${PODS}/evicted`, { graceSeconds: 1 });
      expect(await seconds()).toBe(1);
      await client().remove(`${PODS}/evicted`);
      expect(await seconds()).toBe(1);
    });

    test("an object with a finalizer stays, marked, until the finalizer goes", async () => {
      const held = { ...aConfigMap("held"), metadata: { name: "held", finalizers: ["buoy.test/held"] } };
      await client().create(CONFIG_MAPS, held);
      await client().remove(`${CONFIG_MAPS}/held`);

      expect((await client().get(`${CONFIG_MAPS}/held`))?.metadata.deletionTimestamp).toEqual(expect.any(String));
      await client().merge(`${CONFIG_MAPS}/held`, { metadata: { finalizers: null } });
      expect(await client().get(`${CONFIG_MAPS}/held`)).toBeNull();
    });

    test("with the UID of another object nothing is deleted", async () => {
      await client().create(CONFIG_MAPS, aConfigMap("kept"));

      expect(await statusAfter(client().remove(`${CONFIG_MAPS}/kept`, { uid: "11111111-1111-1111-1111-111111111111" }))).toBe(409);
      expect(await client().get(`${CONFIG_MAPS}/kept`)).not.toBeNull();
    });
  });
}
