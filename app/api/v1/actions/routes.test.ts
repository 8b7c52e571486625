import { beforeEach, describe, expect, test } from "vitest";
import type { ActionQuery, ActionRecord, ActionStore } from "#lib/actions/action.ts";
import { anAction, aStep } from "#lib/actions/testing/objects.ts";
import { Action, ActionList } from "#lib/contract/plans.ts";
import type { Planner } from "#lib/runtime/planner.ts";
import { type Runtime, setRuntime } from "#lib/runtime/runtime.ts";
import { exportActions } from "#lib/services/export-actions.ts";
import { listActions } from "#lib/services/list-actions.ts";
import { GET } from "./route.ts";

const get = (query = "") => GET(new Request(`http://127.0.0.1:3000/api/v1/actions${query}`), undefined);

let kept: readonly ActionRecord[];
let asked: ActionQuery[];

beforeEach(() => {
  asked = [];
  kept = Array.from({ length: 250 }, (_, index) =>
    anAction([aStep("gw-0", "1", "line\nbreak")], {
      id: `id-${String(999 - index)}`,
      startedAt: new Date(1_787_000_000_000 - index * 1_000).toISOString(),
    }),
  );
  // What a database does with the filter is for its own tests.
  const list: ActionStore["list"] = async (query) => {
    asked.push(query);
    const from = query.before === null ? 0 : kept.findIndex(({ id }) => id === query.before?.id) + 1;
    return kept.slice(from, from + query.limit);
  };
  const planner: Pick<Planner, "actions" | "exportActions"> = {
    actions: (question) => listActions({ list }, question),
    exportActions: (filter) => exportActions({ list }, filter, 1_787_000_000_000),
  };
  setRuntime({ planner } as unknown as Runtime);
});

describe("GET /api/v1/actions", () => {
  test("pages follow one another to the last", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: ActionList = ActionList.parse(await (await get(`?limit=100${cursor && `&cursor=${cursor}`}`)).json());
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(kept.map(({ id }) => id));
  });

  test("the filter is that of history: comma lists, and times in any offset", async () => {
    await get("?action=move,undo&by=ada&state=failed&from=2026-08-29T05:00:00%2B02:00&to=2026-08-30T00:00:00Z");
    expect(asked).toMatchObject([
      {
        actions: ["move", "undo"],
        by: "ada",
        states: ["failed"],
        from: Date.parse("2026-08-29T03:00:00Z"),
        to: Date.parse("2026-08-30T00:00:00Z"),
      },
    ]);
  });

  test.for(["action=burn", "state=fine", "from=yesterday", "limit=0", "limit=201", "format=xml", "cursor=abc", "colour=red"])(
    "%s is refused",
    async (query) => {
      const response = await get(`?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "input-invalid" });
    },
  );

  test("as JSON lines it is a file with all of the filtered view, one action a line, and no write that is kept for the way back", async () => {
    const response = await get("?format=jsonl&limit=1&by=ada");
    expect(response.headers.get("content-type")).toBe("application/jsonl; charset=utf-8");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="buoy-activity-all-[\dTZ-]+\.jsonl"$/);
    const text = await response.text();
    const lines = text.split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => Action.parse(JSON.parse(line)).id)).toEqual(kept.map(({ id }) => id));
    expect(asked.every(({ by }) => by === "ada")).toBe(true);
    expect(JSON.parse(lines[0] ?? "").steps[0]).not.toHaveProperty("write");
    expect(JSON.parse(lines[0] ?? "")).not.toHaveProperty("leaseUntil");
  });

  test("nothing is no line", async () => {
    kept = [];
    expect(await (await get("?format=jsonl")).text()).toBe("");
  });
});
