import { expect, test } from "vitest";
import { parseCidr } from "#lib/domain/address.ts";
import { rangesOf } from "./ranges.ts";
import { aBlock } from "./testing.ts";

test.each([
  "10.0.0.64/26",
  "255.255.255.192/26",
  "0.0.0.0/0",
  "192.0.2.7/32",
  "fd00:10:244::40/122",
  "::/0",
  "::1/128",
  "fd00::/48",
  "2001:db8:0:1:1:1:1:0/112",
  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
  "fd00::1:2:3/128",
  "64:ff9b::10.1.2.3/128",
])("the range of %s is what the reader of any spelling says", (cidr) => {
  const { family, first, last } = parseCidr(cidr) ?? {};
  expect(rangesOf([aBlock(cidr)])).toMatchObject([{ family, first, last }]);
});

test("a block whose range cannot be read has none", () => {
  expect(rangesOf([aBlock("somewhere"), aBlock("10.0.0.0/26")])).toMatchObject([null, { family: 4 }]);
});
