import { describe, expect, test } from "vitest";
import type { Standing, Transition, TransitionDraft } from "#lib/domain/history/transition.ts";
import { detectionsToStore, missingOf, spansToStore } from "./reconcile.ts";
import { EMPTY, groupSize, type Revision } from "./revision.ts";

const IP = "10.99.0.10";
const T = 1_000_000;

const servedBy = (name: string): Standing => ({
  state: "serving",
  nodes: [
    {
      node: "node-a",
      backend: {
        namespace: "shop",
        name,
        uid: `uid-${name}`,
        node: "node-a",
        podIp: "10.244.1.5",
        ready: true,
        terminating: false,
        workload: null,
      },
    },
  ],
});

function aDraft(to: string, at: number, ip = IP): TransitionDraft {
  return {
    ip,
    kind: "failover",
    cause: "pod-deleted",
    detail: null,
    confidence: "certain",
    notBefore: T + at,
    notAfter: T + at,
    detectedAt: T + at,
    from: servedBy("before"),
    to: servedBy(to),
    gapMs: null,
    overlapMs: null,
    actor: null,
    actionId: null,
    incident: null,
    evidence: [],
    engineVersion: 1,
  };
}

const aRow = (id: number, to: string, at: number, ip = IP): Transition => ({ ...aDraft(to, at, ip), id, acknowledged: null });
const revisionsOf = (...drafts: readonly TransitionDraft[]): Revision[] => drafts.map((draft) => ({ ...EMPTY, drafts: [draft] }));
const left = (waiting: readonly Revision[], rows: readonly Transition[]) =>
  missingOf(waiting, rows).flatMap(({ drafts }) => drafts.map(({ to }) => to.nodes[0]?.backend?.name));

describe("a draft is in the store", () => {
  test("when a row says the same, a little earlier or later", () => {
    expect(left(revisionsOf(aDraft("b", 0)), [aRow(1, "b", 4_900)])).toEqual([]);
    expect(left(revisionsOf(aDraft("b", 0)), [aRow(1, "b", -4_900)])).toEqual([]);
  });

  test("not when the row is of another time, another backend or another address", () => {
    for (const row of [aRow(1, "b", 6_000), aRow(1, "c", 0), aRow(1, "b", 0, "10.99.0.11")]) {
      expect(left(revisionsOf(aDraft("b", 0)), [row])).toEqual(["b"]);
    }
  });

  test("there and back again within the tolerance: each row stands for one draft", () => {
    const thereAndBack = revisionsOf(aDraft("b", 0), aDraft("a", 100), aDraft("b", 200));
    expect(left(thereAndBack, [])).toEqual(["b", "a", "b"]);
    expect(left(thereAndBack, [aRow(1, "b", 10)])).toEqual(["a", "b"]);
    expect(left(thereAndBack, [aRow(1, "b", 10), aRow(2, "a", 110)])).toEqual(["b"]);
    expect(left(thereAndBack, [aRow(1, "b", 10), aRow(2, "a", 110), aRow(3, "b", 210)])).toEqual([]);
  });

  test("when whoever stored saw it and the next one as one step", () => {
    expect(left(revisionsOf(aDraft("b", 0), aDraft("c", 100)), [aRow(1, "c", 100)])).toEqual([]);
  });
});

describe("the spans of who takes over", () => {
  const none = { openBlind: [], lastHeartbeat: T };
  const watching = { startedAt: T - 50_000, since: T - 40_000, open: new Map(), lapsedAt: null };

  test("none, where it watched all along", () => {
    expect(spansToStore(none, [], watching, T + 9_000)).toEqual([]);
  });

  test("none in a new store", () => {
    expect(spansToStore({ openBlind: [], lastHeartbeat: null }, [], { ...watching, since: T }, T)).toEqual([]);
  });

  test("from the last heartbeat to when it began to watch", () => {
    expect(spansToStore(none, [], { ...watching, startedAt: T + 500, since: T + 2_000 }, T + 9_000)).toEqual([
      { source: "all", from: T, to: T + 2_000, reason: "process-down" },
    ]);
  });

  test("where it ran and could not see all, nobody recorded", () => {
    expect(spansToStore(none, [], { ...watching, since: null }, T + 9_000)).toEqual([
      { source: "all", from: T, to: null, reason: "not-recording" },
    ]);
  });

  test("what it did not see itself since the last heartbeat, and nothing earlier", () => {
    const span = (from: number, to: number | null) =>
      ({ source: "pods", from: T + from, to: to && T + to, reason: "watch-stale" }) as const;
    const waiting = [
      { ...EMPTY, spans: [span(-9_000, -8_000)] },
      { ...EMPTY, spans: [span(-1_000, 2_000)] },
    ];
    expect(spansToStore(none, waiting, watching, T + 9_000)).toEqual([span(0, 2_000)]);
  });

  test("a span that the dead one left open ends, unless this one does not see either", () => {
    const pods = { source: "pods", from: T - 3_000, to: null, reason: "watch-stale" } as const;
    const stored = { openBlind: [pods], lastHeartbeat: T };
    expect(spansToStore(stored, [], watching, T + 9_000)).toEqual([{ ...pods, to: T }]);
    const open = new Map([["pods", { from: T - 2_000, reason: "watch-stale" } as const]]);
    expect(spansToStore(stored, [], { ...watching, open }, T + 9_000)).toEqual([]);
  });
});

describe("what is wrong", () => {
  const detection = { ip: IP, kind: "no-standby", subject: IP, facts: {} } as const;
  const { facts: _, ...named } = detection;
  const stored = { openDetections: [{ ...detection, id: 1, from: T, to: null }], lastHeartbeat: T };

  test("and was stored already is not opened again", () => {
    expect(detectionsToStore(stored, [], [{ ...detection, from: T + 50 }], T + 100)[0]).toEqual({ opened: [], closed: [] });
  });

  test("no more is ended when that was seen", () => {
    const waiting = [{ ...EMPTY, closed: [{ ...named, to: T + 70 }] }];
    expect(detectionsToStore(stored, waiting, [], T + 100)[0]).toEqual({ opened: [], closed: [{ ...named, to: T + 70 }] });
  });

  test("and came and went meanwhile is kept, in two steps", () => {
    const waiting = [
      { ...EMPTY, opened: [{ ...detection, from: T + 50 }] },
      { ...EMPTY, closed: [{ ...named, to: T + 70 }] },
    ];
    expect(detectionsToStore({ openDetections: [], lastHeartbeat: T }, waiting, [], T + 100)).toEqual([
      { opened: [{ ...detection, from: T + 50 }], closed: [] },
      { opened: [], closed: [{ ...named, to: T + 70 }] },
    ]);
  });
});

test("nothing begins and ends in one transaction", () => {
  const subject = { ip: IP, kind: "no-standby", subject: IP } as const;
  const opened = { ...EMPTY, opened: [{ ...subject, facts: {}, from: 1 }] };
  const closed = { ...EMPTY, closed: [{ ...subject, to: 2 }] };
  const pods = { source: "pods", from: 1, reason: "watch-stale" } as const;
  const out = { ...EMPTY, spans: [{ ...pods, to: null }] };
  const back = { ...EMPTY, spans: [{ ...pods, to: 2 }] };
  expect(groupSize([opened, EMPTY, closed])).toBe(2);
  expect(groupSize([out, back])).toBe(1);
  expect(groupSize([opened, out])).toBe(2);
  expect(groupSize([])).toBe(0);
});
