import { describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { aFelixConfiguration, aNode, aPod, aWorkload } from "../testing/builders.ts";
import { type MoveIntent, planMove } from "./move.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const ip = "10.99.0.10";
/** As text `10.244.1.10` sorts before `10.244.1.20`, and that before `10.244.1.9`. */
const first = aPod({ name: "first", podIp: "10.244.1.10", floatingIps: [ip] });
const middle = aPod({ name: "middle", podIp: "10.244.1.20", floatingIps: [ip] });
const last = aPod({ name: "last", podIp: "10.244.1.9", floatingIps: [ip] });
const remote = aPod({ name: "remote", node: "node-b", podIp: "10.244.2.5", floatingIps: [ip] });
const without = (pod: PodRecord): PodRecord => ({ ...pod, annotations: {} });

function move(to: PodRecord, pods: readonly PodRecord[], intent: Partial<MoveIntent> = {}, snapshot: Snapshot = {}) {
  const view = aView({ pods: pods.filter((pod) => FLOATING_IPS_ANNOTATION in pod.annotations), ...snapshot });
  return planMove(view, { ip, to: { namespace: to.namespace, name: to.name }, ...intent }, to);
}

function plan(...given: Parameters<typeof move>) {
  const answer = move(...given);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

/** Who does what, in order: `+first` claims, `-first` lets go. */
function script({ steps }: ReturnType<typeof plan>): string {
  return steps
    .map(
      ({ what, object }) => `${what.code === "step-claim-add" ? "+" : "-"}${object.kind === "Pod" ? "" : `${object.kind} `}${object.name}`,
    )
    .join(" ");
}

const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

describe("who must claim and who must let go", () => {
  test.for([
    { name: "a standby: those before it let go", to: middle, pods: [first, middle, last], script: "-first" },
    { name: "the last standby: all before it let go", to: last, pods: [first, middle, last], script: "-first -middle" },
    { name: "a pod that sorts first: it only has to claim", to: without(first), pods: [middle, last], script: "+first" },
    { name: "a pod that sorts behind the backend", to: without(last), pods: [first], script: "+last -first" },
    { name: "the same, letting go first", to: without(last), pods: [first], order: "release-first" as const, script: "-first +last" },
    { name: "a pod on another node", to: without(remote), pods: [first, middle], script: "+remote -first -middle" },
    { name: "one side of a split: the other lets go", to: first, pods: [first, remote], script: "-remote" },
    { name: "a standby in a split", to: middle, pods: [first, middle, remote], script: "-first -remote" },
    { name: "an address that nobody claims", to: without(first), pods: [], script: "+first" },
  ])("$name", ({ to, pods, script: expected, order }) => {
    const made = plan(to, pods, order === undefined ? {} : { order });

    expect(script(made)).toBe(expected);
    expect(made.blockers).toEqual([]);
    expect(made.consequences[0]).toMatchObject({ ip, after: { state: "serving", backends: [{ name: to.name }] } });
  });

  test("the backend already: nothing", () => {
    expect(codes(plan(first, [first, last]).blockers)).toEqual(["already-backend"]);
  });

  test("other addresses of those who let go stay with them", () => {
    const both = aPod({ ...first, annotations: {}, floatingIps: [ip, "10.99.0.11"] });

    expect(plan(last, [both, last]).steps).toMatchObject([
      { patch: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: '["10.99.0.11"]' } } } },
    ]);
  });
});

test("who crashes Felix on the pod's own node lets go before the backend of another node does: until then nobody could take over", () => {
  const dual = (octet: number) => ({ statusPodIps: [`10.244.1.${octet}`, `fd00:244::${octet}`] });
  const crasher = aPod({ name: "crasher", node: "node-b", ...dual(10), floatingIps: [ip, "::ffff:10.9.9.9"] });
  const to = aPod({ name: "to", node: "node-b", ...dual(20) });

  expect(script(plan(to, [first, crasher]))).toBe("+to -crasher -first");
});

