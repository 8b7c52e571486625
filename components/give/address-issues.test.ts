import { expect, test } from "vitest";
import { addressIssue } from "./address-issues.ts";

const IP = "10.99.0.10";

test.each([
  ["10.99.0", "address-invalid", "address-unparsable"],
  ["127.0.0.1", "address-invalid", "address-special"],
  ["10.99.0.010", "address-not-canonical", "address-leading-zero"],
  ["10.99.0.10/32", "address-not-canonical", "address-mask"],
  ["::ffff:10.99.0.10", "address-not-canonical", "address-v4-mapped"],
])("%s is refused by its form", (text, code, why) => {
  expect(addressIssue(text, undefined)).toMatchObject({ code, reason: { code: why } });
});

test("an address that somebody has is in use", () => {
  const issue = addressIssue(IP, [{ is: "pod", namespace: "edge", name: "gw-0", uid: "u", node: null }]);
  expect(issue).toMatchObject({ code: "address-in-use", reason: { code: "address-of-pod", facts: { holder: "edge/gw-0" } } });
});

test("an address of no pool is refused", () => {
  expect(addressIssue(IP, [{ is: "outside" }])?.code).toBe("address-outside-pools");
});

test.each([
  ["free", { is: "free", pool: "floating", block: null }],
  ["reserved", { is: "reserved", by: "floating", cidr: "10.99.0.0/24" }],
  ["a floating IP already", { is: "floating", ip: IP, state: "serving" }],
] as const)("an address that is %s may be given", (_, answer) => {
  expect(addressIssue(IP, [answer])).toBeNull();
});

test("nothing is said before it is known whose an address is", () => {
  expect(addressIssue(IP, undefined)).toBeNull();
});
