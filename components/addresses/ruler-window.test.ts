import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress, parseCidr } from "#lib/domain/address.ts";
import { rowsOf } from "./rows.ts";
import { addressAt, beside, partAround, rowsWithin } from "./ruler-window.ts";
import { aBlock } from "./testing.ts";

const value = (ip: string) => parseAddress(ip)?.value ?? 0n;
const RANGE = parseCidr("10.244.0.0/16") ?? { first: 0n, last: 0n };
const text = (part: { first: bigint; last: bigint } | null, family: 4 | 6 = 4) =>
  part && `${formatAddress(part.first, family)}–${formatAddress(part.last, family)}`;
const around = (ip: string, zoom = 5) => partAround(RANGE, [], value(ip), 64n, zoom, true);

describe("the lower level of a ruler that is true to size", () => {
  test.for([
    ["10.244.0.0", 5, "10.244.0.0–10.244.7.255"],
    ["10.244.4.61", 5, "10.244.0.0–10.244.7.255"],
    ["10.244.8.0", 5, "10.244.8.0–10.244.15.255"],
    ["10.244.255.255", 5, "10.244.248.0–10.244.255.255"],
    ["10.244.4.61", 3, "10.244.0.0–10.244.31.255"],
    // Never less than four blocks.
    ["10.244.4.61", 12, "10.244.4.0–10.244.4.255"],
    ["192.0.2.1", 5, "10.244.0.0–10.244.7.255"],
  ] as const)("around %s, zoomed %i times, is %s", ([ip, zoom, is]) => {
    expect(text(partAround(RANGE, [], ip.startsWith("192") ? 0n : value(ip), 64n, zoom, true))).toBe(is);
  });

  test("is left out where the whole is small", () => {
    const small = parseCidr("10.99.0.0/24") ?? RANGE;
    expect(partAround(small, [], small.first, 64n, 5, true)).toBeNull();
  });

  test("goes on by its own length, and not beyond the range", () => {
    const part = around("10.244.4.61");
    if (!part) throw new Error("no part");
    expect(text(around(formatAddress(beside(part, RANGE, 1), 4)))).toBe("10.244.8.0–10.244.15.255");
    expect(text(around(formatAddress(beside(part, RANGE, -1), 4)))).toBe("10.244.0.0–10.244.7.255");
  });

  test("has the rows within, gaps cut at its ends", () => {
    const rows = rowsOf("10.244.0.0/16", [aBlock("10.244.4.0/26"), aBlock("10.244.9.0/26")], 26);
    const part = around("10.244.4.61");
    if (!part) throw new Error("no part");
    expect(
      rowsWithin(rows, part).map((row) => [row.kind, formatAddress(row.first, 4), row.kind === "gap" ? formatAddress(row.last, 4) : ""]),
    ).toEqual([
      ["gap", "10.244.0.0", "10.244.3.255"],
      ["block", "10.244.4.0", ""],
      ["gap", "10.244.4.64", "10.244.7.255"],
    ]);
  });

  test("is opened by a place on the upper level", () => {
    expect(formatAddress(addressAt(0.5, RANGE, [], true), 4)).toBe("10.244.128.0");
    expect(formatAddress(addressAt(2, RANGE, [], true), 4)).toBe("10.244.255.255");
  });
});

test("where gaps are shortened the lower level has the rows around the one in the middle", () => {
  const range = parseCidr("fd00::/48") ?? RANGE;
  const blocks = Array.from({ length: 100 }, (_, index) => aBlock(`fd00::${(index * 128).toString(16)}/122`));
  const rows = rowsOf("fd00::/48", blocks, 122);
  const part = partAround(range, rows, value("fd00::1900"), 64n, 5, false);
  if (!part) throw new Error("no part");
  expect(rowsWithin(rows, part)).toHaveLength(33);
  expect(part.first <= value("fd00::1900") && value("fd00::1900") <= part.last).toBe(true);
  expect(partAround(range, rows.slice(0, 20), 0n, 64n, 5, false)).toBeNull();
});
