import { describe, expect, test } from "vitest";
import type { Consequence } from "#lib/contract/plans.ts";
import type { TargetPod } from "#lib/contract/targets.ts";
import { podOutcome } from "./pod-outcome.ts";

const IP = "10.99.0.10";
type Side = NonNullable<Consequence["after"]>;

function aPod(fields: Partial<TargetPod> = {}): TargetPod {
  return { namespace: "edge", name: "gw-0", uid: "u", node: "node-a", podIps: ["10.244.1.10"], ready: true, claims: [], ...fields };
}
const backend = (name: string, podIp = "10.244.1.10", node = "node-a") => ({ namespace: "edge", name, node, podIp });
const served = (...backends: Side["backends"]): Side => ({ state: backends.length > 1 ? "split" : "serving", backends, standbyCount: 0 });
const nobody: Side = { state: "unserved", backends: [], standbyCount: 0 };
const aPlan = (before: Side, after: Side | null, ...codes: string[]) => ({
  consequences: [{ ip: IP, before, after, note: null }],
  warnings: codes.map((code) => ({ code, facts: {}, text: "" })),
});
const asked = { action: "attach", scope: "running", ips: [IP], siblings: [aPod()], isGateClosed: () => false } as const;
const roleOf = (...args: Parameters<typeof podOutcome>) => podOutcome(...args).roles.map(({ role }) => role);

describe("what a pod will be", () => {
  test("the backend, where the plan says so", () => {
    expect(roleOf(aPod(), aPlan(nobody, served(backend("gw-0"))), asked)).toEqual(["backend"]);
  });

  test("a standby behind the backend of its node, and not behind that of another", () => {
    const plan = aPlan(nobody, served(backend("gw-1")));
    expect(roleOf(aPod(), plan, asked)).toEqual(["standby"]);
    expect(roleOf(aPod({ node: "node-b" }), plan, asked)).toEqual(["unknown"]);
  });

  test("made anew, where its template changes and rolls out now", () => {
    expect(roleOf(aPod(), aPlan(nobody, null, "rollout-now"), { ...asked, scope: "both" })).toEqual(["replaced"]);
  });

  test("as it is, where only a template changes that rolls nothing out", () => {
    expect(roleOf(aPod(), aPlan(nobody, nobody, "rollout-later"), { ...asked, scope: "template" })).toEqual(["stays"]);
  });

  test("without it, where it had it and it is taken away", () => {
    const plan = aPlan(served(backend("gw-0")), nobody);
    expect(roleOf(aPod({ claims: [IP] }), plan, { ...asked, action: "detach" })).toEqual(["lets-go"]);
    expect(roleOf(aPod(), plan, { ...asked, action: "detach" })).toEqual(["stays"]);
  });

  test("not programmed, where the gate of its node is closed, though another node serves", () => {
    const plan = aPlan(nobody, served(backend("gw-1")));
    expect(roleOf(aPod({ node: "node-b" }), plan, { ...asked, isGateClosed: (node) => node === "node-b" })).toEqual(["not-programmed"]);
  });

  test("not programmed, where the gate is closed everywhere", () => {
    expect(roleOf(aPod(), aPlan(nobody, { ...nobody, state: "disabled" }), asked)).toEqual(["not-programmed"]);
  });
});

describe("whom it takes the address from", () => {
  const present = aPlan(served(backend("old", "10.244.1.9")), null);

  test("the backend of its node whose address sorts behind its own as text", () => {
    expect(podOutcome(aPod(), present, asked).takes).toEqual([{ ip: IP, from: "edge/old", podIp: "10.244.1.10", over: "10.244.1.9" }]);
  });

  test.each([
    ["nobody, where its own address sorts behind", aPod({ podIps: ["10.244.1.91"] }), asked],
    ["nobody of another node", aPod({ node: "node-b" }), asked],
    ["no other pod of the target", aPod(), { ...asked, siblings: [aPod({ name: "old" })] }],
    ["nobody, where it claims the address already", aPod({ claims: [IP] }), asked],
    ["nobody yet, where only the template changes", aPod(), { ...asked, scope: "template" }],
  ] as const)("%s", (_, pod, question) => {
    expect(podOutcome(pod, present, question).takes).toEqual([]);
  });
});
