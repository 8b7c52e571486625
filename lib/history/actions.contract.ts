import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ActionQuery, ActionRecord } from "#lib/actions/action.ts";
import { anAction, aStep } from "#lib/actions/testing/objects.ts";
import type { FullStore } from "./reopening-store.ts";
import { DAY } from "./testing/drafts.ts";

const START = Date.parse("2026-08-29T03:00:00.000Z");
const MINUTE = 60_000;

type Fields = Partial<ActionRecord> & { readonly at: number };

/** What every store does with actions: the same cases on each database. */
export function describeActions(name: string, open: (cluster: string) => Promise<FullStore>): void {
  describe(`the activity in ${name}`, () => {
    let store: FullStore;
    let other: FullStore;
    beforeAll(async () => {
      store = await open("activity");
      other = await open("activity of another cluster");
      for (const fields of [
        { id: "a", at: 0, action: "attach", by: "ada", state: "done", verification: { state: "verified", at: null, differences: [] } },
        { id: "b", at: 1, action: "move", by: "ben", state: "failed" },
        { id: "c", at: 1, action: "move", by: "ada", state: "done", verification: { state: "different", at: null, differences: [] } },
        { id: "d", at: 1, action: "undo", by: "ben", state: "interrupted" },
        { id: "e", at: 2, action: "reserve", by: "ada", state: "running" },
      ] satisfies Fields[]) {
        await store.actions.put(record(fields));
      }
      await other.actions.put(record({ id: "x", at: 1, state: "done" }));
    });
    afterAll(() => Promise.all([store.close(), other.close()]));

    const record = ({ at, ...fields }: Fields) => anAction([], { startedAt: new Date(START + at * MINUTE).toISOString(), ...fields });
    const ids = async (query: Partial<ActionQuery>) =>
      (await store.actions.list({ before: null, limit: 10, ...query })).map(({ id }) => id);

    test("an action comes back as it was put last", async () => {
      const put = anAction([aStep("gw-0", "1", "x")], { id: "whole" });
      await other.actions.put({ ...put, state: "running" });
      await other.actions.put({ ...put, state: "done" });
      expect(await other.actions.get("whole")).toEqual({ ...put, state: "done" });
      expect([await other.actions.running(), await store.actions.get("whole")]).toEqual([[], null]);
    });

    test("newest first, and of each question only what it asks for", async () => {
      expect(await ids({})).toEqual(["e", "d", "c", "b", "a"]);
      expect(await ids({ actions: ["move", "undo"] })).toEqual(["d", "c", "b"]);
      expect(await ids({ by: "ada" })).toEqual(["e", "c", "a"]);
      expect(await ids({ states: ["failed", "interrupted"] })).toEqual(["d", "b"]);
      expect(await ids({ outcomes: ["different", "failed"] })).toEqual(["c", "b"]);
      expect(await ids({ outcomes: ["verified"] })).toEqual(["a"]);
      expect(await ids({ from: START + MINUTE })).toEqual(["e", "d", "c", "b"]);
      expect(await ids({ to: START + MINUTE })).toEqual(["a"]);
      expect(await ids({ actions: ["move"], by: "ada", states: ["done"], from: START, to: START + 2 * MINUTE })).toEqual(["c"]);
      expect(await ids({ limit: 2 })).toEqual(["e", "d"]);
    });

    test("pages follow one another, also where several began in the same millisecond", async () => {
      const seen: string[] = [];
      for (let before: ActionQuery["before"] = null; ; ) {
        const [next] = await store.actions.list({ before, limit: 1 });
        if (!next) break;
        seen.push(next.id);
        before = next;
      }
      expect(seen).toEqual(["e", "d", "c", "b", "a"]);
    });

    test("it is kept as long as transitions are, and what still runs stays", async () => {
      const policy = { transitionDays: 400, evidenceDays: 90 };
      const later = (days: number) => START + days * DAY + MINUTE;
      expect(await store.forget({ transitionDays: 0, evidenceDays: 0 }, later(9_000), 500)).toEqual({ removed: 0, hasMore: false });
      expect(await store.forget(policy, later(399), 500)).toEqual({ removed: 0, hasMore: false });
      expect(await store.forget(policy, later(400), 500)).toEqual({ removed: 1, hasMore: false });
      expect(await ids({})).toEqual(["e", "d", "c", "b"]);
      expect(await store.forget(policy, later(500), 2)).toEqual({ removed: 2, hasMore: true });
      expect(await store.forget(policy, later(500), 2)).toMatchObject({ removed: 1 });
      expect(await ids({})).toEqual(["e"]);
      expect(await other.actions.get("x")).not.toBeNull();
    });
  });
}
