import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeObject } from "../api-server/objects.ts";
import { ApiError, type Credentials, createClient, type KubeClient } from "../player/client.ts";

export type OpenedApiServer = {
  readonly credentials: Credentials;
  /** Makes the server forget its changes so far. */
  readonly compact: () => Promise<void>;
  close(): Promise<void>;
};

const NAMESPACE = "contract";
const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const aConfigMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, labels },
  data,
});
const aPod = (name: string, nodeName?: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { ...(nodeName ? { nodeName } : {}), containers: [{ name: "app", image: "example.invalid/app" }] },
});

/** What the console and the player need of an API server. Every server that they are tried on passes this. */
export function apiServerContract(open: () => Promise<OpenedApiServer>): void {
  let server: OpenedApiServer;
  let client: KubeClient;

  beforeAll(async () => {
    server = await open();
    client = createClient(server.credentials);
    await client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const statusOf = (act: Promise<unknown>) =>
    act.then(
      () => 200,
      (error: unknown) => (error instanceof ApiError ? error.status : Promise.reject(error)),
    );
  const events = async (path: string, version: string, count: number): Promise<string[]> => {
    const seen: string[] = [];
    const abort = AbortSignal.timeout(10_000);
    for await (const { type, object } of client.watch(path, version, abort)) {
      if (type === "BOOKMARK") continue;
      seen.push(type === "ERROR" ? `ERROR ${String(object["code"])}` : `${type} ${object.metadata.name}`);
      if (seen.length === count) break;
    }
    return seen;
  };

  describe("discovery", () => {
    test("says its version, its groups and its kinds", async () => {
      expect(await client.get("/version")).toHaveProperty("gitVersion");
      expect(await client.get("/apis")).toMatchObject({ groups: expect.arrayContaining([expect.objectContaining({ name: "apps" })]) });
      expect(await client.get("/api/v1")).toMatchObject({
        resources: expect.arrayContaining([expect.objectContaining({ name: "pods", namespaced: true })]),
      });
    });

    test("answers whether one may do something", async () => {
      const review = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes: { verb: "list", resource: "pods" } },
      };
      expect(await client.create("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)).toMatchObject({
        status: { allowed: true },
      });
    });
  });

  describe("objects", () => {
    test("get a UID, a version and a time, and exist once", async () => {
      const created = await client.create(CONFIG_MAPS, aConfigMap("once", { a: "1" }));

      expect(created.metadata).toMatchObject({
        uid: expect.any(String),
        resourceVersion: expect.any(String),
        creationTimestamp: expect.any(String),
      });
      expect(await statusOf(client.create(CONFIG_MAPS, aConfigMap("once")))).toBe(409);
      expect(await client.get(`${CONFIG_MAPS}/nobody`)).toBeNull();
    });

    test("a merge patch sets keys, and null deletes them", async () => {
      await client.create(CONFIG_MAPS, aConfigMap("patched", { a: "1", b: "2" }));
      const patched = await client.merge(`${CONFIG_MAPS}/patched`, { data: { a: null, c: "3" } });

      expect(patched["data"]).toEqual({ b: "2", c: "3" });
    });

    test("a write that names an old version is refused", async () => {
      const first = await client.create(CONFIG_MAPS, aConfigMap("contended", { a: "1" }));
      await client.merge(`${CONFIG_MAPS}/contended`, { data: { a: "2" } });

      expect(await statusOf(client.replace(`${CONFIG_MAPS}/contended`, { ...first, data: { a: "3" } }))).toBe(409);
      expect(
        await statusOf(
          client.merge(`${CONFIG_MAPS}/contended`, { metadata: { resourceVersion: first.metadata.resourceVersion }, data: { a: "3" } }),
        ),
      ).toBe(409);
      expect(await client.get(`${CONFIG_MAPS}/contended`)).toMatchObject({ data: { a: "2" } });
    });

    test("a dry run answers what would be stored, and stores nothing", async () => {
      await client.create(CONFIG_MAPS, aConfigMap("dry", { a: "1" }));

      expect(await client.merge(`${CONFIG_MAPS}/dry?dryRun=All`, { data: { a: "2" } })).toMatchObject({ data: { a: "2" } });
      expect(await client.get(`${CONFIG_MAPS}/dry`)).toMatchObject({ data: { a: "1" } });
    });

    test("remember who wrote which field", async () => {
      const { metadata } = await client.create(CONFIG_MAPS, aConfigMap("managed", { a: "1" }));

      expect(metadata.managedFields).toMatchObject([{ manager: "player", fieldsV1: { "f:data": { "f:a": {} } } }]);
    });

    test("the status is written by its own path, and annotations with it", async () => {
      await client.create(PODS, aPod("status"));
      const annotations = { "cni.projectcalico.org/podIP": "10.0.0.1/32" };
      await client.merge(`${PODS}/status/status`, {
        metadata: { annotations },
        status: { phase: "Running", podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] },
      });

      expect(await client.get(`${PODS}/status`)).toMatchObject({
        metadata: { annotations },
        status: { phase: "Running", podIP: "10.0.0.1" },
      });
    });
  });

  describe("deletion", () => {
    test("a pod on a node is marked first, and goes when its kubelet says so", async () => {
      await client.create(PODS, aPod("slow", "node-of-nobody"));
      await client.remove(`${PODS}/slow`);

      expect((await client.get(`${PODS}/slow`))?.metadata.deletionTimestamp).toEqual(expect.any(String));
      await client.remove(`${PODS}/slow`, { graceSeconds: 0 });
      expect(await client.get(`${PODS}/slow`)).toBeNull();
    });

    test("with the UID of another object nothing is deleted", async () => {
      await client.create(CONFIG_MAPS, aConfigMap("kept"));

      expect(await statusOf(client.remove(`${CONFIG_MAPS}/kept`, { uid: "11111111-1111-1111-1111-111111111111" }))).toBe(409);
      expect(await client.get(`${CONFIG_MAPS}/kept`)).not.toBeNull();
    });
  });

  describe("lists", () => {
    test("come in pages that are all of one version", async () => {
      for (const name of ["page-a", "page-b", "page-c"]) await client.create(CONFIG_MAPS, aConfigMap(name, {}, { of: "pages" }));
      const names: string[] = [];
      const versions = new Set<string | undefined>();
      let token = "";
      do {
        const page = (await client.get(
          `${CONFIG_MAPS}?labelSelector=of%3Dpages&limit=2&continue=${encodeURIComponent(token)}`,
        )) as unknown as {
          items: KubeObject[];
          metadata: { continue?: string; resourceVersion: string };
        };
        names.push(...page.items.map(({ metadata }) => metadata.name));
        versions.add(page.metadata.resourceVersion);
        token = page.metadata.continue ?? "";
        // What comes in between belongs to no page of this list.
        if (names.length === 2) await client.create(CONFIG_MAPS, aConfigMap("page-bb", {}, { of: "pages" }));
      } while (token !== "");

      expect(names).toEqual(["page-a", "page-b", "page-c"]);
      expect(versions.size).toBe(1);
    });

    test("can be narrowed by fields", async () => {
      await client.create(PODS, aPod("here", "node-x"));
      const { items } = await client.list(`${PODS}?fieldSelector=spec.nodeName%3Dnode-x`);

      expect(items.map(({ metadata }) => metadata.name)).toEqual(["here"]);
    });
  });

  describe("watches", () => {
    test("begin after the version they name, and tell what came, changed and went", async () => {
      const { version } = await client.list(CONFIG_MAPS);
      const seen = events(CONFIG_MAPS, version, 3);
      await client.create(CONFIG_MAPS, aConfigMap("watched"));
      await client.merge(`${CONFIG_MAPS}/watched`, { data: { a: "1" } });
      await client.remove(`${CONFIG_MAPS}/watched`);

      expect(await seen).toEqual(["ADDED watched", "MODIFIED watched", "DELETED watched"]);
    });

    test("with a selector, an object that leaves its view is deleted from it", async () => {
      const { version } = await client.list(CONFIG_MAPS);
      const seen = events(`${CONFIG_MAPS}?labelSelector=color%3Dred`, version, 2);
      await client.create(CONFIG_MAPS, aConfigMap("painted", {}, { color: "red" }));
      await client.merge(`${CONFIG_MAPS}/painted`, { metadata: { labels: { color: "blue" } } });

      expect(await seen).toEqual(["ADDED painted", "DELETED painted"]);
    });

    test("can begin with what is there, and say when that was all", async () => {
      const path = `${CONFIG_MAPS}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3Dkept`;
      const types: string[] = [];
      for await (const { type, object } of client.watch(path, "", AbortSignal.timeout(10_000))) {
        types.push(type);
        if (object.metadata.annotations?.["k8s.io/initial-events-end"] === "true") break;
      }

      expect(types).toEqual(["ADDED", "BOOKMARK"]);
    });

    test("from a version that is gone are told so", async () => {
      const { version } = await client.list(CONFIG_MAPS);
      await client.create(CONFIG_MAPS, aConfigMap("forgotten"));
      await server.compact();

      expect(await events(CONFIG_MAPS, version, 1)).toEqual(["ERROR 410"]);
    });
  });
}
