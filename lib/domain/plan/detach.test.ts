import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { aConfigMap, aPod, aWorkload } from "../testing/builders.ts";
import type { ClaimIntent } from "./attach.ts";
import { planDetach } from "./detach.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const ip = "10.99.0.10";
const set = aWorkload({ kind: "StatefulSet", name: "gw", desired: 2, current: 2, templateFloatingIps: '["10.99.0.10"]' });
const controller = { kind: "StatefulSet", name: "gw", uid: set.uid };
const gw0 = aPod({ name: "gw-0", podIp: "10.244.1.7", controller, floatingIps: [ip] });
const gw1 = aPod({ name: "gw-1", podIp: "10.244.1.9", controller, floatingIps: [ip, "10.99.0.11"] });

function plan(intent: Partial<ClaimIntent> = {}, snapshot: Snapshot = {}, pods: PodRecord[] = [gw0, gw1], workload = set) {
  const view = aView({ workloads: [workload], pods, ...snapshot });
  const target = { kind: "StatefulSet" as const, namespace: "payments", name: "gw" };
  const answer = planDetach(view, { ips: [ip], target, scope: "running", ...intent }, { workload, pods });
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const at = (value: string | null) => ({ metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

test("the key goes with the last address, and the others stay", () => {
  expect(plan().steps).toMatchObject([
    { object: { name: "gw-0" }, patch: at(null), was: at('["10.99.0.10"]'), what: { code: "step-claim-remove" } },
    { object: { name: "gw-1" }, patch: at('["10.99.0.11"]') },
  ]);
});

test("who is left without a backend is told", () => {
  expect(plan().consequences).toMatchObject([
    { ip, before: { state: "serving", backends: [{ name: "gw-0" }], standbyCount: 1 }, after: { state: "unserved", backends: [] } },
  ]);
});

test("a claim that the template keeps is told to come back", () => {
  expect(plan().warnings).toContainEqual({ code: "claim-comes-back", facts: { ips: [ip], target: "StatefulSet payments/gw" } });
  expect(codes(plan({ scope: "both" }).warnings)).not.toContain("claim-comes-back");
});

test("of the template, the pods are made anew without it", () => {
  const { steps, consequences, warnings } = plan({ scope: "template" });

  expect(steps).toMatchObject([{ object: { kind: "StatefulSet" }, patch: { spec: { template: at(null) } } }]);
  expect(codes(warnings)).toContain("rollout-now");
  expect(consequences.find((entry) => entry.ip === ip)).toMatchObject({ after: null, note: { code: "consequence-rollout" } });
});

test("what else those pods claim is told to move with them", () => {
  expect(plan({ scope: "template" }).consequences.map((entry) => entry.ip)).toEqual([ip, "10.99.0.11"]);
});

test("a pod on its way out lets go too", () => {
  const going = aPod({ ...gw0, annotations: {}, floatingIps: [ip], deletionTimestamp: "2026-08-29T03:00:00Z" });

  expect(plan({}, {}, [going]).steps).toHaveLength(1);
});

describe("a closed CNI gate", () => {
  const closed = { configMaps: [aConfigMap({ data: { cni_network_config: '{"type":"calico"}' } })] };

  test("is told where the pods would be made anew with another claim", () => {
    const workload = aWorkload({ ...set, templateFloatingIps: '["10.99.0.10","10.99.0.11"]' });

    expect(codes(plan({ scope: "template" }, closed, [gw0], workload).warnings)).toContain("gate-closed");
  });

  test("does not matter where nothing is claimed after it", () => {
    expect(codes(plan({ scope: "template" }, closed).warnings)).not.toContain("gate-closed");
  });
});

test("nothing is planned for an address that is not claimed", () => {
  expect(codes(plan({ ips: ["10.99.0.77"] }).blockers)).toEqual(["nothing-to-change"]);
});

test("a text that is no address is refused", () => {
  const view = aView();
  const target = { kind: "StatefulSet" as const, namespace: "payments", name: "gw" };

  expect(planDetach(view, { ips: ["x"], target, scope: "running" }, { workload: set, pods: [gw0] })).toMatchObject({
    ok: false,
    refusals: [{ code: "address-invalid", pointer: "/ips/0" }],
  });
});
