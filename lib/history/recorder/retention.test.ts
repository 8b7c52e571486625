import { afterEach, expect, test, vi } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import type { HistoryStore, RetentionPolicy } from "../store.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { startRetention } from "./retention.ts";

const QUICK = { everyMs: 5, betweenMs: 1, untilRecordingMs: 1 };
const POLICY: RetentionPolicy = { transitionDays: 400, evidenceDays: 90 };

let stop = async () => {};
afterEach(() => stop());

/** A store with so many rows that are over their time. */
function aStore(rows: number) {
  const calls: { readonly policy: RetentionPolicy; readonly limit: number }[] = [];
  let left = rows;
  const store: HistoryStore = {
    ...createMemoryStore().store,
    async forget(policy, _now, limit) {
      calls.push({ policy, limit });
      const removed = Math.min(limit, left);
      left -= removed;
      return { removed, hasMore: left > 0 };
    },
  };
  return { store, calls, left: () => left };
}

test("it forgets in steps of 500 until nothing is over its time, and looks again later", async () => {
  const { store, calls, left } = aStore(1_200);
  stop = startRetention({ policy: POLICY, now: Date.now, store: () => store, timing: QUICK });
  await eventually(() => expect([left(), calls.length > 3]).toEqual([0, true]));
  expect(calls.every(({ limit, policy }) => limit === 500 && policy === POLICY)).toBe(true);
});

test("it waits for the seat", async () => {
  const { store, calls, left } = aStore(1);
  let isRecording = false;
  stop = startRetention({ policy: POLICY, now: Date.now, store: () => (isRecording ? store : null), timing: QUICK });
  expect(calls).toEqual([]);
  isRecording = true;
  await eventually(() => expect(left()).toBe(0));
});

test("it tries again after a failure", async () => {
  const { store, left } = aStore(1);
  const forget = vi.spyOn(store, "forget").mockRejectedValueOnce(new Error("the disk is full"));
  stop = startRetention({ policy: POLICY, now: Date.now, store: () => store, timing: QUICK });
  await eventually(() => expect(left()).toBe(0));
  expect(forget.mock.calls.length).toBeGreaterThan(1);
});

test("a policy that keeps everything asks for nothing", async () => {
  const { store, calls } = aStore(1);
  stop = startRetention({ policy: { transitionDays: 0, evidenceDays: 0 }, now: Date.now, store: () => store, timing: QUICK });
  await stop();
  expect(calls).toEqual([]);
});
