import { Agent, request } from "undici";
import { describe, expect, test } from "vitest";
import { aConfigMap, aPod, CONFIG_MAPS, type ListPage, PODS, type Subject, statusAfter } from "./subject.ts";

/** How objects are read: all, in pages, and as they change. */
export function watchContract(subject: () => Subject): void {
  const client = () => subject().client;
  const events = async (path: string, version: string, count: number): Promise<string[]> => {
    const seen: string[] = [];
    const abort = AbortSignal.timeout(10_000);
    for await (const { type, object } of client().watch(path, version, abort)) {
      if (type === "BOOKMARK") continue;
      seen.push(type === "ERROR" ? `ERROR ${String(object["code"])}` : `${type} ${object.metadata.name}`);
      if (seen.length === count) break;
    }
    return seen;
  };

  describe("lists", () => {
    test("come in pages that are all of one version", async () => {
      for (const name of ["page-a", "page-b", "page-c"]) await client().create(CONFIG_MAPS, aConfigMap(name, {}, { of: "pages" }));
      const names: string[] = [];
      const versions = new Set<string | undefined>();
      let token = "";
      do {
        const page = (await client().get(
          `${CONFIG_MAPS}?labelSelector=of%3Dpages&limit=2&continue=${encodeURIComponent(token)}`,
        )) as unknown as ListPage;
        names.push(...page.items.map(({ metadata }) => metadata.name));
        versions.add(page.metadata.resourceVersion);
        token = page.metadata.continue ?? "";
        // What comes in between belongs to no page of this list.
        if (names.length === 2) await client().create(CONFIG_MAPS, aConfigMap("page-bb", {}, { of: "pages" }));
      } while (token !== "");

      expect(names).toEqual(["page-a", "page-b", "page-c"]);
      expect(versions.size).toBe(1);
    });

    test("can be narrowed by fields", async () => {
      await client().create(PODS, aPod("here", "node-x"));
      const { items } = await client().list(`${PODS}?fieldSelector=spec.nodeName%3Dnode-x`);

      expect(items.map(({ metadata }) => metadata.name)).toEqual(["here"]);
    });
  });

  describe("watches", () => {
    test("answer at once, though nothing happens", async () => {
      const { version } = await client().list(PODS);
      const abort = new AbortController();
      const { token } = subject().server.credentials;
      const agent = new Agent({ connect: { rejectUnauthorized: false } });
      const asked = performance.now();
      const { statusCode, body } = await request(`${subject().server.credentials.url}${PODS}?watch=true&resourceVersion=${version}`, {
        dispatcher: agent,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        signal: abort.signal,
      });
      body.on("error", () => {});
      abort.abort();
      await agent.destroy();

      expect(statusCode).toBe(200);
      expect(performance.now() - asked).toBeLessThan(2_000);
    });

    test("end when the time they asked for is up", async () => {
      const { version } = await client().list(PODS);
      const types: string[] = [];
      for await (const { type } of client().watch(`${PODS}?timeoutSeconds=1`, version, AbortSignal.timeout(10_000))) types.push(type);

      expect(types.filter((type) => type !== "BOOKMARK")).toEqual([]);
    });

    test("begin after the version they name, and tell what came, changed and went", async () => {
      const { version } = await client().list(CONFIG_MAPS);
      const seen = events(CONFIG_MAPS, version, 3);
      await client().create(CONFIG_MAPS, aConfigMap("watched"));
      await client().merge(`${CONFIG_MAPS}/watched`, { data: { a: "1" } });
      await client().remove(`${CONFIG_MAPS}/watched`);

      expect(await seen).toEqual(["ADDED watched", "MODIFIED watched", "DELETED watched"]);
    });

    test("with a selector, an object that leaves its view is deleted from it", async () => {
      const { version } = await client().list(CONFIG_MAPS);
      const seen = events(`${CONFIG_MAPS}?labelSelector=color%3Dred`, version, 2);
      await client().create(CONFIG_MAPS, aConfigMap("painted", {}, { color: "red" }));
      await client().merge(`${CONFIG_MAPS}/painted`, { metadata: { labels: { color: "blue" } } });

      expect(await seen).toEqual(["ADDED painted", "DELETED painted"]);
    });

    test("can begin with what is there, and say when that was all", async () => {
      const path = `${CONFIG_MAPS}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3Dkept`;
      const types: string[] = [];
      for await (const { type, object } of client().watch(path, "", AbortSignal.timeout(10_000))) {
        types.push(type);
        if (object.metadata.annotations?.["k8s.io/initial-events-end"] === "true") break;
      }

      expect(types).toEqual(["ADDED", "BOOKMARK"]);
    });

    test("with bookmarks, tell how far they are though nothing happens", async () => {
      const { version } = await client().list(PODS);
      const seconds = subject().server.bookmarkWithinSeconds;
      const seen: { type: string; version: number }[] = [];
      for await (const { type, object } of client().watch(
        `${PODS}?timeoutSeconds=${seconds}`,
        version,
        AbortSignal.timeout(seconds * 1000),
      )) {
        seen.push({ type, version: Number(object.metadata.resourceVersion) });
        break;
      }

      expect(seen).toMatchObject([{ type: "BOOKMARK" }]);
      expect(seen[0]?.version).toBeGreaterThanOrEqual(Number(version));
    }, 100_000);

    test("and pages from a version that is gone are told so", async ({ skip }) => {
      const { compact } = subject().server;
      if (!compact) return skip("nobody may compact this cluster");
      const { version } = await client().list(CONFIG_MAPS);
      await client().create(CONFIG_MAPS, aConfigMap("forgotten"));
      const page = (await client().get(`${CONFIG_MAPS}?limit=1`)) as unknown as ListPage;
      await client().create(CONFIG_MAPS, aConfigMap("forgotten-too"));
      await compact();

      expect(await events(CONFIG_MAPS, version, 1)).toEqual(["ERROR 410"]);
      const rest = `${CONFIG_MAPS}?limit=1&continue=${encodeURIComponent(page.metadata.continue ?? "")}`;
      expect(await statusAfter(client().list(rest))).toBe(410);
    });
  });
}
