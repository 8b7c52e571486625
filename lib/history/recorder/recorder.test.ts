import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Transition } from "#lib/domain/history/transition.ts";
import { type HistoryStore, StoreError } from "../store.ts";
import { createMemoryStore, sharedHistory } from "../testing/memory-store.ts";
import type { Batch } from "./book.ts";
import { createRecorder } from "./recorder.ts";
import type { Recorder } from "./recorder-port.ts";
import { first, IP, playCluster, START, second } from "./testing/play-cluster.ts";
import { simpleRules } from "./testing/simple-rules.ts";

const clock = {
  get now() {
    return Date.now();
  },
  set now(ms: number) {
    vi.setSystemTime(ms);
  },
};

let running: Recorder[];
let histories: ReturnType<typeof createMemoryStore>[];
beforeEach(() => {
  running = [];
  histories = [];
  vi.useFakeTimers({ now: START });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const history of histories) history.fail(null);
  for (const recorder of running) await recorder.close();
});

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** A console: a cluster that the test plays, and a recorder with what it showed and told, in order. */
function aConsole(
  history = createMemoryStore(),
  pods = [first, second],
  options: { readonly openStore?: () => Promise<HistoryStore>; readonly steady?: () => number } = {},
) {
  const cluster = playCluster({ pods }, clock);
  const shown: string[] = [];
  const recorder = createRecorder({
    rules: simpleRules,
    kind: "sqlite",
    instanceId: `console-${running.length}`,
    now: Date.now,
    openStore: async () => history.store,
    ...options,
  });
  running.push(recorder);
  histories.push(history);
  recorder.subscribe((news) => {
    if (news.kind === "stored") shown.push(...news.transitions.map((row) => `stored ${nameOf(row)}`));
    if (news.kind === "state") shown.push(recorder.state().state);
  });
  const see = (batch: Batch, what = "change") => recorder.judge(batch).thenShow(() => shown.push(what));
  const alive = () => {
    for (const source of cluster.snapshot.sources.values()) Object.assign(source, { lastEventAt: new Date().toISOString() });
  };
  return {
    ...cluster,
    recorder,
    history,
    shown,
    see,
    alive,
    start: async () => {
      recorder.start(cluster.view);
      see(cluster.batch([]), "begin");
      await settle();
    },
    /** Time goes by, and the cluster proves that it is there. */
    live: async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        alive();
        await settle(1_000);
      }
    },
  };
}

const nameOf = ({ kind, to }: Transition) => `${kind} ${to.nodes.flatMap(({ backend }) => backend?.name ?? []).join()}`;
const rowsOf = ({ shared }: ReturnType<typeof createMemoryStore>) => shared.transitions.map(nameOf);
const spansOf = ({ shared }: ReturnType<typeof createMemoryStore>) =>
  shared.spans.map(({ source, from, to, reason }) => [source, from - START, to === null ? null : to - START, reason]);

describe("a console that records", () => {
  test("shows a change after it is stored, and tells of the transition after that", async () => {
    const it = aConsole();
    await it.start();
    it.see(it.pods({ first: undefined }));
    const before = [...it.shown];
    await settle();
    expect([before, it.shown, rowsOf(it.history)]).toEqual([
      ["recording", "begin"],
      ["recording", "begin", "change", "stored failover second"],
      ["failover second"],
    ]);
  });

  test("keeps the order: what moves nothing waits for what came before it", async () => {
    const it = aConsole();
    await it.start();
    it.shown.length = 0;
    it.see(it.pods({ first: undefined }), "one");
    it.see(it.batch([]), "two");
    it.see(it.pods({ second: undefined }), "three");
    await settle();
    expect(it.shown).toEqual(["one", "stored failover second", "two", "three", "stored lost "]);
  });

  test("stores what waited through a commit in one", async () => {
    const it = aConsole();
    await it.start();
    it.history.calls.length = 0;
    it.see(it.pods({ first: undefined }));
    it.see(it.pods({ second: undefined }));
    it.see(it.pods({ second }));
    await settle();
    expect(it.history.calls.map(({ transitions }) => transitions.length)).toEqual([1, 2]);
  });

  test("proves every second that it lives, as of the oldest proof of life of what it sees", async () => {
    const it = aConsole();
    await it.start();
    await it.live(3);
    expect(it.history.shared.heartbeat).toBe(START + 2_000);
  });

  test("remembers since when, and the last transition", async () => {
    const it = aConsole();
    await it.start();
    await settle(700);
    it.see(it.pods({ first: undefined }));
    await settle();
    expect(it.recorder.past.of(IP)).toMatchObject({
      known: { since: { notBefore: START + 700, notAfter: START + 700 } },
      lastTransition: { id: 1, kind: "failover" },
    });
  });
});

