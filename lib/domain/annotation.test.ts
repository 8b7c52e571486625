import { describe, expect, test } from "vitest";
import { readFloatingIps, writeFloatingIps } from "./annotation.ts";

describe("the value to write", () => {
  test.for([
    { ips: ["10.99.0.1"], value: '["10.99.0.1"]' },
    { ips: ["10.99.0.2", "10.99.0.1"], value: '["10.99.0.2","10.99.0.1"]' },
    { ips: ["2001:DB8:0::1", "2001:db8::1"], value: '["2001:db8::1"]' },
  ])("$ips is written $value", ({ ips, value }) => {
    expect(writeFloatingIps(ips)).toBe(value);
    expect(readFloatingIps(writeFloatingIps(ips))).toEqual({ ok: true, items: JSON.parse(value) });
  });

  test.for([
    { name: "nothing: an empty claim is a deleted key", ips: [] },
    { name: "an item that Calico drops in silence", ips: ["10.99.0.1", "010.99.0.2"] },
    { name: "a mask", ips: ["10.99.0.1/32"] },
    { name: "a v4-mapped address, on which Felix crashes", ips: ["::ffff:10.99.0.1"] },
  ])("refused: $name", ({ ips }) => expect(() => writeFloatingIps(ips)).toThrow(RangeError));
});
