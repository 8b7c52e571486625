import { describe, expect, test } from "vitest";
import { claimsOf } from "./claims.ts";
import { aPod } from "./testing/builders.ts";

describe("claims", () => {
  test("a pod without the annotation claims nothing", () => {
    expect(claimsOf(aPod())).toEqual({ claims: [], rejected: [], crashesFelix: false });
  });

  test("two spellings of one address are one claim", () => {
    const { claims } = claimsOf(aPod({ podIp: "fd00::9", floatingIps: ["2001:DB8:0::1", "2001:db8::1"] }));

    expect(claims.map(({ floatingIp }) => floatingIp)).toEqual(["2001:db8::1"]);
  });

  test("good items beside a bad one count", () => {
    const { claims, rejected } = claimsOf(aPod({ floatingIps: ["10.99.0.1", "010.99.0.2"] }));

    expect(claims.map(({ floatingIp }) => floatingIp)).toEqual(["10.99.0.1"]);
    expect(rejected).toMatchObject([
      { item: "010.99.0.2", floatingIp: "10.99.0.2", dropsPod: false, reason: { code: "item-leading-zero" } },
    ]);
  });
});

describe("what an item that does not count evidently means", () => {
  test.for([
    { item: "010.99.0.10", code: "item-leading-zero", means: "10.99.0.10" },
    { item: "10.99.0.10/32", code: "item-mask", means: "10.99.0.10" },
    { item: "10.99.0.0/24", code: "item-mask", means: null },
    { item: "10.99.0.10/032", code: "item-mask", means: "10.99.0.10" },
    { item: "fd00::5/128", code: "item-mask", means: "fd00::5" },
    { item: "010.99.0.10/32", code: "item-unparsable", means: "10.99.0.10" },
    { item: "10.99.0.10:80", code: "item-unparsable", means: "10.99.0.10" },
    { item: "[fd00::5]:80", code: "item-unparsable", means: "fd00::5" },
    { item: "10.99.0", code: "item-unparsable", means: null },
    { item: " 10.99.0.10", code: "item-blank", means: "10.99.0.10" },
    { item: "", code: "item-empty", means: null },
    { item: "web.example.com", code: "item-unparsable", means: null },
    { item: "10.99.0.256", code: "item-unparsable", means: null },
    { item: "fd00::5", code: "item-family-missing", means: "fd00::5" },
    { item: "::ffff:10.1.2.3", code: "item-v4-mapped", means: "10.1.2.3" },
  ])("$item: $code", ({ item, code, means }) => {
    const { claims, rejected } = claimsOf(aPod({ floatingIps: [item] }));

    expect(claims).toEqual([]);
    expect(rejected).toMatchObject([{ item, floatingIp: means, reason: { code } }]);
  });

  test.for([
    { value: '["10.99.0.12",]', means: ["10.99.0.12"] },
    { value: "10.99.0.12", means: ["10.99.0.12"] },
    { value: "['10.99.0.12', 'fd00::1']", means: ["10.99.0.12", "fd00::1"] },
    { value: '["010.99.0.12"', means: ["10.99.0.12"] },
    { value: "{ip:10.99.0.12}", means: ["10.99.0.12"] },
    { value: "10.99.0.12, 10.99.0.13.", means: ["10.99.0.12", "10.99.0.13"] },
    { value: "[fd00::, ::1]", means: ["fd00::", "::1"] },
    { value: "[5]", means: [null] },
  ])("a value that Calico cannot read, $value, drops the pod and names the addresses it means", ({ value, means }) => {
    const { claims, rejected } = claimsOf(aPod({ value }));

    expect(claims).toEqual([]);
    expect(rejected.map(({ floatingIp }) => floatingIp)).toEqual(means);
    expect(rejected.every(({ dropsPod, reason }) => dropsPod && reason.code === "claim-malformed")).toBe(true);
  });

  test("a value of the greatest size that is all digits is read in no time", () => {
    const { rejected } = claimsOf(aPod({ value: "a".repeat(256 * 1024) }));

    expect(rejected).toMatchObject([{ floatingIp: null, dropsPod: true }]);
  });

  test("the same value on a pod that has no address yet drops nothing", () => {
    const { rejected } = claimsOf(aPod({ value: "10.99.0.12", statusPodIps: [] }));

    expect(rejected).toMatchObject([{ floatingIp: "10.99.0.12", dropsPod: false, reason: { code: "claim-malformed" } }]);
  });

  test("a pod on the host's network is said to be the reason, for each item", () => {
    expect(claimsOf(aPod({ hostNetwork: true, floatingIps: ["10.99.0.1", "10.99.0.2"] })).rejected).toMatchObject([
      { item: "10.99.0.1", reason: { code: "pod-host-network" } },
      { item: "10.99.0.2", reason: { code: "pod-host-network" } },
    ]);
  });

  test("a v4-mapped item crashes Felix only where the pod has IPv6", () => {
    expect(claimsOf(aPod({ floatingIps: ["::ffff:10.1.2.3"] })).crashesFelix).toBe(false);
    expect(claimsOf(aPod({ statusPodIps: ["fd00::9"], floatingIps: ["::ffff:a01:203"] })).crashesFelix).toBe(true);
  });
});