describe("the way there", () => {
  test.for([
    {
      name: "between nodes, claiming first, two have it for a moment",
      to: without(remote),
      pods: [first],
      order: "attach-first" as const,
      code: "move-overlap",
    },
    {
      name: "between nodes, letting go first, nobody has",
      to: without(remote),
      pods: [first],
      order: "release-first" as const,
      code: "move-gap",
    },
    {
      name: "on one node, letting go first, nobody has",
      to: without(last),
      pods: [first],
      order: "release-first" as const,
      code: "move-gap",
    },
  ])("$name", ({ to, pods, order, code }) => expect(codes(plan(to, pods, { order }).warnings)).toContain(code));

  test.for([
    { name: "on one node, claiming first", to: without(last), pods: [first], order: "attach-first" as const },
    { name: "to a standby, in either order", to: last, pods: [first, last], order: "release-first" as const },
  ])("has neither gap nor overlap $name", ({ to, pods, order }) => {
    expect(codes(plan(to, pods, { order }).warnings)).not.toContain("move-gap");
    expect(codes(plan(to, pods, { order }).warnings)).not.toContain("move-overlap");
  });

  test("leaves sockets that are open where they are", () => {
    expect(codes(plan(last, [first, last]).warnings)).toContain("connections-stay");
    expect(codes(plan(without(first), []).warnings)).not.toContain("connections-stay");
  });
});

test("how many standbys remain is told", () => {
  expect(plan(middle, [first, middle, last]).warnings).toContainEqual(
    expect.objectContaining({ code: "move-standbys", facts: { ip, before: 2, after: 1 } }),
  );
});

test("a node that does not answer is told not to hear of it", () => {
  const nodes = [aNode({ name: "node-a" }), aNode({ name: "node-b", ready: "Unknown" })];

  expect(plan(first, [first, remote], {}, { nodes }).warnings).toContainEqual({
    code: "node-does-not-hear",
    facts: { ip, nodes: ["node-b"], count: 1 },
  });
});

test("a claimant that is still starting is named: it takes part when it has an address", () => {
  const starting = aPod({ name: "starting", floatingIps: [ip], statusPodIps: [] });

  expect(plan(last, [first, last, starting]).warnings).toContainEqual(expect.objectContaining({ code: "claimant-starting" }));
});

describe("templates", () => {
  const old = aWorkload({ kind: "StatefulSet", name: "old", templateFloatingIps: '["10.99.0.10"]' });
  const next = aWorkload({ kind: "StatefulSet", name: "next" });
  const ofOld = { ...first, controller: { kind: "StatefulSet", name: "old", uid: old.uid } };
  const ofNext = { ...without(last), controller: { kind: "StatefulSet", name: "next", uid: next.uid } };
  const workloads = [old, next];

  test("that keep the claim give it to the next pod, which is told, and so is that the new backend's does not", () => {
    const { warnings } = plan(ofNext, [ofOld], {}, { workloads });

    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: "claim-comes-back-from",
        facts: { ip, pod: "payments/first", target: "StatefulSet payments/old" },
      }),
    );
    expect(warnings).toContainEqual(expect.objectContaining({ code: "move-not-in-template" }));
  });

  test("let go too when asked", () => {
    const made = plan(ofNext, [ofOld], { templates: true }, { workloads });

    expect(script(made)).toBe("+last -first -StatefulSet old");
    expect(codes(made.warnings)).not.toContain("claim-comes-back-from");
    expect(made.consequences[0]).toMatchObject({ ip, after: { state: "serving", backends: [{ name: "last" }] } });
  });

  test("that let go make their pods anew, the pod keeps the address all the way, and a standby among them is one no more", () => {
    const leaving = aPod({ name: "leaving", podIp: "10.244.1.95", floatingIps: [ip], controller: ofOld.controller });
    const staying = aPod({ name: "staying", podIp: "10.244.1.96", floatingIps: [ip] });
    const rolling = aWorkload({ ...old, updateStrategy: "RollingUpdate" });
    const made = plan(ofNext, [ofOld, leaving, staying], { templates: true }, { workloads: [rolling, next] });

    expect(made.consequences[0]).toMatchObject({
      after: { state: "serving", backends: [{ name: "last" }], standbyCount: 1 },
      rollout: {
        patched: { state: "serving", backends: [{ name: "last" }], standbyCount: 2 },
        replaced: [{ name: "first" }, { name: "leaving" }],
        during: { code: "rollout-keeps", facts: { pod: "payments/last" } },
        after: { code: "rollout-after-kept", facts: { count: 1 } },
      },
    });
    expect(made.warnings).toContainEqual(expect.objectContaining({ code: "move-standbys", facts: { ip, before: 2, after: 1 } }));
  });

  test("that let go take other addresses of theirs along into what is not known", () => {
    const both = aPod({ ...ofOld, annotations: {}, floatingIps: [ip, "10.99.0.11"] });
    const rolling = aWorkload({ ...old, templateFloatingIps: '["10.99.0.10","10.99.0.11"]', updateStrategy: "RollingUpdate" });
    const made = plan(ofNext, [both], { templates: true }, { workloads: [rolling, next] });

    expect(made.consequences.find((one) => one.ip === "10.99.0.11")).toMatchObject({
      after: null,
      rollout: {
        patched: { backends: [{ name: "first" }] },
        during: { code: "rollout-one-by-one" },
        after: { code: "rollout-after-unknown" },
      },
    });
  });

  test("that somebody else writes are left alone: the change would be taken back", () => {
    const written = aWorkload({ ...old, controller: { kind: "Postgres", name: "db", uid: "uid-db" } });
    const made = plan(ofNext, [ofOld], { templates: true }, { workloads: [written, next] });

    expect(script(made)).toBe("+last -first");
    expect(made.warnings).toContainEqual(
      expect.objectContaining({ code: "claim-comes-back-from", remedy: expect.objectContaining({ code: "remedy-template-by-hand" }) }),
    );
  });

  test("let go last when nobody shall have it twice", () => {
    expect(script(plan(ofNext, [ofOld], { templates: true, order: "release-first" }, { workloads }))).toBe("-first +last -StatefulSet old");
  });

  test("of the new backend claim it only where that does not replace the pod", () => {
    const waiting = aWorkload({ ...next, updateStrategy: "OnDelete" });

    expect(script(plan(ofNext, [ofOld], { templates: true }, { workloads: [old, waiting] }))).toBe(
      "+last +StatefulSet next -first -StatefulSet old",
    );
  });

  test("that both share are left alone: changing it would replace the new backend", () => {
    const sibling = { ...last, controller: ofOld.controller };

    expect(script(plan(sibling, [ofOld, sibling], { templates: true }, { workloads }))).toBe("-first");
  });
});

