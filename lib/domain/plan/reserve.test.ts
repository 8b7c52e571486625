import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cidrContains, formatAddress } from "../address.ts";
import { anIPAMBlock, anIPReservation, aPod } from "../testing/builders.ts";
import type { Planned } from "./plan.ts";
import { planReserve, planUnreserve, type ReserveIntent } from "./reserve.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const held = (...reservedCIDRs: string[]) => ({ ipReservations: [anIPReservation({ name: "floating", reservedCIDRs })] });

function planOf(answer: Planned) {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}
const reserve = (cidrs: string[], snapshot: Snapshot = {}, more: Partial<ReserveIntent> = {}) =>
  planReserve(aView(snapshot), { cidrs, name: "floating", ...more });
const unreserve = (cidrs: string[], snapshot: Snapshot) => planUnreserve(aView(snapshot), { cidrs, name: "floating" });
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

describe("to hold addresses", () => {
  test.for(["crd.projectcalico.org/v1", "projectcalico.org/v3"] as const)(
    "a reservation is created in %s; a bare address is one",
    (apiGroup) => {
      expect(planOf(reserve(["10.99.0.10", "10.99.0.16/28"], { identity: { apiGroup } })).steps).toMatchObject([
        {
          verb: "create",
          patch: {
            apiVersion: apiGroup,
            kind: "IPReservation",
            metadata: { name: "floating" },
            spec: { reservedCIDRs: ["10.99.0.10/32", "10.99.0.16/28"] },
          },
        },
      ]);
    },
  );

  test("the one of that name is extended, and what it has stays as it is written", () => {
    expect(planOf(reserve(["10.99.0.10"], held(" 10.99.0.0/29"))).steps).toMatchObject([
      {
        verb: "patch",
        patch: { spec: { reservedCIDRs: [" 10.99.0.0/29", "10.99.0.10/32"] } },
        was: { spec: { reservedCIDRs: [" 10.99.0.0/29"] } },
      },
    ]);
  });

  test("nothing is written for what it holds already", () => {
    expect(codes(planOf(reserve(["10.99.0.5"], held("10.99.0.0/29"))).blockers)).toEqual(["nothing-to-change"]);
  });

  test.for([
    {
      name: "that somebody has them",
      cidr: "10.99.0.64/27",
      snapshot: { ipamBlocks: [anIPAMBlock({ cidr: "10.99.0.64/26", held: { 1: {} } })] },
      code: "reserved-and-allocated",
    },
    { name: "that no pool has them", cidr: "10.98.0.1", snapshot: {}, code: "reserved-outside-pools" },
  ])("it is told $name", ({ cidr, snapshot, code }) => expect(codes(planOf(reserve([cidr], snapshot)).warnings)).toEqual([code]));

  test.for([
    { name: "what is no range", cidrs: ["10.99.0.0/24", "x"], code: "address-invalid", pointer: "/cidrs/1" },
    {
      name: "an address with a mask that means a whole range",
      cidrs: ["10.99.0.10/24"],
      code: "address-not-canonical",
      pointer: "/cidrs/0",
    },
    {
      name: "a name that no object can have",
      cidrs: ["10.99.0.10"],
      more: { name: "Floating IPs" },
      code: "target-unsupported",
      pointer: "/name",
    },
    {
      name: "a cluster without Calico",
      cidrs: ["10.99.0.10"],
      snapshot: { identity: { apiGroup: null } },
      code: "cluster-unsupported",
      pointer: "/action",
    },
  ])("refused is $name", ({ cidrs, more = {}, snapshot = {}, code, pointer }) =>
    expect(reserve(cidrs, snapshot, more)).toMatchObject({ ok: false, refusals: [{ code, pointer }] }),
  );
});

describe("to let addresses go", () => {
  test("the reservation shrinks", () => {
    expect(planOf(unreserve(["10.99.0.10"], held("10.99.0.10/32", "10.99.0.16/28"))).steps).toMatchObject([
      { verb: "patch", patch: { spec: { reservedCIDRs: ["10.99.0.16/28"] } }, what: { facts: { cidrs: ["10.99.0.10/32"] } } },
    ]);
  });

  test("a wider range is split around them", () => {
    expect(planOf(unreserve(["10.99.0.1"], held("10.99.0.0/30"))).steps).toMatchObject([
      { patch: { spec: { reservedCIDRs: ["10.99.0.0/32", "10.99.0.2/31"] } } },
    ]);
  });

  test("the reservation goes with the last of them", () => {
    expect(planOf(unreserve(["10.99.0.0/24"], held("10.99.0.10/32"))).steps).toMatchObject([
      { verb: "delete", object: { name: "floating" } },
    ]);
  });

  test("those that pods claim are told", () => {
    const pods = [aPod({ floatingIps: ["10.99.0.10"] })];

    expect(codes(planOf(unreserve(["10.99.0.10"], { ...held("10.99.0.10/32"), pods })).warnings)).toEqual(["claimed-and-unheld"]);
  });

  test("nothing is written for what it does not hold, and there must be one of that name", () => {
    expect(codes(planOf(unreserve(["10.99.0.77"], held("10.99.0.10/32"))).blockers)).toEqual(["nothing-to-change"]);
    expect(unreserve(["10.99.0.77"], {})).toMatchObject({ ok: false, refusals: [{ reason: { code: "reservation-not-found" } }] });
  });

  test("exactly what was named goes, and all else stays held", () => {
    const part = fc.tuple(fc.nat(255), fc.integer({ min: 26, max: 32 })).map(([last, length]) => {
      const size = 2 ** (32 - length);
      return `10.99.0.${last - (last % size)}/${length}`;
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(part, { minLength: 1, maxLength: 3 }), (had, gone) => {
        const [step] = planOf(unreserve(gone, held(...had))).steps;
        const spec = step?.verb === "patch" ? (step.patch as { spec: { reservedCIDRs: string[] } }).spec.reservedCIDRs : step ? [] : had;
        for (let last = 0n; last < 256n; last += 1n) {
          const ip = formatAddress(0x0a630000n + last, 4);
          const was = had.some((cidr) => cidrContains(cidr, ip)) && !gone.some((cidr) => cidrContains(cidr, ip));
          expect(spec.some((cidr) => cidrContains(cidr, ip))).toBe(was);
        }
      }),
      { numRuns: 50 },
    );
  });
});
