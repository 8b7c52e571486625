import { describe, expect, test } from "vitest";
import { formatDuration, formatInstant, formatSpan, formatTick } from "./format-time.ts";

const NOW = Date.parse("2026-08-29T03:12:40Z");

describe("an instant", () => {
  test.for([
    { name: "of today is a time", at: "2026-08-29T02:14:07.203Z", zone: "utc" as const, text: "02:14:07" },
    { name: "of another day has the day", at: "2026-08-23T02:14:07Z", zone: "utc" as const, text: "23 Aug, 02:14:07" },
    // The tests run in Kathmandu, 5:45 ahead.
    { name: "is in the reader's own zone where that is chosen", at: "2026-08-29T02:14:07Z", zone: "local" as const, text: "07:59:07" },
    { name: "of yesterday there may be today here", at: "2026-08-28T20:00:00Z", zone: "local" as const, text: "01:45:00" },
  ])("$name", ({ at, zone, text }) => {
    expect(formatInstant(at, NOW, { locale: "en-GB", zone })).toBe(text);
  });
});

describe("a duration", () => {
  test.for([
    { ms: -3_000, text: "0 sec" },
    { ms: 14_900, text: "14 sec" },
    { ms: 221_000, text: "3 min 41 sec" },
    { ms: 58 * 60_000, text: "58 min" },
    { ms: 85 * 60_000, text: "1 hr 25 min" },
    { ms: 6 * 86_400_000, text: "6 days" },
  ])("of $ms ms is $text", ({ ms, text }) => {
    expect(formatDuration(ms, "en")).toBe(text);
  });
});

test("a transition is told to the millisecond", () => {
  expect(formatInstant("2026-08-29T02:14:07.203Z", NOW, { locale: "en-GB", zone: "utc" }, true)).toBe("02:14:07.203");
});

describe("a gap", () => {
  test.for([
    { min: 0, max: 0, text: "0 sec" },
    { min: 400, max: 400, text: "0.4 sec" },
    { min: 2_140, max: 3_380, text: "2.1 sec–3.4 sec" },
    { min: 0, max: 446_000, text: "0 sec–7 min 26 sec" },
    { min: 38_000, max: 38_900, text: "38 sec" },
  ])("from $min to $max ms is $text", ({ min, max, text }) => {
    expect(formatSpan({ min, max }, "en")).toBe(text);
  });
});

test("an axis has times, and days where it is long", () => {
  const style = { locale: "en-GB", zone: "utc" } as const;
  expect([formatTick(NOW, 86_400_000, style), formatTick(NOW, 7 * 86_400_000, style)]).toEqual(["03:12", "29 Aug"]);
});
