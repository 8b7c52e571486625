import { describe, expect, test } from "vitest";
import type { PodRecord } from "../snapshot.ts";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aPod, aWorkload } from "../testing/builders.ts";
import { type MoveIntent, planMove } from "./move.ts";
import { standbyTargets } from "./move-standbys.ts";
import { aView } from "./testing/view.ts";

const ip = "10.99.0.10";
/** As text `10.244.1.10` sorts before `10.244.1.20`, and that before `10.244.1.9`. */
const first = aPod({ name: "first", podIp: "10.244.1.10", floatingIps: [ip] });
const middle = aPod({ name: "middle", podIp: "10.244.1.20", floatingIps: [ip] });
const last = aPod({ name: "last", podIp: "10.244.1.9", floatingIps: [ip] });
const remote = aPod({ name: "remote", node: "node-b", podIp: "10.244.2.5", floatingIps: [ip] });
const without = (pod: PodRecord): PodRecord => ({ ...pod, annotations: {} });
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

/** Who does what, in order: `+first` claims, `-first` lets go. */
function script({ steps }: ReturnType<typeof given>): string {
  const sign = (code: string) => (code === "step-claim-add" ? "+" : "-");
  return steps.map(({ what, object }) => `${sign(what.code)}${object.kind === "Pod" ? "" : `${object.kind} `}${object.name}`).join(" ");
}

const owner = aWorkload({ kind: "StatefulSet", name: "gw", templateFloatingIps: '["10.99.0.10"]' });
const of = (pod: PodRecord): PodRecord => ({ ...pod, controller: { kind: owner.kind, name: owner.name, uid: owner.uid } });
const [head, mid, tail, far] = [of(first), of(middle), of(without(last)), of(without(remote))];
const given = (to: PodRecord, pods: readonly PodRecord[], siblings: readonly PodRecord[], intent: Partial<MoveIntent> = {}) => {
  const view = aView({ pods: pods.filter((pod) => FLOATING_IPS_ANNOTATION in pod.annotations), workloads: [owner] });
  const answer = planMove(view, { ip, to: { namespace: to.namespace, name: to.name }, standbys: true, ...intent }, to, siblings);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
};

describe("standbys", () => {
  test("get the claim back where they sort behind the pod, on its node and last of all", () => {
    const made = given(of(without(middle)), [head], [head, mid, tail, far]);

    expect(script(made)).toBe("+middle -first +last");
    expect(made.consequences[0]).toMatchObject({ after: { state: "serving", backends: [{ name: "middle" }], standbyCount: 1 } });
  });

  test.for([
    ["sorts before it", tail, [of(without(middle))]],
    ["is of another node", mid, [far]],
    ["is going", mid, [{ ...tail, deletionTimestamp: "2026-08-29T03:00:00Z" }]],
    ["claims it already", mid, [of(last)]],
    ["crashes Felix", mid, [of(aPod({ name: "last", statusPodIps: ["10.244.1.9", "fd00:244::9"], floatingIps: ["::ffff:10.9.9.9"] }))]],
    ["is off the network", mid, [of(aPod({ name: "last", podIp: "10.244.1.9", value: "{}" }))]],
  ] as const)("are not made of one that %s, which is told", ([, to, siblings]) => {
    const made = given(to, [head], siblings);

    expect(made.steps.map(({ object }) => object.name)).not.toContain(siblings[0]?.name);
    expect(codes(made.warnings)).toContain("move-no-standby-behind");
  });

  test("can be given to a pod that is the backend already", () => {
    expect(script(given(head, [head], [head, tail]))).toBe("+last");
    expect(given(head, [head], [head, tail]).blockers).toEqual([]);
  });

  test("are not made of pods whose template lets go too: those are made anew without the claim", () => {
    const other = { ...without(middle), controller: null };

    expect(script(given(other, [head], [tail], { templates: true }))).toBe("+middle -first -StatefulSet gw");
  });

  test("lose the claim when they are made anew from a template without it, which is told", () => {
    const bare = aWorkload({ ...owner, templateFloatingIps: null });
    const view = aView({ pods: [head], workloads: [bare] });
    const answer = planMove(view, { ip, to: { namespace: "payments", name: "first" }, standbys: true }, head, [tail]);

    expect(answer.ok && codes(answer.plan.warnings)).toContain("lost-when-recreated");
  });

  test("are looked for among the pods of the workloads that claim the address, by a pod or by the template", () => {
    const byTemplate = aWorkload({ kind: "Deployment", name: "web", templateFloatingIps: '["10.99.0.10"]' });
    const none = aWorkload({ kind: "Deployment", name: "none" });

    expect(standbyTargets(aView({ pods: [head], workloads: [owner, byTemplate, none] }), ip, without(last))).toEqual([
      { kind: "StatefulSet", namespace: "payments", name: "gw" },
      { kind: "Deployment", namespace: "payments", name: "web" },
    ]);
  });

  test("cannot be those that let go because they sort before it, which is told and so is what would help where fewer are left", () => {
    const { warnings } = given(middle, [first, middle, last], [], { standbys: false });

    expect(warnings).toContainEqual({
      code: "move-cannot-stand-by",
      facts: { ip, pod: "payments/middle", pods: ["payments/first"], count: 1 },
    });
    expect(warnings.find(({ code }) => code === "move-standbys")?.remedy).toMatchObject({ code: "remedy-standbys" });
  });
});