describe("another namespace", () => {
  const foreign = { ...first, namespace: "legacy", uid: "foreign" };

  test("lets go only when it is confirmed by name", () => {
    expect(plan(without(last), [foreign]).blockers).toMatchObject([{ code: "take-over-unconfirmed", facts: { namespace: "legacy" } }]);
    expect(plan(without(last), [foreign], { takeOver: ["legacy"] }).blockers).toEqual([]);
  });
});

describe("impossible", () => {
  test.for([
    { name: "a pod on the host's network", to: aPod({ name: "x", hostNetwork: true }), why: "target-host-network" },
    { name: "a pod that is over", to: aPod({ name: "x", phase: "Failed" }), why: "target-finished" },
    { name: "a pod on its way out", to: aPod({ name: "x", deletionTimestamp: "2026-08-29T03:00:00Z" }), why: "target-terminating" },
    { name: "a pod without a node", to: aPod({ name: "x", node: null }), why: "pod-unscheduled" },
    { name: "a pod without an address", to: aPod({ name: "x", statusPodIps: [] }), why: "pod-no-address" },
    { name: "a pod off the network: mend it first", to: aPod({ name: "x", value: "{}" }), why: "target-off-network" },
    { name: "a pod that a claim would take off the network", to: aPod({ name: "x", podIp: "10.244.1.5/24" }), why: "pod-address-masked" },
    { name: "a pod where Felix programs nothing", to: without(first), snapshot: { felixConfigurations: [] }, why: "felix-gate-off" },
    {
      name: "a pod in eBPF",
      to: without(first),
      snapshot: { felixConfigurations: [aFelixConfiguration({ bpfEnabled: true })] },
      why: "dataplane-ebpf",
    },
  ])("$name", ({ to, why, snapshot = {} }) => {
    const answer = move(to, [], {}, snapshot);

    expect(answer.ok ? [] : answer.refusals.map(({ reason }) => reason.code)).toContain(why);
  });

  test("a family that the pod lacks, and an address of somebody", () => {
    expect(move(first, [], { ip: "fd00::5" })).toMatchObject({ refusals: [{ code: "address-family", pointer: "/ip" }] });
    expect(move(first, [remote], { ip: "10.244.2.5" })).toMatchObject({ refusals: [{ code: "address-in-use" }] });
  });

  test("a pod that is not there", () => {
    expect(planMove(aView(), { ip, to: { namespace: "a", name: "b" } }, null)).toMatchObject({
      refusals: [{ code: "target-unsupported" }],
    });
  });
});
