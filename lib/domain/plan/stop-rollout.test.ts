import { describe, expect, test } from "vitest";
import { aCalicoNodePod, aDaemonSet } from "../testing/builders.ts";
import { planStopRollout } from "./stop-rollout.ts";
import { aView } from "./testing/view.ts";

const HALF_WAY = {
  calicoNodePods: [
    aCalicoNodePod({ node: "node-a", templateGeneration: "2" }),
    aCalicoNodePod({ node: "node-b", templateGeneration: "1" }),
    aCalicoNodePod({ node: "node-c", templateGeneration: "1" }),
  ],
};
const daemonSet = (updateStrategy: string | null) => [aDaemonSet({ desired: 3, templateGeneration: "2", updateStrategy })];

function plan(goOn: boolean, snapshot: Parameters<typeof aView>[0]) {
  const planned = planStopRollout(aView(snapshot), { goOn });
  if (!planned.ok) return planned.refusals.map(({ code }) => code);
  const { steps, warnings, blockers } = planned.plan;
  const brief = (reasons: typeof warnings) => reasons.map(({ code, facts }) => [code, facts["nodes"] ?? []].flat().join(" "));
  return {
    steps: steps.map(({ patch, ...step }) => [patch, "was" in step && step.was]),
    warnings: brief(warnings),
    blockers: brief(blockers),
  };
}
const type = (value: string | null) => ({ spec: { updateStrategy: { type: value } } });

describe("stopping a rollout", () => {
  test("leaves the nodes that wait with what they have, and how it went is kept", () => {
    expect(plan(false, { ...HALF_WAY, daemonSets: daemonSet("RollingUpdate") })).toEqual({
      steps: [[type("OnDelete"), type("RollingUpdate")]],
      warnings: ["rollout-stays node-b node-c"],
      blockers: [],
    });
  });

  test("is not offered where it is through, or already stopped", () => {
    expect(
      plan(false, { daemonSets: daemonSet("RollingUpdate"), calicoNodePods: [aCalicoNodePod({ templateGeneration: "2" })] }),
    ).toMatchObject({
      blockers: ["rollout-through"],
    });
    expect(plan(false, { ...HALF_WAY, daemonSets: daemonSet("OnDelete") })).toMatchObject({ steps: [], blockers: ["nothing-to-change"] });
  });

  test("needs to know which pods wait", () => {
    const calicoNodePods = [aCalicoNodePod({ templateGeneration: null })];
    expect(plan(false, { calicoNodePods, daemonSets: daemonSet("RollingUpdate") })).toMatchObject({ blockers: ["rollout-unknown"] });
    expect(plan(false, { daemonSets: [] })).toMatchObject({ steps: [], blockers: ["calico-node-not-found"] });
  });

  test("is refused where an operator would take it back", () => {
    expect(plan(false, { ...HALF_WAY, installations: [{ name: "default", ipamType: "Calico" }] } as never)).toEqual([
      "cluster-unsupported",
    ]);
  });
});

describe("letting it go on", () => {
  test("names how many restart", () => {
    expect(plan(true, { ...HALF_WAY, daemonSets: daemonSet("OnDelete") })).toEqual({
      steps: [[type("RollingUpdate"), type("OnDelete")]],
      warnings: ["calico-node-restarts"],
      blockers: [],
    });
  });

  test("needs one that is stopped", () => {
    expect(plan(true, { ...HALF_WAY, daemonSets: daemonSet("RollingUpdate") })).toMatchObject({
      steps: [],
      blockers: ["nothing-to-change"],
    });
  });
});
