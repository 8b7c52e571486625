import { describe, expect, test } from "vitest";
import { type Runner, runAction } from "./run-action.ts";
import { settleInterrupted } from "./settle-interrupted.ts";
import { anAction, aStep, keptActions, objects } from "./testing/objects.ts";

const NOW = Date.parse("2026-08-29T03:12:40.000Z");
const LATER = NOW + 3_600_000;
const states = (record: { steps: readonly { state: string }[] }) => record.steps.map(({ state }) => state);

function setUp() {
  const cluster = objects("pod-0", "pod-1");
  const kept = keptActions();
  const runner: Runner = {
    writer: cluster.writer,
    store: kept.store,
    now: () => NOW,
    pause: async () => {},
    seen: async () => {},
    verify: async () => ({ state: "verified", at: null, differences: [] }),
    isStopped: () => false,
  };
  const steps = [aStep("pod-0", cluster.version("pod-0"), "x"), aStep("pod-1", cluster.version("pod-1"), "y")];
  return { cluster, kept, runner, action: anAction(steps) };
}

describe("running an action", () => {
  test("each step is stored as sent before it is sent, and with its result after", async () => {
    const { cluster, kept, runner, action } = setUp();
    const seenAtWrite: string[] = [];
    const writer = {
      ...cluster.writer,
      apply: (write: Parameters<typeof cluster.writer.apply>[0]) => {
        seenAtWrite.push(states(kept.puts.at(-1) ?? action).join(" "));
        return cluster.writer.apply(write);
      },
    };
    const ended = await runAction(action, { ...runner, writer });
    expect(seenAtWrite).toEqual(["sent waiting", "done sent"]);
    expect(states(ended)).toEqual(["done", "done"]);
    expect(ended).toMatchObject({ state: "done", verification: { state: "verified" } });
  });

  test("a conflict ends it, and what follows is not done", async () => {
    const { cluster, runner, action } = setUp();
    cluster.touch("pod-0", "theirs");
    const ended = await runAction(action, runner);
    expect(ended.state).toBe("failed");
    expect(states(ended)).toEqual(["failed", "not-done"]);
    expect([cluster.annotation("pod-0"), cluster.annotation("pod-1")]).toEqual(["theirs", undefined]);
  });

  test("what a controller writes beside it is no conflict", async () => {
    const { cluster, kept, runner, action } = setUp();
    const version = cluster.version("pod-0");
    cluster.nudge("pod-0");
    const ended = await runAction(action, runner);
    expect(states(ended)).toEqual(["done", "done"]);
    expect(cluster.annotation("pod-0")).toBe("x");
    // The version that was sent last is stored before it is sent: who settles it compares with that.
    const sent = kept.puts.flatMap(({ steps }) =>
      steps[0]?.state === "sent" && steps[0].write.verb === "patch" ? steps[0].write.resourceVersion : [],
    );
    expect([...new Set(sent)]).toEqual([version, String(Number(version) + 2)]);
  });

  test("an object that never comes to rest is given up", async () => {
    const { cluster, runner, action } = setUp();
    const apply: typeof cluster.writer.apply = (write) => {
      cluster.nudge("pod-0");
      return cluster.writer.apply(write);
    };
    expect(states(await runAction(action, { ...runner, writer: { ...cluster.writer, apply } }))).toEqual(["failed", "not-done"]);
  });

  test("an answer that is lost after the write is found out from the object", async () => {
    const { cluster, runner, action } = setUp();
    cluster.meet("after");
    const ended = await runAction(action, runner);
    expect(states(ended)).toEqual(["done", "done"]);
  });

  test("an answer that is lost before the write is no success", async () => {
    const { cluster, runner, action } = setUp();
    cluster.meet("before");
    const ended = await runAction(action, runner);
    expect(states(ended)).toEqual(["failed", "not-done"]);
    expect(cluster.annotation("pod-0")).toBeUndefined();
  });

  test("two writes to one object: the second is for the version that the first one made", async () => {
    const { cluster, runner } = setUp();
    const version = cluster.version("pod-0");
    const ended = await runAction(anAction([aStep("pod-0", version, "x"), aStep("pod-0", version, "z")]), runner);
    expect(states(ended)).toEqual(["done", "done"]);
    expect(cluster.annotation("pod-0")).toBe("z");
  });

  test("stopped, it ends between two steps and says which are left", async () => {
    const { runner, action } = setUp();
    let asked = 0;
    const ended = await runAction(action, { ...runner, isStopped: () => asked++ > 0 });
    expect(ended.state).toBe("interrupted");
    expect(states(ended)).toEqual(["done", "not-done"]);
  });

  test("who does not answer whether a write arrived is asked again", async () => {
    const { cluster, runner, action } = setUp();
    cluster.meet("after");
    let asked = 0;
    const read: typeof cluster.writer.read = (ref) =>
      asked++ < 3 ? Promise.resolve({ ok: false, failure: { code: "unreachable", message: "", rule: null } }) : cluster.writer.read(ref);
    const ended = await runAction(action, { ...runner, writer: { ...cluster.writer, read } });
    expect(ended.state).toBe("done");
    expect(states(ended)).toEqual(["done", "done"]);
  });

  test("where nobody ever answers it is left as sent, and settled when somebody does", async () => {
    const { cluster, kept, runner, action } = setUp();
    cluster.meet("after");
    let time = NOW;
    const left = await runAction(action, {
      ...runner,
      now: () => time,
      pause: async () => {
        time += 10_000;
      },
      writer: { ...cluster.writer, read: async () => ({ ok: false, failure: { code: "unreachable", message: "", rule: null } }) },
    });
    expect([left.state, ...states(left)]).toEqual(["running", "sent", "waiting"]);
    const [settled] = await settleInterrupted(kept.store, cluster.writer, () => LATER);
    expect([settled?.state, ...states(settled ?? action)]).toEqual(["interrupted", "done", "not-done"]);
  });

  test("who was away until another may have settled it sends nothing more", async () => {
    const { cluster, runner, action } = setUp();
    let time = NOW;
    const seen = async () => {
      time += 3_600_000;
    };
    const ended = await runAction(action, { ...runner, now: () => time, seen });
    expect([ended.state, ...states(ended)]).toEqual(["running", "done", "waiting"]);
    expect(cluster.annotation("pod-1")).toBeUndefined();
  });

  test("what may not be written names the rule that would allow it", async () => {
    const { cluster, runner, action } = setUp();
    const apply = async () => ({ ok: false, failure: { code: "forbidden", message: "no", rule: '{"verbs":["patch"]}' } }) as const;
    const ended = await runAction(action, { ...runner, writer: { ...cluster.writer, apply } });
    expect(ended.steps[0]?.error).toContain('{"verbs":["patch"]}');
  });
});

