import { describe, expect, test } from "vitest";
import { HistoryPage } from "#lib/contract/history.ts";
import { aTransition, heldBy, IP } from "#lib/domain/history/testing/past.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import { StoreError } from "#lib/history/store.ts";
import { createMemoryStore, sharedHistory } from "#lib/history/testing/memory-store.ts";
import { csvOf } from "./export-csv.ts";
import { jsonOf } from "./export-json.ts";
import { exportPages, fileName, streamText } from "./export-pages.ts";
import type { HistoryFilter } from "./read-history.ts";

const storeOf = (transitions: readonly Transition[]) => createMemoryStore({ ...sharedHistory(), transitions: [...transitions] });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => aTransition({ id: index + 1, at: index, ip: index % 3 === 0 ? IP : "10.99.0.11" }));

async function csv(transitions: readonly Transition[], filter: HistoryFilter = {}): Promise<string> {
  return new Response(streamText(csvOf(await exportPages(storeOf(transitions).store, filter)))).text();
}

describe("the table of an export", () => {
  test("has a heading, CRLF, and a row for each transition, newest first", async () => {
    const rows = [
      aTransition({ id: 1, at: 1_000, from: heldBy("gw-0"), to: heldBy(), gapMs: null }),
      aTransition({ id: 2, at: [1_500, 2_000], kind: "assigned", from: heldBy(), to: heldBy("gw-1"), gapMs: { min: 500, max: 1_000 } }),
    ];
    const lines = (await csv(rows)).split("\r\n");

    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      "id,ip,kind,cause,detail,confidence,notBefore,notAfter,detectedAt,fromState,fromBackends,toState,toBackends,gapMinMs,gapMaxMs,overlapMinMs,overlapMaxMs,actor,actionId,incident,acknowledgedAt,acknowledgedBy,acknowledgedComment",
    );
    expect(lines[1]).toBe(
      "2,10.99.0.10,assigned,pod-deleted,,certain,1970-01-01T00:00:01.500Z,1970-01-01T00:00:02.000Z,1970-01-01T00:00:02.000Z,unserved,,serving,payments/gw-1@node-0[10.244.1.5],500,1000,,,,,,,,",
    );
    expect(lines[3]).toBe("");
  });

  test("has all of the filtered view, however many pages it takes", async () => {
    const lines = (await csv(many(1_700), { ip: IP })).trimEnd().split("\r\n");

    expect(lines).toHaveLength(1 + 567);
    expect(lines.slice(1).every((line) => line.includes(`,${IP},`))).toBe(true);
  });

  test.each([
    ["=HYPERLINK(“x”)", "'=HYPERLINK(“x”)"],
    ["+1", "'+1"],
    ["-1+1", "'-1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", `"'\t=1"`],
    ["＝1", "'＝1"],
    ['rack "7", moved', '"rack ""7"", moved"'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["plain 文本", "plain 文本"],
  ])("writes the comment %j as %j", async (comment, cell) => {
    const text = await csv([aTransition({ id: 1, acknowledged: { at: 0, by: "alice", comment } })]);

    expect(text.endsWith(`,alice,${cell}\r\n`)).toBe(true);
  });

  test("breaks off where the store fails on the way", async () => {
    const memory = storeOf(many(1_700));
    const stream = streamText(csvOf(await exportPages(memory.store, {})));
    memory.fail(new StoreError("store-unavailable", "gone"));

    await expect(new Response(stream).text()).rejects.toMatchObject({ code: "store-unavailable" });
  });

  test("is refused before it begins where the store is gone already", async () => {
    const memory = storeOf([]);
    memory.fail(new StoreError("store-unavailable", "gone"));

    await expect(exportPages(memory.store, {})).rejects.toMatchObject({ code: "store-unavailable" });
  });
});

describe("the JSON of an export", () => {
  test.each([0, 1, 1_700])("is one page of the contract with all %i transitions", async (count) => {
    const span = { source: "all", from: 0, to: 1, reason: "process-down" } as const;
    const pages = await exportPages(storeOf(many(count)).store, {}, true);
    const page = HistoryPage.parse(await new Response(streamText(jsonOf(pages, [span]))).json());

    expect(page.items.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, index) => count - index));
    expect(page).toMatchObject({ nextCursor: null, blind: [{ code: "process-down" }] });
  });
});

test("the name of a file has nothing in it that a file system dislikes", () => {
  expect(fileName("history", "fd00:99::1", 0, "csv")).toBe("buoy-history-fd00-99--1-1970-01-01T00-00-00Z.csv");
});
