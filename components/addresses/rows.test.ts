import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "#lib/domain/address.ts";
import { rowAt, rowsOf } from "./rows.ts";
import { aBlock } from "./testing.ts";

const told = (rows: ReturnType<typeof rowsOf>, family: 4 | 6 = 4) =>
  rows.map((row) =>
    row.kind === "block" ? row.block.cidr : `${formatAddress(row.first, family)} ${formatAddress(row.last, family)} ${row.blocks}`,
  );

test("blocks and the gaps between them follow one another", () => {
  expect(told(rowsOf("10.0.0.0/24", [aBlock("10.0.0.64/26"), aBlock("10.0.0.128/26")], 26))).toEqual([
    "10.0.0.0 10.0.0.63 1",
    "10.0.0.64/26",
    "10.0.0.128/26",
    "10.0.0.192 10.0.0.255 1",
  ]);
});

test("a gap of a /48 is one row, however many blocks fit into it", () => {
  expect(told(rowsOf("fd00::/48", [], 122), 6)).toEqual([`fd00:: fd00::ffff:ffff:ffff:ffff:ffff ${2n ** 74n}`]);
});

test.each([
  ["10.0.0.0", 0],
  ["10.0.0.70", 1],
  ["10.0.0.255", 2],
  ["10.0.1.0", -1],
  ["9.255.255.255", -1],
])("%s is in row %i", (ip, row) => {
  expect(rowAt(rowsOf("10.0.0.0/24", [aBlock("10.0.0.64/26")], 26), parseAddress(ip)?.value ?? 0n)).toBe(row);
});