describe("after a process ended in the middle", () => {
  test("whatever it had stored last, each step tells what is true, and nothing is sent again", async () => {
    const { kept, cluster, runner, action } = setUp();
    await runAction(action, runner);
    const truths = kept.puts.map(async (left) => {
      const again = keptActions({ ...left, state: "running" });
      const [settled] = await settleInterrupted(again.store, cluster.writer, () => LATER);
      return settled?.steps.map(({ state }, index) => `${left.steps[index]?.state}→${state}`).join(" ");
    });
    expect(new Set(await Promise.all(truths))).toEqual(
      new Set([
        "waiting→not-done waiting→not-done",
        "sent→done waiting→not-done",
        "done→done waiting→not-done",
        "done→done sent→done",
        "done→done done→done",
      ]),
    );
  });

  test("a step that was sent and never arrived was not done", async () => {
    const { cluster, action } = setUp();
    const [first, second] = action.steps;
    if (!first || !second) throw new Error("two steps");
    const kept = keptActions({ ...action, steps: [{ ...first, state: "sent" }, second] });
    const [settled] = await settleInterrupted(kept.store, cluster.writer, () => LATER);
    expect(settled).toMatchObject({ state: "interrupted", verification: { state: "unknown" } });
    expect(states(settled ?? action)).toEqual(["not-done", "not-done"]);
  });

  test("where somebody else has written since, nobody can know", async () => {
    const { cluster, action } = setUp();
    const [first] = action.steps;
    if (!first) throw new Error("a step");
    cluster.touch("pod-0", "theirs");
    const kept = keptActions(anAction([{ ...first, state: "sent" }]));
    const [settled] = await settleInterrupted(kept.store, cluster.writer, () => LATER);
    expect(settled?.state).toBe("unknown");
  });

  test("what it took back says so", async () => {
    const { cluster, action } = setUp();
    const [first] = action.steps;
    if (!first) throw new Error("a step");
    const undo = { ...action, id: "undo", undoes: "first", steps: [{ ...first, state: "done" as const }] };
    const kept = keptActions(anAction([], { id: "first", state: "done" }), undo);
    await settleInterrupted(kept.store, cluster.writer, () => LATER);
    expect(await kept.store.get("first")).toMatchObject({ undoneBy: "undo" });
  });

  test("an action that another replica still runs is left alone", async () => {
    const { cluster, action } = setUp();
    const kept = keptActions({ ...action, leaseUntil: LATER + 1 });
    expect(await settleInterrupted(kept.store, cluster.writer, () => LATER)).toEqual([]);
  });
});
