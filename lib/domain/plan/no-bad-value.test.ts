import fc from "fast-check";
import { expect, test } from "vitest";
import { inverseOf } from "#lib/actions/merge-patch.ts";
import { readFloatingIps } from "../annotation.ts";
import { endpointOf } from "../endpoint.ts";
import { forecastAdd } from "../forecast.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import { anIPPool, aPod, aWorkload } from "../testing/builders.ts";
import { planAttach } from "./attach.ts";
import { planDetach } from "./detach.ts";
import { planMend } from "./mend.ts";
import { planMove } from "./move.ts";
import { leafOf, type Planned, type Scope, type Step, type Target, type TargetObjects } from "./plan.ts";
import { familiesOf } from "./target.ts";
import { aView } from "./testing/view.ts";
import { planUndo } from "./undo.ts";

const TARGETS = 10_000;
/** So many stand in one cluster, so that it is not built anew for each. */
const AT_ONCE = 10;

const POOLS = [
  anIPPool({ name: "v4", cidr: "10.99.0.0/24", disabled: true }),
  anIPPool({ name: "v6", cidr: "fd00:99::/120", disabled: true }),
];
const digit = fc.integer({ min: 0, max: 255 });
const inPool = fc.oneof(
  digit.map((last) => `10.99.0.${last}`),
  digit.map((last) => `fd00:99::${last.toString(16)}`),
);
const ODD = [
  "",
  " ",
  "010.99.0.1",
  "10.99.0.1/32",
  "::ffff:10.99.0.1",
  "::FFFF:a63:1",
  "fe80::1%eth0",
  "x",
  "FD00:99::00A",
  "0.0.0.0",
  "::",
];
const text = fc.oneof(
  { weight: 6, arbitrary: inPool },
  { weight: 2, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 8 })) },
);
const items = fc.array(text, { maxLength: 4 });
const WHOLE = ["", "null", "[]", "[null]", "{}", "5", "[[]]", '["10.99.0.1",]', " ", "[ ]", '["10.99.0.1"]x'];
const value = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 5, arbitrary: items.map((list) => JSON.stringify(list)) },
  { weight: 1, arbitrary: items.map((list) => JSON.stringify(list, null, 1)) },
  { weight: 1, arbitrary: items.map((list) => JSON.stringify(list).slice(0, -1)) },
  { weight: 2, arbitrary: fc.constantFrom(...WHOLE) },
);
const families = fc.constantFrom<readonly (4 | 6)[]>([4], [6], [4, 6]);
const plainPod = fc.record({ value, node: fc.constantFrom("node-a", "node-b"), families });
const order = fc.constantFrom("attach-first" as const, "release-first" as const);
const one = fc.record({
  pods: fc.array(plainPod, { minLength: 1, maxLength: 2 }),
  template: value,
  kind: fc.constantFrom("Deployment", "StatefulSet", "DaemonSet", "CronJob", "Pod"),
  action: fc.constantFrom("attach", "detach", "mend", "move"),
  scope: fc.constantFrom<Scope>("template", "running", "both"),
  order,
  ips: fc.array(fc.oneof({ weight: 9, arbitrary: inPool }, { weight: 1, arbitrary: text }), { minLength: 1, maxLength: 2 }),
});
type Generated = typeof one extends fc.Arbitrary<infer T> ? T : never;

type Case = Generated & { readonly target: Target; readonly objects: TargetObjects; readonly workload: WorkloadRecord };

function caseOf(given: Generated, index: number): Case {
  const kind = given.kind === "Pod" ? "Deployment" : given.kind;
  const workload = aWorkload({ kind, name: `w-${index}`, templateFloatingIps: given.template });
  const pods = given.pods.map((pod, at) => {
    const addresses = pod.families.map((family) => (family === 4 ? `10.244.${index}.${at + 1}` : `fd00:244::${index}:${at + 1}`));
    const name = `p-${index}-${at}`;
    return aPod({
      ...{ name, uid: `uid-${name}`, node: pod.node, podIp: addresses[0] ?? "", podIps: addresses },
      controller: { kind, name: workload.name, uid: workload.uid },
      ...(pod.value !== null && { value: pod.value }),
    });
  });
  const [first] = pods;
  const isPod = given.kind === "Pod";
  const name = isPod ? (first?.name ?? "") : workload.name;
  const target: Target = { kind: given.kind as Target["kind"], namespace: workload.namespace, name };
  return { ...given, target, workload, objects: isPod ? { workload: null, pods: pods.slice(0, 1) } : { workload, pods } };
}

