import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveEvent, LiveView } from "#lib/services/live-view-port.ts";
import { createStreamHub, type HubOptions, PING_MS } from "./hub.ts";

const NOW = "2026-11-23T10:00:00.000Z";
const podsSynced = { source: "pods", state: "synced", since: NOW, lastEventAt: NOW, code: null, reason: null } as const;

/** A live view whose revisions are made by the test. Only what the hub uses. */
function fakeView(start = 100) {
  const listeners = new Set<(event: LiveEvent) => void>();
  let revision = start;
  const list = vi.fn(() => ({ observedAt: NOW, revision, items: [] }));
  const view = {
    instanceId: "a1-b2",
    revision: () => revision,
    list,
    status: () => ({ sources: [podsSynced] }),
    addressSpaceVersion: () => 7,
    subscribe(listener: (event: LiveEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as LiveView;
  return {
    view,
    list,
    listeners,
    emit: (event: LiveEvent) => {
      for (const listener of listeners) listener(event);
    },
    change(removed: string[] = []) {
      revision += 1;
      this.emit({ event: "change", data: { revision, observedAt: NOW, upserted: [], removed } });
    },
  };
}

/** Reads what has arrived, as the browser's EventSource would. */
function follow(stream: ReadableStream<Uint8Array>) {
  const seen: { event: string; id: string | null; data: Record<string, unknown> }[] = [];
  const state = { seen, isOver: false, error: undefined as unknown, names: () => seen.map((one) => one.event) };
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (const block of decoder
        .decode(value)
        .split("\n\n")
        .filter((text) => text.startsWith("event:"))) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
        seen.push({ event: field("event") ?? "", id: field("id"), data: JSON.parse(field("data") ?? "{}") });
      }
    }
  })()
    .catch((error: unknown) => {
      state.error = error;
    })
    .finally(() => {
      state.isOver = true;
    });
  return {
    ...state,
    cancel: () => reader.cancel(),
    get isOver() {
      return state.isOver;
    },
    get error() {
      return state.error;
    },
  };
}

const settle = (milliseconds = 60) => vi.advanceTimersByTimeAsync(milliseconds);
const quiet = () => new AbortController().signal;

function started(options: Partial<HubOptions> = {}) {
  const fake = fakeView();
  const hub = createStreamHub(fake.view, options);
  const open = (lastEventId: string | null = null, signal = quiet()) => follow(hub.open(lastEventId, signal));
  return { ...fake, hub, open, change: (removed?: string[]) => fake.change(removed) };
}

beforeEach(() => vi.useFakeTimers({ now: new Date(NOW) }));
afterEach(() => vi.useRealTimers());

describe("a stream begins with what its reader lacks", () => {
  test.each<[string, string | null, string[]]>([
    ["a first visit gets the whole list", null, ["snapshot", "source", "ping"]],
    ["a reader that has the last revision gets no list", "a1-b2-103", ["source", "ping"]],
    ["a reader that missed two gets the two", "a1-b2-101", ["change", "change", "source", "ping"]],
    ["the revision at the start is known", "a1-b2-100", ["change", "change", "change", "source", "ping"]],
    ["an older one is too far back", "a1-b2-99", ["snapshot", "source", "ping"]],
    ["one that is not made yet is not ours", "a1-b2-104", ["snapshot", "source", "ping"]],
    ["another process", "a1-b3-102", ["snapshot", "source", "ping"]],
    ["an id that is none", "a1-b2-1e2", ["snapshot", "source", "ping"]],
    ["an empty id", "", ["snapshot", "source", "ping"]],
  ])("%s", async (_, lastEventId, expected) => {
    const { open, change } = started();
    for (let i = 0; i < 3; i++) change();
    const reader = open(lastEventId);
    await settle();
    expect(reader.names()).toEqual(expected);
  });

  test("what the buffer had to forget is too far back", async () => {
    const { open, change } = started({ replay: { messages: 2, bytes: 1e6 } });
    for (let i = 0; i < 3; i++) change();
    const [tooFar, known] = [open("a1-b2-100"), open("a1-b2-101")];
    await settle();
    expect([tooFar.names()[0], known.names()[0]]).toEqual(["snapshot", "change"]);
  });

  test("a change too large to keep makes the next resume a whole list", async () => {
    const { open, change } = started({ replay: { messages: 10, bytes: 200 } });
    change(["x".repeat(300)]);
    const reader = open("a1-b2-100");
    await settle();
    expect(reader.names()[0]).toBe("snapshot");
  });

  test("ids name the process and the revision, and a ping has none", async () => {
    const { open, change } = started();
    const reader = open();
    change();
    await settle();
    expect(reader.seen.map((one) => [one.event, one.id])).toEqual([
      ["snapshot", "a1-b2-100"],
      ["source", null],
      ["ping", null],
      ["change", "a1-b2-101"],
    ]);
  });

  test("a change that was waiting is not told twice", async () => {
    const { open, change } = started();
    open();
    await settle();
    change();
    const late = open();
    await settle();
    expect(late.seen.map((one) => [one.event, one.data["revision"]])).toEqual([
      ["snapshot", 101],
      ["source", undefined],
      ["ping", undefined],
    ]);
  });
});

