import { afterEach, describe, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { createApiClient } from "./api-client.ts";
import { REFLECTOR_TIMING, type Reflector, type ReflectorTiming, startReflector } from "./reflector.ts";
import { nodes } from "./resources/nodes.ts";
import { createSourceBoard } from "./source-board.ts";
import { createSourceFeed } from "./source-feed.ts";
import { createSnapshotStore } from "./store.ts";
import { GONE_LINE, type PlayedApiServer, playApiServer } from "./testing/play-api-server.ts";

const QUICK: ReflectorTiming = {
  ...REFLECTOR_TIMING,
  backoff: { firstMs: 1, baseMs: 20, capMs: 40 },
  forbiddenMs: 20,
  missingMs: 20,
  watchListSilenceMs: 50,
};

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Setup = {
  isLarge?: boolean;
  pageSize?: number;
  watchList?: "refused" | "ignored";
  timing?: Partial<ReflectorTiming>;
  objects?: readonly string[];
};

async function reflect({ isLarge = false, timing, objects = ["a", "b"], ...server }: Setup = {}) {
  const played = await playApiServer(server);
  for (const name of objects) played.put(name);
  const api = createApiClient({ kubeconfig: played.kubeconfig, context: null });
  const store = createSnapshotStore({ name: "played", kubernetesVersion: null, apiGroup: null });
  const board = createSourceBoard(store);
  board.add("nodes");
  const states: string[] = [];
  store.subscribe((changes) => {
    const status = store.snapshot.sources.get("nodes");
    if (status && changes.some(({ collection }) => collection === "sources"))
      states.push([status.state, status.code].filter(Boolean).join(" "));
  });
  const reflector: Reflector = startReflector({
    api,
    target: { group: "", version: "v1", resource: "nodes", namespace: null, fieldSelector: null },
    feed: createSourceFeed("nodes", nodes, store, board),
    watchList: { isSupported: true },
    isLarge,
    timing: { ...QUICK, ...timing },
  });
  cleanups.push(
    () => played.stop(),
    () => api.close(),
    () => reflector.stop(),
  );
  return {
    played,
    reflector,
    states,
    names: () => [...store.snapshot.nodes.keys()],
    status: () => store.snapshot.sources.get("nodes"),
    synced: () => eventually(() => expect(store.snapshot.sources.get("nodes")?.state).toBe("synced")),
    watching: () => eventually(() => expect(played.openWatches()).toBe(1)),
  };
}

const lists = (played: PlayedApiServer) => played.requests.filter((url) => !url.searchParams.has("watch"));
const watches = (played: PlayedApiServer) => played.requests.filter((url) => url.searchParams.has("watch"));
const isWatch = (url: URL) => url.searchParams.has("watch") && url.pathname.endsWith("/nodes");
const isList = (url: URL) => !url.searchParams.has("watch") && url.pathname.endsWith("/nodes");

describe("while all is well", () => {
  test("it lists in pages, and watches from the version of the list, with bookmarks", async () => {
    const { played, names, watching } = await reflect({ pageSize: 2, objects: ["a", "b", "c", "d", "e"] });
    await watching();
    expect(names()).toEqual(["a", "b", "c", "d", "e"]);
    expect(lists(played).map((url) => url.searchParams.get("continue"))).toEqual([null, "2", "4"]);
    expect(Object.fromEntries(watches(played)[0]?.searchParams ?? [])).toMatchObject({
      resourceVersion: "105",
      allowWatchBookmarks: "true",
    });
  });

  test("what comes, changes and goes is followed", async () => {
    const { played, names, watching } = await reflect();
    await watching();
    played.put("c");
    played.remove("a");
    await eventually(() => expect(names()).toEqual(["b", "c"]));
  });

  test("an object that cannot be read costs no other", async () => {
    const { played, names, synced } = await reflect({ objects: [] });
    await synced();
    played.sendLine('{"type":"ADDED","object":{"metadata":{"name":"odd","resourceVersion":"900"}}}\n');
    played.put("c");
    await eventually(() => expect(names()).toEqual(["c"]));
    expect(lists(played)).toHaveLength(1);
  });

  test("an empty list, which Go writes as null, is in sync, and a proof of life", async () => {
    const { played, synced, names, status } = await reflect({ objects: [] });
    played.failNext(isList, { status: 200, body: { metadata: { resourceVersion: "1" }, items: null } });
    await synced();
    expect(names()).toEqual([]);
    expect(status()?.lastEventAt).not.toBeNull();
  });
});

describe("a watch that ends", () => {
  test("in order is resumed from the last version, bookmarks included, without a list", async () => {
    const { played, names, watching, states, synced } = await reflect();
    await watching();
    await synced();
    played.put("c");
    played.bookmark();
    await eventually(() => expect(names()).toContain("c"));
    played.endWatches();
    await eventually(() => expect(watches(played)).toHaveLength(2));
    expect(watches(played)[1]?.searchParams.get("resourceVersion")).toBe("104");
    expect(lists(played)).toHaveLength(1);
    expect(states).toEqual(["syncing", "synced"]);
  });

  test("goes silent for too long is taken for dead and resumed", async () => {
    const { played, synced } = await reflect({ timing: { idleMs: 100 } });
    await synced();
    await eventually(() => expect(watches(played).length).toBeGreaterThan(1));
    expect(lists(played)).toHaveLength(1);
  });

  test("and is resumed just before it counts as stale is in sync once the server has confirmed it", async () => {
    const { played, states, synced, watching } = await reflect({ timing: { graceMs: 100 } });
    await synced();
    await watching();
    played.dropConnections();
    await eventually(() => expect(states).toContain("stale unreachable"));
    await synced();
    expect(lists(played)).toHaveLength(1);
  });

  test("with 410 is followed by a list, which also finds what went unseen", async () => {
    const { played, names, watching, synced } = await reflect();
    await synced();
    await watching();
    played.removeUnseen("a");
    played.sendLine(GONE_LINE);
    await eventually(() => expect(names()).toEqual(["b"]));
    expect(lists(played)).toHaveLength(2);
  });

  test("with 410 is in sync since the new list: what was known before it may have missed something", async () => {
    const { played, names, status, watching, synced } = await reflect();
    await synced();
    await watching();
    const before = status()?.since ?? "";
    await eventually(() => expect(new Date().toISOString() > before).toBe(true));
    played.removeUnseen("a");
    played.sendLine(GONE_LINE);
    await eventually(() => expect(names()).toEqual(["b"]));
    await synced();
    expect(status()?.since.localeCompare(before)).toBe(1);
  });

  test("with an error of the server is followed by a list, and the Status is no object", async () => {
    const { played, names, watching, synced } = await reflect();
    await watching();
    played.sendLine('{"type":"ERROR","object":{"kind":"Status","code":500,"message":"boom","metadata":{"name":"x","uid":"x"}}}\n');
    await eventually(() => expect(lists(played)).toHaveLength(2));
    await synced();
    expect(names()).toEqual(["a", "b"]);
  });

  test.for([
    { name: "is not JSON", line: '{"type":"ADDED",\n' },
    { name: "is no event", line: '{"kind":"Status"}\n' },
    { name: "has no version", line: '{"type":"ADDED","object":{"metadata":{}}}\n' },
  ])("with a line that $name is followed by a list", async ({ line }) => {
    const { played, watching, synced, names } = await reflect();
    await watching();
    played.sendLine(line);
    await eventually(() => expect(lists(played)).toHaveLength(2));
    await synced();
    expect(names()).toEqual(["a", "b"]);
  });

  test("in the middle of a line loses no object", async () => {
    const { played, watching, names } = await reflect();
    await watching();
    played.sendLine('{"type":"ADDED","object":{"metadata":{"name":"half');
    played.endWatches();
    await eventually(() => expect(watches(played)).toHaveLength(2));
    await watching();
    played.put("c");
    await eventually(() => expect(names()).toEqual(["a", "b", "c"]));
  });
});

describe("a list that fails", () => {
  test("with 410 between two pages is begun again", async () => {
    const { played, synced, names } = await reflect({ pageSize: 1 });
    played.failNext((url) => url.searchParams.get("continue") === "1", { status: 410 });
    await synced();
    expect(names()).toEqual(["a", "b"]);
    expect(lists(played).map((url) => url.searchParams.get("continue"))).toContain(null);
  });

  test("is tried again until it works, and says why meanwhile", async () => {
    const { played, status, synced } = await reflect({ timing: { graceMs: 0 } });
    played.failAll = () => ({ status: 503, body: { message: "starting" } });
    await eventually(() => expect(status()).toMatchObject({ code: "server-error", facts: { status: 503, detail: "starting" } }));
    played.failAll = null;
    await synced();
    expect(status()).toMatchObject({ code: null, reason: null });
  });
});

describe("a source that may not be read", () => {
  test("is forbidden with the rule that is needed, and comes when the right is granted", async () => {
    const { played, status, synced, names } = await reflect();
    await synced();
    played.failAll = () => ({ status: 403 });
    played.endWatches();
    await eventually(() => expect(names()).toEqual([]));
    expect(status()).toMatchObject({ state: "forbidden", facts: { verb: "list", resource: "nodes", scope: "cluster" } });

    played.failAll = null;
    await synced();
    expect(names()).toEqual(["a", "b"]);
  });

  test("keeps what it knows when it is refused once: a server that has just started refuses too", async () => {
    const { played, synced, watching, names, states } = await reflect();
    await synced();
    await watching();
    played.failNext(isWatch, { status: 403 });
    played.endWatches();
    await eventually(() => expect(states).toContain("forbidden forbidden"));
    expect(names()).toEqual(["a", "b"]);
    await synced();
  });

  test("a kind that is not there is absent, and comes when it is installed", async () => {
    const { played, states, synced } = await reflect();
    played.failAll = () => ({ status: 404 });
    await eventually(() => expect(states).toContain("absent kind-missing"));
    played.failAll = null;
    await synced();
  });
});

describe("WatchList", () => {
  test("streams what is there, and goes on as the watch", async () => {
    const { played, synced, names } = await reflect({ isLarge: true });
    await synced();
    played.put("c");
    await eventually(() => expect(names()).toEqual(["a", "b", "c"]));
    expect(lists(played)).toEqual([]);
    expect(watches(played)).toHaveLength(1);
  });

  test("after 410 finds what went unseen", async () => {
    const { played, synced, names } = await reflect({ isLarge: true });
    await synced();
    played.removeUnseen("a");
    played.sendLine(GONE_LINE);
    await eventually(() => expect(names()).toEqual(["b"]));
  });

  test("is refused by an older server: it is listed in pages", async () => {
    const { played, synced, names } = await reflect({ isLarge: true, watchList: "refused" });
    await synced();
    expect(names()).toEqual(["a", "b"]);
    expect(lists(played)).toHaveLength(1);
  });

  test("never begins on a server that ignores the wish: it is listed in pages", async () => {
    const { played, synced, names, watching } = await reflect({ isLarge: true, watchList: "ignored" });
    await synced();
    expect(names()).toEqual(["a", "b"]);
    expect(lists(played)).toHaveLength(1);
    await watching();
  });
});

test("a restart goes on from the last version, at once", async () => {
  const { played, reflector, watching, synced } = await reflect({
    timing: { backoff: { firstMs: 60_000, baseMs: 60_000, capMs: 60_000 } },
  });
  await synced();
  await watching();
  played.dropConnections();
  await eventually(() => expect(played.openWatches()).toBe(0));
  reflector.restart();
  await watching();
  expect(watches(played).at(-1)?.searchParams.get("resourceVersion")).toBe("102");
  expect(lists(played)).toHaveLength(1);
});
