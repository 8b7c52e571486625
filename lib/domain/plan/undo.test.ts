import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aConfigMap, anIPPool, aPod, aPodAddress, aWorkload } from "../testing/builders.ts";
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

  describe("gives nothing back that is somebody else's by now", () => {
    const again = podStep(free, '["10.99.0.10"]', what);

    test("such as the own address of a pod", () => {
      expect(plan([again], { podAddresses: [aPodAddress({ name: "taker", ips: [ip] })] }, [free]).blockers).toMatchObject([
        { code: "address-of-pod", facts: { ip } },
      ]);
    });

    test("or an address that no pool has any more", () => {
      const pools = [anIPPool({ name: "other", cidr: "10.88.0.0/24" })];
      expect(plan([again], { ipPools: pools }, [free]).blockers).toMatchObject([{ code: "address-outside-pools" }]);
    });

    test("or what another namespace claims meanwhile; within its own that is told", () => {
      const foreign = aPod({ namespace: "elsewhere", name: "x", floatingIps: [ip] });
      expect(plan([again], { pods: [foreign] }, [free]).blockers).toMatchObject([
        { code: "undo-takes-over", facts: { namespace: "elsewhere", ips: [ip] } },
      ]);
      const near = aPod({ namespace: free.namespace, name: "y", floatingIps: [ip] });
      const { warnings, blockers } = plan([again], { pods: [near] }, [free]);
      expect([warnings.map(({ code }) => code), blockers]).toEqual([["claimed-by-other"], []]);
    });

    test("while a claim that is only let go of needs no such look", () => {
      const both = aPod({ name: "gw-0", floatingIps: [ip, "10.99.0.11"] });
      for (const value of [null, '["10.99.0.10"]']) {
        expect(
          plan([podStep(both, value, what)], { pods: [both], ipPools: [anIPPool({ cidr: "10.88.0.0/24" })] }, [both]).blockers,
        ).toEqual([]);
      }
    });
  });

  test("tells of the pods that are gone since", () => {
    const answer = planUndo(aView(), [], [], ["gw-0"]);
    expect(answer).toMatchObject({ plan: { warnings: [{ code: "undo-pods-gone", facts: { pods: ["gw-0"] } }] } });
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
