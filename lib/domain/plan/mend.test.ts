import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { aPod, aWorkload } from "../testing/builders.ts";
import { type FelixRow, readTestdata } from "../testing/yardsticks.ts";
import { planMend } from "./mend.ts";
import type { Target } from "./plan.ts";
import { aView } from "./testing/view.ts";

const ip = "10.99.0.12";
const MALFORMED = '["10.99.0.12"';
const gw = aWorkload({ kind: "StatefulSet", name: "gw", current: 2, templateFloatingIps: MALFORMED });
const controller = { kind: "StatefulSet", name: "gw", uid: gw.uid };
const gw0 = aPod({ name: "gw-0", podIp: "10.244.1.7", controller, floatingIps: ["10.99.0.20"] });
const gw1 = aPod({ name: "gw-1", podIp: "10.244.1.8", controller, value: MALFORMED });

function mend(
  ips: readonly string[],
  { pods = [gw0, gw1], workload = gw, target }: { pods?: PodRecord[]; workload?: WorkloadRecord; target?: Target } = {},
) {
  const objects = target ? { workload: null, pods: pods.slice(0, 1) } : { workload, pods };
  return planMend(
    aView({ pods, workloads: [workload] }),
    { target: target ?? { kind: "StatefulSet", namespace: "payments", name: "gw" }, ips },
    objects,
  );
}

function plan(...given: Parameters<typeof mend>) {
  const answer = mend(...given);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const at = (value: string | null) => ({ metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

test("the value is replaced on the pods that have it and in their template, and a good one is left alone", () => {
  expect(plan([ip]).steps).toMatchObject([
    { object: { kind: "Pod", name: "gw-1" }, patch: at('["10.99.0.12"]'), was: at(MALFORMED) },
    { object: { kind: "StatefulSet" }, patch: { spec: { template: at('["10.99.0.12"]') } } },
  ]);
});

test("without addresses the key goes", () => {
  expect(plan([]).steps).toMatchObject([{ patch: at(null) }, { patch: { spec: { template: at(null) } } }]);
});

test("a pod that is off the network is told to come back", () => {
  const { warnings, consequences } = plan([ip], { workload: aWorkload({ ...gw, templateFloatingIps: null }) });

  expect(warnings).toContainEqual({ code: "pods-back-on-network", facts: { pods: ["payments/gw-1"], count: 1 } });
  expect(consequences).toMatchObject([{ ip, before: { state: "unserved" }, after: { state: "serving", backends: [{ name: "gw-1" }] } }]);
});

test("of a template that makes its pods anew it is told what is sure: with the patched pods, on the way, and then", () => {
  const { consequences } = plan([ip], { workload: aWorkload({ ...gw, desired: 2, updateStrategy: "RollingUpdate" }) });

  expect(consequences.find((one) => one.ip === ip)).toMatchObject({
    after: null,
    rollout: {
      patched: { state: "serving", backends: [{ name: "gw-1" }] },
      replaced: [{ name: "gw-0" }, { name: "gw-1" }],
      during: { code: "rollout-one-by-one" },
      after: { code: "rollout-after-unknown", facts: { count: 2 } },
    },
  });
});

test("a single pod is mended with the template that it came from", () => {
  const target: Target = { kind: "Pod", namespace: "payments", name: "gw-1" };

  expect(plan([ip], { pods: [gw1], target }).steps.map(({ object }) => object.kind)).toEqual(["Pod", "StatefulSet"]);
});

test("a pod that cannot end because of its value is mended", () => {
  const going = aPod({ ...gw1, annotations: {}, value: MALFORMED, deletionTimestamp: "2026-08-29T03:00:00Z" });

  expect(plan([], { pods: [going], target: { kind: "Pod", namespace: "payments", name: "gw-1" } }).steps).toHaveLength(2);
});

test("nothing is planned where Calico rejects nothing", () => {
  expect(codes(plan([ip], { pods: [gw0], workload: aWorkload({ ...gw, templateFloatingIps: null }) }).blockers)).toEqual([
    "nothing-to-mend",
  ]);
});

test("what is put in its place is held to the same rules as any address", () => {
  expect(mend(["10.99.0.12/32"])).toMatchObject({ ok: false, refusals: [{ code: "address-not-canonical", pointer: "/ips/0" }] });
});

describe("an address that another namespace claims", () => {
  const foreign = aPod({ namespace: "legacy", name: "proxy-0", podIp: "10.244.9.9", node: "node-c", floatingIps: [ip, "10.99.0.30"] });
  const ask = (ips: string[], { value = MALFORMED, takeOver }: { value?: string; takeOver?: string[] } = {}) => {
    const bad = aPod({ ...gw1, annotations: {}, value });
    const workload = aWorkload({ ...gw, templateFloatingIps: value });
    const answer = planMend(
      aView({ pods: [bad, foreign], workloads: [workload] }),
      { target: { kind: "StatefulSet", namespace: "payments", name: "gw" }, ips, takeOver },
      { workload, pods: [bad] },
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
    return answer.plan;
  };

  test.for([ip, "10.99.0.30"])("is taken only when that is confirmed by name, also where the value named it in vain: %s", (wanted) => {
    expect(ask([wanted]).blockers).toMatchObject([{ code: "take-over-unconfirmed", facts: { namespace: "legacy", ips: [wanted] } }]);
    expect(ask([wanted], { takeOver: ["other"] }).blockers).toHaveLength(1);
    expect(ask([wanted], { takeOver: ["legacy"] }).blockers).toEqual([]);
    expect(codes(ask([wanted], { takeOver: ["legacy"] }).warnings)).toContain("claimed-by-other");
  });

  test("needs no word where the claim counts already and only what stands beside it goes", () => {
    expect(ask([ip], { value: `["${ip}","010.99.0.13"]` }).blockers).toEqual([]);
  });

  test("needs none where the key is removed", () => expect(ask([]).blockers).toEqual([]));
});

describe("every value that takes a running pod off the network", () => {
  const rows = readTestdata<{ readonly rows: readonly FelixRow[] }>("calico/felix-annotation-table.json").rows;
  const lost = rows.flatMap(({ annotation, podOnNetwork }) => (annotation !== null && !podOnNetwork ? [annotation] : []));

  test("was measured", () => expect(lost.length).toBeGreaterThan(5));

  test.for(lost)("is mended: %s", (value) => {
    const pod = aPod({ name: "gw-1", podIp: "10.244.1.8", controller, value });

    expect(plan([ip], { pods: [pod] }).steps[0]).toMatchObject({ patch: at('["10.99.0.12"]'), was: at(value) });
  });
});