describe("a console that starts again", () => {
  async function died(downMs: number) {
    const it = aConsole();
    await it.start();
    await it.live(3);
    await it.recorder.close();
    running.length = 0;
    await settle(downMs);
    const { shared } = it.history;
    return createMemoryStore({ ...shared, holder: null });
  }

  test("finds everything as it was: no transition, and a blind span from its last proof of life to now", async () => {
    const again = aConsole(await died(60_000));
    await again.start();
    expect(rowsOf(again.history)).toEqual([]);
    expect(spansOf(again.history)).toEqual([["all", 2_000, 63_000, "process-down"]]);
  });

  test("and had died before its first heartbeat: blind since the last thing that it stored", async () => {
    const it = aConsole();
    await it.start();
    await settle(500);
    it.see(it.pods({ first: undefined }));
    await settle(200);
    const again = aConsole(createMemoryStore({ ...it.history.shared, heartbeat: null, holder: null }), [second]);
    await again.start();
    expect(spansOf(again.history)).toEqual([["all", 500, 700, "process-down"]]);
  });

  test("finds another backend: one transition, somewhere in that span", async () => {
    const again = aConsole(await died(60_000), [second]);
    await again.start();
    expect(again.history.shared.transitions).toMatchObject([
      { kind: "failover", cause: "not-observed", notBefore: START + 2_000, notAfter: START + 63_000 },
    ]);
  });

  test("waits for the sources to settle, and ends the span then", async () => {
    const again = aConsole(await died(60_000), []);
    again.source("pods", "syncing");
    await again.start();
    expect(spansOf(again.history)).toEqual([["all", 2_000, null, "process-down"]]);
    again.see(again.pods({ second }));
    await settle(500);
    again.see(again.source("pods", "synced"));
    await settle();
    expect(rowsOf(again.history)).toEqual(["failover second"]);
    expect(spansOf(again.history)).toEqual([["all", 2_000, 63_500, "process-down"]]);
  });

  test("keeps an address that was lost, and not one that was given up", async () => {
    const it = aConsole();
    await it.start();
    it.see(it.pods({ first: undefined, second: undefined }));
    await settle();
    expect([...it.recorder.past.kept()]).toEqual([IP]);
    const again = aConsole(createMemoryStore({ ...it.history.shared, holder: null }), []);
    await again.start();
    expect([[...again.recorder.past.kept()], again.recorder.past.knows("10.99.0.99")]).toEqual([[IP], false]);
  });
});

describe("a source that was out", () => {
  test("is a blind span of its own, from its last proof of life", async () => {
    const it = aConsole();
    await it.start();
    await it.live(4);
    it.see(it.source("pods", "stale", START + 2_500));
    await settle(3_000);
    it.see(it.pods({ first: undefined }));
    it.see(it.source("pods", "synced"));
    await settle();
    expect(spansOf(it.history)).toEqual([["pods", 2_500, 7_000, "watch-stale"]]);
    expect(it.history.shared.transitions).toMatchObject([{ cause: "not-observed", notBefore: START + 2_500, notAfter: START + 7_000 }]);
  });
});

