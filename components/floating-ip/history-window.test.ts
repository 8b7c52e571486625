import { describe, expect, test } from "vitest";
import { endShowing, moved, neighbours, windowOf, zoomed } from "./history-window.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-08-29T03:12:40Z");

describe("a window that follows the clock", () => {
  test("has now in it, and what happens until it is asked for again", () => {
    const { from, to, end } = windowOf("24h", null, NOW);
    expect([to >= NOW, to - NOW < HOUR, to - from, end]).toEqual([true, true, 24 * HOUR, null]);
  });

  test("stays the same for a while", () => {
    expect(windowOf("24h", null, NOW + 1_000)).toEqual(windowOf("24h", null, NOW));
  });

  test("follows on when less or more is shown", () => {
    expect(zoomed(windowOf("24h", null, NOW), -1, NOW)).toEqual({ range: "6h", end: null });
    expect(zoomed(windowOf("24h", null, NOW), 1, NOW)).toEqual({ range: "7d", end: null });
  });

  test("goes half of its length into the past", () => {
    const window = windowOf("6h", null, NOW);
    expect(moved(window, -1, NOW)).toBe(window.to - 3 * HOUR);
  });
});

describe("a window of the past", () => {
  const past = windowOf("6h", NOW - 24 * HOUR, NOW);

  test("ends where it was told", () => {
    expect([past.from, past.to]).toEqual([NOW - 30 * HOUR, NOW - 24 * HOUR]);
  });

  test("keeps its middle when less is shown", () => {
    expect(zoomed(past, -1, NOW)).toEqual({ range: "1h", end: NOW - 26.5 * HOUR });
  });

  test("never shows less than an hour, nor more than thirty days", () => {
    expect(zoomed(windowOf("1h", NOW - HOUR, NOW), -1, NOW)).toEqual({ range: "1h", end: NOW - HOUR });
    expect(zoomed(windowOf("30d", null, NOW), 1, NOW).range).toBe("30d");
  });

  test("follows the clock again when it comes to the end of time", () => {
    expect(moved(windowOf("6h", NOW - HOUR, NOW), 1, NOW)).toBeNull();
    expect(windowOf("6h", NOW + HOUR, NOW).end).toBeNull();
  });

  test("moves only for a moment that it does not show", () => {
    expect(endShowing(past, NOW - 25 * HOUR, NOW)).toBe(past.end);
    expect(endShowing(past, NOW - 40 * HOUR, NOW)).toBe(NOW - 37 * HOUR);
    expect(endShowing(past, NOW - HOUR, NOW)).toBeNull();
  });
});

describe("the transitions beside", () => {
  const items = [3, 2, 1].map((id) => ({ id, notAfter: new Date(NOW + id * HOUR).toISOString() }));
  test.for([
    { name: "the one that is open are the older and the newer one", open: 2, to: 0, beside: [1, 3] },
    { name: "the oldest are none and a newer one", open: 1, to: 0, beside: [undefined, 2] },
    { name: "a window, where none is open, are those around its end", open: null, to: NOW + 2.5 * HOUR, beside: [2, 3] },
    { name: "a window that ends now are the newest and none", open: null, to: NOW + 9 * HOUR, beside: [3, undefined] },
  ])("$name", ({ open, to, beside }) => {
    const { previous, next } = neighbours(items, open, { to });
    expect([previous?.id, next?.id]).toEqual(beside);
  });
});
