import { describe, expect, test } from "vitest";
import { electSnat, orderClaims } from "./election.ts";
import { aClaim } from "./testing/builders.ts";

describe("the order of an election", () => {
  test.for([
    { name: "pod IPs compare as text, not as numbers", podIps: ["10.0.0.9", "10.0.0.10"], order: ["10.0.0.10", "10.0.0.9"] },
    { name: "an early digit decides before a late one", podIps: ["10.244.2.200", "10.244.100.5"], order: ["10.244.100.5", "10.244.2.200"] },
    { name: "a prefix comes before what it begins", podIps: ["10.0.0.20", "10.0.0.2"], order: ["10.0.0.2", "10.0.0.20"] },
    { name: "a dot sorts before digits", podIps: ["10.10.0.1", "10.1.0.5"], order: ["10.1.0.5", "10.10.0.1"] },
    { name: "a digit sorts before a letter", podIps: ["fd00::a", "fd00::9"], order: ["fd00::9", "fd00::a"] },
    { name: "a colon sorts after digits, unlike localeCompare", podIps: ["fd00::5", "fd00:1::5"], order: ["fd00:1::5", "fd00::5"] },
    // Felix walks a Go map, so arrival order must not matter.
    { name: "arrival order does not matter", podIps: ["10.0.0.3", "10.0.0.1", "10.0.0.2"], order: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] },
  ])("$name", ({ podIps, order }) => {
    expect(orderClaims(podIps.map((podIp) => aClaim({ podIp }))).map(({ podIp }) => podIp)).toEqual(order);
  });

  test("nobody is elected among no claims", () => expect(orderClaims([])).toEqual([]));

  test.for([
    { name: "claims of two nodes are refused", other: aClaim({ node: "node-b" }) },
    { name: "claims of two addresses are refused", other: aClaim({ floatingIp: "10.99.0.11" }) },
  ])("$name", ({ other }) => {
    expect(() => orderClaims([aClaim(), other])).toThrow(RangeError);
  });
});

describe("the address of a pod that talks to itself", () => {
  test("is the earliest text among those it won", () => {
    const claims = [
      aClaim({ floatingIp: "10.99.0.9" }),
      aClaim({ floatingIp: "10.99.0.10" }),
      aClaim({ floatingIp: "10.99.0.1", podIp: "10.244.1.4" }),
    ];

    expect(electSnat(claims)).toEqual(
      new Map([
        ["10.244.1.5", "10.99.0.10"],
        ["10.244.1.4", "10.99.0.1"],
      ]),
    );
  });
});