describe("a store that does not answer", () => {
  test("holds a change up for two seconds and no longer, and the console says that it is blind", async () => {
    const it = aConsole();
    await it.start();
    it.shown.length = 0;
    it.history.fail("hang");
    it.see(it.pods({ first: undefined }));
    await settle(1_900);
    expect(it.shown).toEqual([]);
    await settle(200);
    expect([it.shown, it.recorder.state().code]).toEqual([["blind", "change"], "store-slow"]);
  });

  test("and then does: the transition is told of, exact, and the console records again", async () => {
    const it = aConsole();
    await it.start();
    it.history.fail("hang");
    it.see(it.pods({ first: undefined }));
    await settle(2_100);
    it.history.fail(null);
    await settle();
    expect([it.recorder.state().state, rowsOf(it.history), it.shown.at(-1)]).toEqual([
      "recording",
      ["failover second"],
      "stored failover second",
    ]);
    expect(it.history.shared.transitions).toMatchObject([{ notBefore: START, notAfter: START }]);
  });
});

describe("a store that fails", () => {
  const broken = new StoreError("store-full", "disk full");

  test("holds nothing up; what happens is stored when it is back, to the millisecond, and no span is blind", async () => {
    const it = aConsole();
    await it.start();
    await it.live(2);
    it.history.fail(broken);
    it.see(it.pods({ first: undefined }));
    await it.live(4);
    it.see(it.pods({ second: undefined }), "another");
    expect([it.recorder.state().code, it.shown.slice(-2)]).toEqual(["store-full", ["change", "another"]]);
    it.history.fail(null);
    await it.live(2);
    expect(it.history.shared.transitions.map(({ notBefore, notAfter }) => [notBefore - START, notAfter - START])).toEqual([
      [2_000, 2_000],
      [6_000, 6_000],
    ]);
    expect([spansOf(it.history), it.recorder.state().state]).toEqual([[], "recording"]);
  });

  test("with its answer, after it had stored: nothing is stored twice, and the transition is told of", async () => {
    const it = aConsole();
    await it.start();
    it.history.loseNextAnswer();
    it.see(it.pods({ first: undefined }));
    await it.live(3);
    expect([rowsOf(it.history), it.shown.filter((what) => what.startsWith("stored"))]).toEqual([
      ["failover second"],
      ["stored failover second"],
    ]);
  });

  test("for so long that too much waits: the first of it is stored, the rest is blind and compared once", async () => {
    const it = aConsole();
    const small = createRecorder({
      rules: simpleRules,
      kind: "sqlite",
      instanceId: "small",
      now: Date.now,
      openStore: async () => it.history.store,
      timing: { maxWaiting: 1 },
    });
    running.push(small);
    const see = (batch: Batch) => small.judge(batch).thenShow(() => {});
    small.start(it.view);
    see(it.batch([]));
    await it.live(1);
    it.history.fail(broken);
    for (const pods of [{ first: undefined }, { second: undefined }, { second }, { first }]) {
      see(it.pods(pods));
      await it.live(2);
    }
    it.history.fail(null);
    await it.live(2);
    expect(rowsOf(it.history)).toEqual(["failover second", "lost ", "assigned first"]);
    expect(it.history.shared.transitions.at(-1)).toMatchObject({
      cause: "not-observed",
      notBefore: START + 3_000,
      notAfter: START + 10_000,
    });
    expect(spansOf(it.history)).toEqual([["all", 3_000, 10_000, "store-failed"]]);
  });

  test("at the start does not keep the console from showing", async () => {
    const openStore = async () => {
      throw new StoreError("store-newer", "written by a newer version");
    };
    const it = aConsole(undefined, undefined, { openStore });
    await it.start();
    expect([it.shown, it.recorder.state().code, it.recorder.isSettled]).toEqual([["blind", "begin"], "store-newer", true]);
  });

  test("to open is tried again, and once it opens the console records", async () => {
    const history = createMemoryStore();
    let attempts = 0;
    const openStore = async () => {
      attempts += 1;
      if (attempts < 3) throw new StoreError("store-unavailable", "nobody listens there");
      return history.store;
    };
    const it = aConsole(history, undefined, { openStore });
    await it.start();
    expect([it.shown, it.recorder.state()]).toMatchObject([
      ["blind", "begin"],
      { code: "store-unavailable", reason: "nobody listens there" },
    ]);
    await it.live(2);
    expect([it.recorder.state().state, history.shared.lastKnown.size]).toEqual(["recording", 1]);
  });

  test("by never opening holds the first picture up for two seconds", async () => {
    const it = aConsole(undefined, undefined, { openStore: () => new Promise<never>(() => {}) });
    await it.start();
    expect(it.shown).toEqual([]);
    await settle(2_100);
    expect([it.shown, it.recorder.state().code]).toEqual([["begin"], "recorder-starting"]);
  });
});

