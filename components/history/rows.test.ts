import { describe, expect, test } from "vitest";
import type { BlindSpan, Transition } from "#lib/contract/history.ts";
import { rowsOf } from "./rows.ts";

const START = Date.parse("2026-08-29T03:00:00.000Z");
const minute = (at: number) => new Date(START + at * 60_000).toISOString();
const IP = "10.99.0.10";

function aTransition(id: number, at: number, fields: Partial<Transition> = {}): Transition {
  return { id, ip: IP, kind: "failover", incident: null, notBefore: minute(at), notAfter: minute(at), ...fields } as Transition;
}
const aSpan = (source: string, from: number, to: number | null): BlindSpan => ({
  source,
  from: minute(from),
  to: to === null ? null : minute(to),
  reason: "",
  code: "watch-stale",
});
const told = (transitions: readonly Transition[], blind: readonly BlindSpan[] = []) =>
  rowsOf(transitions, blind).map((row) => {
    if (row.kind === "blind") return `blind ${row.spans.map(({ source }) => source).join("+")}`;
    if (row.kind === "group") return `${row.why} ${row.moves.map(({ transition }) => transition.id).join("+")}`;
    return row.move.began ? `${row.move.began.id}→${row.move.transition.id}` : `${row.move.transition.id}`;
  });

describe("what is one row", () => {
  test("a loss and the assignment that ends it", () => {
    expect(told([aTransition(2, 5, { kind: "assigned" }), aTransition(1, 1, { kind: "lost" })])).toEqual(["1→2"]);
  });

  test("a loss that nothing has ended yet stands alone", () => {
    expect(told([aTransition(2, 5, { kind: "lost" }), aTransition(1, 1, { kind: "assigned" })])).toEqual(["2", "1"]);
  });

  test("an assignment after a release is no end of a loss", () => {
    expect(told([aTransition(3, 9, { kind: "assigned" }), aTransition(2, 5, { kind: "released" }), aTransition(1, 1)])).toEqual([
      "3",
      "2",
      "1",
    ]);
  });

  test("the loss of another address is not folded", () => {
    expect(told([aTransition(2, 5, { kind: "assigned" }), aTransition(1, 1, { kind: "lost", ip: "10.99.0.11" })])).toEqual(["2", "1"]);
  });

  test("the addresses that one cause moved", () => {
    const incident = "node:abc";
    const others = [
      aTransition(3, 5, { incident }),
      aTransition(2, 5, { incident, ip: "10.99.0.11" }),
      aTransition(1, 1, { ip: "10.99.0.12" }),
    ];
    expect(told(others)).toEqual(["incident 3+2", "1"]);
  });

  test("a cause that moved one address is no group", () => {
    expect(told([aTransition(1, 5, { incident: "node:abc" })])).toEqual(["1"]);
  });

  test("four moves of one address in ten minutes", () => {
    expect(told([6, 5, 4, 3, 2, 1].map((id) => aTransition(id, id === 1 ? 0 : 20 + id)))).toEqual(["flapping 6+5+4+3+2", "1"]);
  });

  test("sources that were lost together", () => {
    expect(told([], [aSpan("pods", 1, 3), aSpan("nodes", 1, 3), aSpan("pods", 5, 6)])).toEqual(["blind pods", "blind pods+nodes"]);
  });
});

test("a time in which nobody looked stands where it ends, after what fell into it; one that lasts stands first", () => {
  const within = aTransition(2, 5, { notBefore: minute(2), notAfter: minute(5) });
  expect(told([aTransition(3, 8), within, aTransition(1, 1)], [aSpan("pods", 2, 5), aSpan("nodes", 9, null)])).toEqual([
    "blind nodes",
    "3",
    "2",
    "blind pods",
    "1",
  ]);
});

test("a span that two pages tell is one row", () => {
  expect(told([], [aSpan("pods", 1, 3), aSpan("pods", 1, 3)])).toEqual(["blind pods"]);
});
