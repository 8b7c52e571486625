import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { HistoryPage, Transition } from "#lib/contract/history.ts";
import { eventually } from "../testing/eventually.ts";
import { exportHref, type HistoryFilters, historyQueries } from "./history.ts";
import { replaceTransition, rereadHistory, takeTransition } from "./history-live.ts";
import { queries } from "./queries.ts";

afterEach(() => vi.unstubAllGlobals());

const AT = "2026-08-29T03:12:40.000Z";
const IP = "10.99.0.10";
const backend = {
  namespace: "payments",
  name: "gw-0",
  uid: "u",
  node: "node-a",
  podIp: "10.244.1.5",
  ready: true,
  terminating: false,
  workload: null,
};

const aRow = (fields: Partial<Transition> = {}): Transition => ({
  id: 1,
  ip: IP,
  kind: "lost",
  cause: "pod-deleted",
  detail: null,
  confidence: "certain",
  notBefore: AT,
  notAfter: AT,
  detectedAt: AT,
  from: { state: "serving", nodes: [{ node: "node-a", backend }] },
  to: { state: "unserved", nodes: [] },
  gapMs: null,
  overlapMs: null,
  actor: null,
  actionId: null,
  incident: null,
  acknowledged: null,
  evidence: [],
  ...fields,
});

function aClient(filters: HistoryFilters, ...pages: readonly Transition[][]) {
  const client = new QueryClient();
  const { queryKey } = historyQueries.history(filters);
  const told = pages.map((items): HistoryPage => ({ items, nextCursor: null, blind: [] }));
  client.setQueryData(queryKey, { pages: told, pageParams: told.map(() => null) });
  const ids = () => client.getQueryData(queryKey)?.pages.map(({ items }) => items.map(({ id }) => id));
  return { client, queryKey, ids };
}

describe("a transition that is told while an answer from before is on its way", () => {
  /** An answer that comes when the test says so. */
  function slowly(items: readonly Transition[]) {
    let come = () => {};
    const isDue = new Promise<void>((resolve) => {
      come = resolve;
    });
    vi.stubGlobal("fetch", async () => {
      await isDue;
      return Response.json({ items, nextCursor: null, blind: [] });
    });
    return () => come();
  }
  const idsOf = (client: QueryClient) =>
    client.getQueryData(historyQueries.history({}).queryKey)?.pages.map(({ items }) => items.map(({ id }) => id));

  test("is in the first answer all the same", async () => {
    const client = new QueryClient();
    const come = slowly([aRow({ id: 1 })]);
    const first = client.fetchInfiniteQuery(historyQueries.history({}));
    takeTransition(client, aRow({ id: 2 }));
    come();
    await first;
    await eventually(() => expect(idsOf(client)).toEqual([[2, 1]]));
  });

  test("is in one that replaces another", async () => {
    const { client } = aClient({}, [aRow({ id: 1 })]);
    const come = slowly([aRow({ id: 1 })]);
    const next = client.fetchInfiniteQuery({ ...historyQueries.history({}), staleTime: 0 });
    takeTransition(client, aRow({ id: 2 }));
    come();
    await next;
    await eventually(() => expect(idsOf(client)).toEqual([[2, 1]]));
  });

  test("and what no event carries is asked for once more, where the first answer was on its way", async () => {
    const client = new QueryClient();
    let asked = 0;
    vi.stubGlobal("fetch", async () => {
      asked += 1;
      return Response.json({ items: [], nextCursor: null, blind: [] });
    });
    const observer = new InfiniteQueryObserver(client, historyQueries.history({}));
    const end = observer.subscribe(() => {});
    rereadHistory(client);
    await eventually(() => expect(asked).toBe(2));
    end();
  });
});

describe("a transition that was stored just now", () => {
  test("stands first, and the later pages stay", () => {
    const { client, ids } = aClient({}, [aRow({ id: 3 }), aRow({ id: 2 })], [aRow({ id: 1 })]);
    takeTransition(client, aRow({ id: 4 }));
    expect(ids()).toEqual([[4, 3, 2], [1]]);
  });

  test("is not there twice, though it was fetched and told", () => {
    const { client, ids } = aClient({}, [aRow({ id: 3 })], [aRow({ id: 2 })]);
    takeTransition(client, aRow({ id: 3 }));
    takeTransition(client, aRow({ id: 2 }));
    expect(ids()).toEqual([[3], [2]]);
  });

  test("keeps its place where a newer one was told first", () => {
    const { client, ids } = aClient({}, [aRow({ id: 1 })]);
    takeTransition(client, aRow({ id: 3 }));
    takeTransition(client, aRow({ id: 2 }));
    expect(ids()).toEqual([[3, 2, 1]]);
  });

  test.each<[HistoryFilters, boolean]>([
    [{ ip: IP, namespace: "payments", cause: ["pod-deleted"], kind: ["lost"] }, true],
    [{ cause: [], kind: [] }, true],
    [{ from: AT, to: "2026-08-29T03:12:41.000Z", acknowledged: false }, true],
    [{ ip: "10.99.0.11" }, false],
    [{ namespace: "edge" }, false],
    [{ cause: ["node-lost"] }, false],
    [{ kind: ["failover"] }, false],
    [{ to: AT }, false],
    [{ from: "2026-08-29T03:12:41.000Z" }, false],
    [{ acknowledged: true }, false],
  ])("is in the list of %j: %s", (filters, isIn) => {
    const { client, ids } = aClient(filters, []);
    takeTransition(client, aRow());
    expect(ids()).toEqual([isIn ? [1] : []]);
  });
});

test("an acknowledgement is shown in every list, without the evidence that lists do not have", () => {
  const { client, queryKey } = aClient({}, [aRow({ id: 2 }), aRow({ id: 1 })]);
  const acknowledged = { at: AT, by: "alice", comment: "rack was moved" };
  replaceTransition(client, aRow({ id: 1, acknowledged }));
  expect(client.getQueryData(queryKey)?.pages[0]?.items.map((row) => row.acknowledged?.by)).toEqual([undefined, "alice"]);
  expect(client.getQueryData(historyQueries.transition(1).queryKey)?.acknowledged).toEqual(acknowledged);
});

test("a list that nobody has asked for stays empty", () => {
  const client = new QueryClient();
  takeTransition(client, aRow());
  expect(client.getQueryData(queries.list().queryKey)).toBeUndefined();
});

test("a page is asked for with its filters, and the next one with its cursor", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve(Response.json({ items: [], nextCursor: asked.length === 1 ? "abc" : null, blind: [] }));
  });
  await new QueryClient().fetchInfiniteQuery({ ...historyQueries.history({ ip: "fd00::1", cause: ["node-lost", "moved"] }), pages: 2 });

  expect(asked).toEqual([
    "/api/v1/history?ip=fd00%3A%3A1&cause=node-lost%2Cmoved&limit=100",
    "/api/v1/history?ip=fd00%3A%3A1&cause=node-lost%2Cmoved&limit=100&cursor=abc",
  ]);
});

test("an export has the filters of the view", () => {
  expect([exportHref({ ip: IP, kind: [] }, "csv"), exportHref({ acknowledged: false }, "json")]).toEqual([
    `/api/v1/history?ip=${IP}&format=csv`,
    "/api/v1/history?acknowledged=false&all=true",
  ]);
});
