import { describe, expect, test, vi } from "vitest";
import type { Transition } from "#lib/domain/history/transition.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { stateOf } from "./state.ts";
import { createStoreFront } from "./store-front.ts";

const NOTES = { owner: "team edge", text: "", runbook: "" };

function aFront(isOpen: boolean, code: "store-newer" | "recorder-starting" = "recorder-starting") {
  const history = createMemoryStore();
  const noticeNotes = vi.fn(async () => {});
  const noticeTransition = vi.fn();
  const state = () => stateOf({ store: "sqlite", state: "blind", code, since: 0 });
  const front = createStoreFront({ store: () => (isOpen ? history.store : null), state, noticeNotes, noticeTransition });
  return { front, history, noticeNotes, noticeTransition };
}

describe("before it is open", () => {
  test("it says that it is not available", async () => {
    await expect(aFront(false).front.notes("10.99.0.1")).rejects.toMatchObject({ code: "store-unavailable" });
  });

  test("or why it never will be", async () => {
    await expect(aFront(false, "store-newer").front.notes("10.99.0.1")).rejects.toMatchObject({ code: "store-newer" });
  });
});

test("a store that may be read is read, and not written", async () => {
  const readable = createMemoryStore().store;
  await readable.putNotes("10.99.0.1", NOTES, null, "ana", 1);
  const state = () => stateOf({ store: "sqlite", state: "blind", code: "recorder-starting", since: 0 });
  const front = createStoreFront({ store: () => null, state, noticeNotes: async () => {}, noticeTransition() {} }, () => readable);
  expect(await front.notes("10.99.0.1")).toMatchObject(NOTES);
  await expect(front.putNotes("10.99.0.1", NOTES, 1, "ana", 2)).rejects.toMatchObject({ code: "store-unavailable" });
});

test("notes that were written are shown", async () => {
  const { front, noticeNotes } = aFront(true);
  await front.putNotes("10.99.0.1", NOTES, null, "ana", 1);
  expect([await front.notes("10.99.0.1"), noticeNotes.mock.calls.length]).toMatchObject([NOTES, 1]);
});

test("an acknowledgement is shown; one of nothing is none", async () => {
  const { front, history, noticeTransition } = aFront(true);
  history.shared.transitions = [{ id: 1, ip: "10.99.0.1" } as Transition];
  await front.acknowledge(1, "ana", "seen", 5);
  await front.acknowledge(2, "ana", "seen", 5);
  expect(noticeTransition.mock.calls).toMatchObject([[{ id: 1, acknowledged: { by: "ana" } }]]);
});
