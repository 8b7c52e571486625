import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClusterView } from "../cluster-view.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { aFelixConfiguration, anIPPool, aPod, aWorkload } from "../testing/builders.ts";
import { withValue } from "./consequences.ts";
import { planMove } from "./move.ts";
import { standbyTargets } from "./move-standbys.ts";
import { leafOf, type PlanDraft, type Step } from "./plan.ts";
import { aView } from "./testing/view.ts";

const RUNS = 500;
const V4 = "10.99.0.10";
const V6 = "fd00:99::a";
const NAMESPACES = ["payments", "legacy"];
const POOLS = [
  anIPPool({ name: "v4", cidr: "10.99.0.0/24", disabled: true }),
  anIPPool({ name: "v6", cidr: "fd00:99::/120", disabled: true }),
];

const claim = fc.constantFrom(
  ...[`["${V4}"]`, `["${V4}","${V6}"]`, `["10.99.0.11","${V4}"]`, `["${V6}"]`, '["FD00:99::000A"]'],
  // Nothing of it counts, or not all.
  ...[`["${V4}"`, "", "{}", "[]", `["010.99.0.10","${V4}"]`, `["${V4}/32"]`, `["::ffff:10.99.0.10","${V6}"]`],
);
const usually = <T>(value: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const drawnPod = fc.record({
  octet: fc.integer({ min: 1, max: 250 }),
  node: usually<string | null>("node-a", "node-b", "node-c", null),
  isAway: fc.boolean(),
  namespace: usually(NAMESPACES[0], NAMESPACES[1]),
  value: fc.oneof({ weight: 2, arbitrary: claim }, { weight: 1, arbitrary: fc.constant(null) }),
  families: fc.constantFrom("4", "46"),
  phase: usually("Running", "Failed", "Succeeded"),
  isGoing: usually(false, true),
  isReady: fc.boolean(),
  address: usually("own", "none", "masked", "unreadable", "host"),
  workload: fc.option(fc.integer({ min: 0, max: 2 })),
});
type DrawnPod = typeof drawnPod extends fc.Arbitrary<infer T> ? T : never;

const cluster = fc.record({
  pods: fc.uniqueArray(drawnPod, { minLength: 1, maxLength: 7, selector: ({ octet }) => octet }),
  templates: fc.tuple(fc.option(claim), fc.option(claim), fc.option(claim)),
  strategy: fc.constantFrom("RollingUpdate", "OnDelete"),
  gates: fc.record({ all: usually("Enabled", "Disabled", null), "node-b": usually(null, "Enabled", "Disabled") }),
  ip: usually(V4, V6),
  order: fc.constantFrom("attach-first" as const, "release-first" as const),
  changesTemplates: fc.boolean(),
  standbys: fc.boolean(),
  isConfirmed: usually(true, false),
  /** Where the pods of a template come up that are made anew. */
  seed: fc.integer({ min: 0, max: 2 }),
});
type Drawn = typeof cluster extends fc.Arbitrary<infer T> ? T : never;

type Objects = { readonly pods: readonly PodRecord[]; readonly workloads: readonly WorkloadRecord[] };

function objectsOf({ pods, templates, strategy }: Drawn): Objects {
  const workloads = templates.map((value, index) =>
    aWorkload({ kind: "StatefulSet", name: `w${index}`, templateFloatingIps: value, updateStrategy: strategy }),
  );
  return { workloads, pods: pods.map((drawn) => podOf(drawn, workloads)) };
}

function podOf(drawn: DrawnPod, workloads: readonly WorkloadRecord[]): PodRecord {
  const { octet, node, isAway, namespace = "payments", value, families, address, workload } = drawn;
  const own = [`10.244.1.${octet}`, ...(families === "46" ? [`fd00:244::${octet.toString(16)}`] : [])];
  const owner = workload === null ? undefined : workloads[workload];
  return aPod({
    ...{ name: `p${octet}`, namespace, node: isAway && node !== null ? "node-b" : node, phase: drawn.phase, ready: drawn.isReady },
    hostNetwork: address === "host",
    statusPodIps: address === "none" ? [] : address === "masked" ? [`10.244.1.${octet}/24`] : address === "unreadable" ? ["x"] : own,
    deletionTimestamp: drawn.isGoing ? "2026-08-29T03:00:00Z" : null,
    controller: owner && namespace === owner.namespace ? { kind: owner.kind, name: owner.name, uid: owner.uid } : null,
    ...(value !== null && { value }),
  });
}

/** The cluster as the console would come to know it: of a pod without the annotation only its address is watched. */
function viewOf({ pods, workloads }: Objects, { gates }: Drawn): ClusterView {
  const set = (name: string, floatingIPs: string | null) => (floatingIPs === null ? [] : [aFelixConfiguration({ name, floatingIPs })]);
  return aView({
    workloads,
    pods: pods.filter(({ annotations }) => FLOATING_IPS_ANNOTATION in annotations),
    ipPools: POOLS,
    felixConfigurations: [...set("default", gates.all ?? "Disabled"), ...set("node.node-b", gates["node-b"])],
  });
}

/** What the API server would store: a merge patch of the one annotation, on a pod or within a template. */
function stored({ pods, workloads }: Objects, { object, patch }: Step): Objects {
  const leaf = patch && leafOf(patch, FLOATING_IPS_ANNOTATION);
  const value = typeof leaf === "string" ? leaf : null;
  return {
    pods: pods.map((pod) => (pod.uid === object.uid ? withValue(pod, value) : pod)),
    workloads: workloads.map((one) => (one.uid === object.uid ? { ...one, templateFloatingIps: value } : one)),
  };
}

/** `node pod` for each node that elects. */
function elected(view: ClusterView, ip: string): readonly string[] {
  return (view.assessments.get(ip)?.nodes ?? []).flatMap(({ node, backend }) => (backend ? [`${node} ${backend.pod.name}`] : []));
}

/** Who claims it on a node, in Felix's order. */
function orderOf(view: ClusterView, ip: string, on: string | null) {
  const nodes = (view.assessments.get(ip)?.nodes ?? []).filter(({ node }) => node === on);
  return nodes.flatMap(({ backend, standbys }) => [...(backend ? [backend] : []), ...standbys]);
}

/** All of an address that a plan tells. */
function told(view: ClusterView, ip: string) {
  const assessment = view.assessments.get(ip);
  const standbyCount = assessment?.nodes.reduce((sum, { standbys }) => sum + standbys.length, 0) ?? 0;
  return { state: assessment?.state ?? "unserved", elected: elected(view, ip), standbyCount };
}

test(`${RUNS} generated clusters: after the steps of a plan without a blocker the pod is elected where the plan says, and nobody else is`, () => {
  const seen = { plans: 0, attached: 0, released: 0, crossing: 0, standing: 0, rolled: 0 };
  fc.assert(
    fc.property(cluster, (drawn) => {
      const before = objectsOf(drawn);
      const [to] = before.pods;
      if (!to) return;
      const view = viewOf(before, drawn);
      const { ip, order, changesTemplates: templates, standbys, isConfirmed } = drawn;
      const takeOver = isConfirmed ? NAMESPACES : [];
      const intent = { ip, to: { namespace: to.namespace, name: to.name }, order, templates, standbys, takeOver };
      const asked = standbyTargets(view, ip, to).map(({ name }) => name);
      const siblings = before.pods.filter(({ controller }) => asked.includes(controller?.name ?? ""));
      const answer = planMove(view, intent, to, siblings);
      if (!answer.ok) return;
      const { plan } = answer;
      if (plan.blockers.length > 0) return expectBlocked(plan, isConfirmed);
      const states = [before];
      for (const step of plan.steps) states.push(stored(states.at(-1) ?? before, step));
      const views = states.map((state) => viewOf(state, drawn));
      expectTold(plan, ip, to, view, views.at(-1) ?? view);
      expectPassage(order, to, ip, views);
      expectLasting(plan, to, ip, states.at(-1) ?? before, drawn);

      const codes = plan.steps.filter(({ object }) => object.kind === "Pod").map(({ what }) => what.code);
      seen.plans += 1;
      seen.attached += Number(codes.includes("step-claim-add"));
      seen.released += Number(codes.includes("step-claim-remove"));
      seen.crossing += Number(codes.includes("step-claim-add") && codes.includes("step-claim-remove"));
      seen.standing += Number(codes.filter((code) => code === "step-claim-add").length > 1);
      seen.rolled += Number(plan.steps.some(({ object }) => object.kind !== "Pod"));
    }),
    { numRuns: RUNS },
  );
  // It proves nothing where nothing is planned.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0);
});

/** What is known for sure is never in the way of a plan: too little was let go of where a pod cannot be reached. */
function expectBlocked({ blockers }: PlanDraft, isConfirmed: boolean): void {
  const allowed = ["already-backend", "value-unreadable", ...(isConfirmed ? [] : ["take-over-unconfirmed"])];
  for (const { code, facts } of blockers) {
    if (code === "move-not-reached") expect(facts["state"]).toBe("unknown");
    else expect(allowed).toContain(code);
  }
}

/** What was told of each address came to be, and what was not told of stayed. */
function expectTold({ consequences, steps }: PlanDraft, ip: string, to: PodRecord, before: ClusterView, after: ClusterView): void {
  expect(elected(after, ip)).toEqual([`${to.node} ${to.name}`]);
  expect(after.assessments.get(ip)?.state).toBe("serving");
  const podIp = after.assessments.get(ip)?.nodes[0]?.backend?.podIp ?? "";
  const given = steps.flatMap(({ object, what }) => (object.uid !== to.uid && what.code === "step-claim-add" ? [object.name] : []));
  const behind = orderOf(before, ip, to.node).filter((claim) => claim.podIp > podIp);
  const standing = orderOf(after, ip, to.node).slice(1);
  expect(new Set(standing.map(({ pod }) => pod.name)), "who sorts behind it stands by").toEqual(
    new Set([...behind.map(({ pod }) => pod.name), ...given.filter((name) => name.startsWith("p"))]),
  );
  const of = new Map(consequences.map((one) => [one.ip, one]));
  for (const other of new Set([ip, ...of.keys(), ...before.assessments.keys(), ...after.assessments.keys()])) {
    const consequence = of.get(other);
    // Where pods are made anew afterwards, that is how it is until the first of them goes.
    const side = consequence?.rollout?.patched ?? consequence?.after;
    if (consequence && !side) continue;
    const expected = side
      ? { ...side, elected: side.backends.map(({ node, name }) => `${node} ${name}`), backends: undefined }
      : told(before, other);
    expect(told(after, other), other).toEqual({ ...expected });
  }
  expect(of.get(ip)?.after, "the address itself is always told").not.toBeNull();
}

/** No moment without a backend, or never two at once: whichever was chosen. */
function expectPassage(order: "attach-first" | "release-first", to: PodRecord, ip: string, views: readonly ClusterView[]): void {
  const steps = views.map((view) => elected(view, ip));
  const own = `${to.node} ${to.name}`;
  const [first] = views;
  const claims = first && orderOf(first, ip, to.node).some(({ pod }) => pod.uid === to.uid);
  if (order === "attach-first" && steps[0]?.length !== 0) for (const now of steps) expect(now.length, "a gap").toBeGreaterThan(0);
  if (order === "release-first" && !claims) for (const now of steps) if (now.includes(own)) expect(now, "two at once").toEqual([own]);
}

/** A template that let go makes pods that do not take the address back, whatever address they get: also one that sorts first. */
function expectLasting({ steps }: PlanDraft, to: PodRecord, ip: string, { pods, workloads }: Objects, drawn: Drawn): void {
  const released = steps.flatMap(({ object, what }) => (object.kind !== "Pod" && what.code === "step-claim-remove" ? [object.uid] : []));
  const anew = pods.map((pod, index) => {
    const template = workloads.find(({ uid }) => uid === pod.controller?.uid);
    if (!template || !released.includes(template.uid)) return pod;
    const node = ["node-a", "node-b", "node-c"][(index + drawn.seed) % 3] ?? null;
    const fresh = { ...pod, uid: `${pod.uid}-anew`, node, hostNetwork: false, phase: "Running", statusPodIps: [`10.244.0.${index}`] };
    return withValue(fresh, template.templateFloatingIps);
  });
  expect(elected(viewOf({ pods: anew, workloads }, drawn), ip)).toEqual([`${to.node} ${to.name}`]);
}