test("a reader sees one change per revision, in order", async () => {
  const { open, change } = started();
  const reader = open();
  await settle();
  for (let i = 0; i < 5; i++) change();
  await settle();
  expect(reader.seen.slice(3).map((one) => one.data["revision"])).toEqual([101, 102, 103, 104, 105]);
});

test("an event is written out once for all readers", async () => {
  const { open, emit } = started();
  const readers = [open(), open(), open()];
  await settle();
  const toJSON = vi.fn(() => ({ ...podsSynced }));
  emit({ event: "source", data: { ...podsSynced, toJSON } as typeof podsSynced });
  await settle();
  expect(readers.map((reader) => reader.names().at(-1))).toEqual(["source", "source", "source"]);
  expect(toJSON).toHaveBeenCalledTimes(1);
});

test("pages that come at once share one list", () => {
  const { open, list } = started();
  for (let i = 0; i < 10; i++) open();
  expect(list).toHaveBeenCalledTimes(1);
});

test("a ping comes every two seconds, with the clock and the oldest proof of life", async () => {
  const { open } = started();
  const reader = open();
  await settle(2 * PING_MS + 100);
  const pings = reader.seen.filter((one) => one.event === "ping");
  expect(pings.map((ping) => ping.data)).toEqual(
    [0, 2, 4].map((second) => ({ now: `2026-11-23T10:00:0${second}.000Z`, lastEventAt: NOW, sources: { pods: NOW }, addressSpace: 7 })),
  );
});

describe("a reader that does not keep up", () => {
  test("is dropped, and the others are not", async () => {
    const { hub, open, change } = started({ maxBacklog: 2_000 });
    const stuck = hub.open(null, quiet());
    const reader = open();
    for (let i = 0; i < 20; i++) {
      change(["x".repeat(200)]);
      await settle();
    }
    expect(hub.size).toBe(1);
    expect(reader.names().filter((name) => name === "change")).toHaveLength(20);
    await expect(stuck.getReader().read()).rejects.toThrow("too slow");
  });

  test("may be slow to take a list larger than that", async () => {
    const { hub, list, change } = started({ maxBacklog: 2_000 });
    list.mockReturnValue({ observedAt: "x".repeat(50_000), revision: 100, items: [] });
    hub.open(null, quiet());
    change();
    await settle();
    expect(hub.size).toBe(1);
  });
});

describe("a stream ends", () => {
  test("once, though both the signal and the stream tell that the reader left", async () => {
    const { hub, open } = started();
    const left = new AbortController();
    const reader = open(null, left.signal);
    open();
    left.abort();
    await reader.cancel();
    expect(hub.size).toBe(1);
  });

  test("at once for a reader that is already gone", () => {
    const { hub, open } = started();
    open(null, AbortSignal.abort());
    expect(hub.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("and with the last of them, the pings", async () => {
    const { open } = started();
    const reader = open();
    await reader.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("when the server stops, after what was waiting", async () => {
    const { hub, open, change, listeners } = started();
    const reader = open();
    change();
    hub.close();
    await settle();
    expect(reader.isOver).toBe(true);
    expect(reader.error).toBeUndefined();
    expect(reader.names().at(-1)).toBe("change");
    expect([hub.size, listeners.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
    expect(() => open()).toThrow(expect.objectContaining({ code: "not-ready" }));
  });
});

test("one stream too many is refused, and has its place once another ends", async () => {
  const { open } = started({ maxReaders: 2 });
  const first = open();
  open();
  expect(() => open()).toThrow(expect.objectContaining({ code: "too-many-streams" }));
  await first.cancel();
  expect(() => open()).not.toThrow();
});