function planOf(view: ReturnType<typeof aView>, { action, target, scope, ips, objects, order: first }: Case): Planned {
  const own = target.kind === "Pod" ? "running" : scope;
  const [pod = null] = objects.pods;
  const [ip = "10.99.0.1"] = ips;
  switch (action) {
    case "attach":
      return planAttach(view, { ips, target, scope: own, takeOver: [] }, objects);
    case "detach":
      return planDetach(view, { ips, target, scope: own }, objects);
    case "mend":
      return planMend(view, { target, ips: scope === "both" ? [] : ips }, objects);
    default:
      return planMove(view, { ip, to: { namespace: target.namespace, name: pod?.name ?? "" }, order: first, templates: true }, pod);
  }
}

test(`${TARGETS.toLocaleString("en")} generated annotations and targets: no plan holds a value that Calico would reject or that is empty, and no undo that can be applied`, {
  timeout: 240_000,
}, () => {
  const seen = { steps: 0, undone: 0 };
  fc.assert(
    fc.property(fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE, size: "max" }), (given) => {
      const cases = given.map(caseOf);
      const workloads = cases.map(({ workload }) => workload);
      const pods = cases.flatMap(({ objects }) => objects.pods);
      const view = aView({ pods, workloads, ipPools: POOLS });
      const byUid = new Map(pods.map((pod) => [pod.uid, pod]));
      for (const each of cases) {
        const planned = planOf(view, each);
        if (!planned.ok) continue;
        for (const step of planned.plan.steps) expectSound(step, byUid, pods);
        seen.steps += planned.plan.steps.length;
        seen.undone += undo(view, planned.plan.steps, byUid, pods);
      }
    }),
    { numRuns: TARGETS / AT_ONCE },
  );
  // It proves nothing where nothing is written.
  expect(seen.steps).toBeGreaterThan(TARGETS / 4);
  expect(seen.undone).toBeGreaterThan(TARGETS / 50);
});

/** @returns How many steps the undo of these would have. */
function undo(
  view: ReturnType<typeof aView>,
  steps: readonly Step[],
  byUid: ReadonlyMap<string, PodRecord>,
  pods: readonly PodRecord[],
): number {
  const back = steps.flatMap((step): Step[] =>
    step.verb === "patch" ? [{ ...step, patch: inverseOf(step.patch, step.was), was: step.patch }] : [],
  );
  const planned = planUndo(view, back, [...byUid.values()]);
  if (!planned.ok || planned.plan.blockers.length > 0) return 0;
  for (const step of planned.plan.steps) expectSound(step, byUid, pods);
  return planned.plan.steps.length;
}

function expectSound(step: Step, byUid: ReadonlyMap<string, PodRecord>, pods: readonly PodRecord[]): void {
  const written = step.patch === null ? undefined : leafOf(step.patch, FLOATING_IPS_ANNOTATION);
  expect(written, "a step writes the annotation").not.toBeUndefined();
  if (written === null) return;
  const read = readFloatingIps(String(written));
  if (!read.ok || read.items.length === 0) throw new Error(`${step.object.kind} ${step.object.name} would hold ${written}`);
  const pod = byUid.get(step.object.uid ?? "");
  const own = pod ? [pod] : pods.filter(({ controller }) => controller?.uid === step.object.uid);
  const has = familiesOf({ podAddresses: new Map() }, own) ?? new Set([4, 6]);
  for (const hasAddress of [true, false]) {
    const answer = forecastAdd({ value: String(written), families: { v4: has.has(4), v6: has.has(6) }, flag: true, hasAddress });
    expect(answer, `${step.object.kind} ${step.object.name} with ${written}`).toEqual({ ok: true });
  }
  if (!pod) return;
  const endpoint = endpointOf({ ...pod, annotations: { ...pod.annotations, [FLOATING_IPS_ANNOTATION]: String(written) } });
  expect(endpoint.kind, String(written)).toBe("endpoint");
}