describe("two replicas", () => {
  async function two() {
    const shared = sharedHistory();
    const one = aConsole(createMemoryStore(shared));
    await one.start();
    await one.live(1);
    const other = aConsole(createMemoryStore(shared));
    await other.start();
    return { shared, one, other, both: (act: (it: typeof one) => void) => [one, other].forEach(act) };
  }

  test("exactly one records; the other shows at once, and tells of the transition when it sees it stored", async () => {
    const { one, other, shared, both } = await two();
    expect([one.recorder.state().state, other.recorder.state().state]).toEqual(["recording", "standby"]);
    both((it) => it.see(it.pods({ first: undefined })));
    expect(other.shown.at(-1)).toBe("change");
    one.alive();
    await other.live(2);
    expect([shared.transitions.map(nameOf), other.shown.at(-1)]).toEqual([["failover second"], "stored failover second"]);
    expect(other.recorder.past.of(IP).lastTransition?.id).toBe(1);
  });

  test("the other takes over and stores what the first one did not live to store, once, and no span is blind", async () => {
    const { one, other, shared, both } = await two();
    one.alive();
    await other.live(2);
    both((it) => it.see(it.pods({ first: undefined })));
    await other.live(2);
    one.history.fail("hang");
    both((it) => it.see(it.pods({ second: undefined })));
    await settle(100);
    one.history.loseSeat();
    await other.live(5);
    expect(other.recorder.state().state).toBe("recording");
    expect(shared.transitions.map(nameOf)).toEqual(["failover second", "lost "]);
    expect(shared.spans).toEqual([]);
    one.history.fail(null);
    await settle(100);
    expect(one.recorder.state().state).toBe("standby");
    expect(shared.transitions).toHaveLength(2);
  });

  test("what the first one saw a little later than the other is the same transition", async () => {
    const { one, other, shared } = await two();
    other.see(other.pods({ first: undefined }));
    await settle(300);
    one.see(one.pods({ first: undefined }));
    await settle(200);
    one.history.loseSeat();
    one.history.fail("hang");
    await other.live(4);
    expect([other.recorder.state().state, shared.transitions.map(nameOf)]).toEqual(["recording", ["failover second"]]);
  });
});

describe("a clock that is set", () => {
  test("leaves a span of times that are not to be trusted, and no transition", async () => {
    let steady = 0;
    const told = aConsole(createMemoryStore(), [first, second], { steady: () => steady });
    await told.start();
    await settle(1_000);
    steady = 1_000;
    told.alive();
    await settle(1_000);
    steady = 2_000;
    clock.now = START + 600_000;
    told.alive();
    await settle(2_000);

    const spans = spansOf(told.history);
    expect(spans.filter(([, , , reason]) => reason === "clock-step")).toHaveLength(1);
    expect(told.history.shared.transitions).toEqual([]);
  });
});
