import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aConfigMap, aPod, aWorkload } from "../testing/builders.ts";
import type { Step } from "./plan.ts";
import { claimReason, podStep, templateStep } from "./steps.ts";
import { aView } from "./testing/view.ts";
import { planUndo } from "./undo.ts";

const ip = "10.99.0.10";
const what = claimReason("remove", "pod", "x", []);
const claims = aPod({ name: "gw-0", floatingIps: [ip] });
const free = { ...claims, annotations: {} };
const gw = aWorkload({ name: "gw", templateFloatingIps: '["10.99.0.10"]' });

function plan(steps: readonly Step[], snapshot: Parameters<typeof aView>[0] = {}, pods = [claims]) {
  const answer = planUndo(aView(snapshot), steps, pods);
  if (!answer.ok) throw new Error("refused");
  return answer.plan;
}

describe("an action taken back", () => {
  test("tells what becomes of the address, also where the pod claims nothing now", () => {
    expect(plan([podStep(claims, null, what)], { pods: [claims] }).consequences).toMatchObject([
      { ip, before: { state: "serving" }, after: { state: "unserved" } },
    ]);
    expect(plan([podStep(free, '["10.99.0.10"]', what)], {}, [free]).consequences).toMatchObject([
      { ip, before: { state: "unserved" }, after: { state: "serving", backends: [{ name: "gw-0" }] } },
    ]);
  });

  test("tells of the pods that a template makes anew", () => {
    const pod = aPod({ name: "gw-1", floatingIps: [ip], controller: { kind: "Deployment", name: "gw", uid: gw.uid } });
    const { consequences, warnings } = plan([templateStep(gw, null, what)], { workloads: [gw], pods: [pod] });

    expect(warnings).toMatchObject([{ code: "rollout-now" }]);
    expect(consequences).toMatchObject([{ ip, before: { state: "serving" }, after: null, note: { code: "consequence-rollout" } }]);
  });

  test("tells that the pods would not start while the CNI gate is closed", () => {
    const closed = { workloads: [gw], configMaps: [aConfigMap({ data: { cni_network_config: '{"type":"calico"}' } })] };

    expect(plan([templateStep({ ...gw, templateFloatingIps: null }, '["10.99.0.10"]', what)], closed).warnings).toContainEqual(
      expect.objectContaining({ code: "gate-closed" }),
    );
  });

  test("never brings back what Calico rejects", () => {
    for (const value of ["", "{}", '["10.99.0.10"', '["10.99.0.10/32"]', "[]"]) {
      expect(plan([podStep(claims, value, what)]).blockers).toMatchObject([{ code: "undo-would-break", facts: { value } }]);
    }
    const text: Step = {
      what,
      object: { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "calico-config", uid: null, resourceVersion: null },
      verb: "patch",
      patch: { data: { cni_network_config: '{"type":"calico","feature_control":{"floating_ips":"true"}}' } },
      was: { data: { cni_network_config: "{}" } },
    };
    expect(plan([text]).blockers).toMatchObject([{ code: "undo-would-break" }]);
  });

  test("has nothing to do where nothing was written", () => {
    expect(plan([]).blockers).toMatchObject([{ code: "nothing-to-undo" }]);
  });

  test("brings a sound value back as it was", () => {
    const step = podStep(free, '["10.99.0.10"]', what);

    expect(plan([step], {}, [free])).toMatchObject({
      steps: [{ patch: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.10"]' } } } }],
      blockers: [],
    });
  });
});
