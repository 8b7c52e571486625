import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { applyChange } from "#lib/contract/apply-change.ts";
import { queries } from "./queries.ts";

afterEach(() => vi.unstubAllGlobals());

const AT = "2026-08-29T03:12:40.000Z";

test("a slow fetch does not undo a live event", async () => {
  const answer = Promise.withResolvers<Response>();
  vi.stubGlobal("fetch", () => answer.promise);
  const client = new QueryClient();
  const { queryKey } = queries.list();
  client.setQueryData(queryKey, { revision: 9, observedAt: AT, items: [] });

  const refetch = client.fetchQuery({ ...queries.list(), staleTime: 0 });
  client.setQueryData(
    queryKey,
    (list) => list && applyChange(list, { revision: 11, observedAt: AT, upserted: [], removed: ["10.99.0.10"] }),
  );
  answer.resolve(Response.json({ revision: 10, observedAt: AT, items: [] }));
  await refetch;

  expect(client.getQueryData(queryKey)?.revision).toBe(11);
});

test("an event that is not newer changes nothing", () => {
  const list = { revision: 9, observedAt: AT, items: [] };

  expect(applyChange(list, { revision: 9, observedAt: AT, upserted: [], removed: [] })).toBe(list);
});
