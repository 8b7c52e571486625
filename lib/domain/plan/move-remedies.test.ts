import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "../snapshot.ts";
import { aDaemonSet, aFelixConfiguration, aPod, aService, aSource, aWorkload } from "../testing/builders.ts";
import { type MoveIntent, planMove } from "./move.ts";
import { SAID } from "./move-remedies.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const ip = "10.99.0.10";
const first = aPod({ name: "first", podIp: "10.244.1.10", floatingIps: [ip] });
const target = aPod({ name: "target", podIp: "10.244.1.9" });
const owner = aWorkload({ kind: "StatefulSet", name: "gw", templateFloatingIps: '["10.99.0.10"]' });
const controller = { kind: owner.kind, name: owner.name, uid: owner.uid };

/** Why a move cannot be, or what speaks against it, each with what would help. */
function told(to: PodRecord | null, snapshot: Snapshot = {}, intent: Partial<MoveIntent> = {}) {
  const pods = (snapshot?.pods ?? [first]).concat(to ?? []).filter((pod) => FLOATING_IPS_ANNOTATION in pod.annotations);
  const { namespace, name } = to ?? target;
  const answer = planMove(aView({ ...snapshot, pods }), { ip, to: { namespace, name }, ...intent }, to);
  const reasons = answer.ok ? [...answer.plan.blockers, ...answer.plan.warnings] : answer.refusals.map(({ reason }) => reason);
  return new Map(reasons.map(({ code, remedy }) => [code, remedy]));
}

const onNode = (fields: Parameters<typeof aFelixConfiguration>[0]) => ({ felixConfigurations: [aFelixConfiguration(fields)] });

test.for<[string, ReturnType<typeof told>, string, object]>([
  ["no such pod", told(null), "target-not-found", { code: "remedy-other-pod" }],
  ["it has finished", told(aPod({ ...target, phase: "Failed" })), "target-finished", { code: "remedy-other-pod", facts: { why: "gone" } }],
  [
    "it is being deleted",
    told(aPod({ ...target, deletionTimestamp: "2026-08-29T03:00:00Z" })),
    "target-terminating",
    { code: "remedy-other-pod", facts: { why: "going" } },
  ],
  ["the node's network", told(aPod({ ...target, hostNetwork: true })), "target-host-network", { facts: { why: "host" } }],
  ["not on a node yet", told(aPod({ ...target, node: null })), "pod-unscheduled", { code: "remedy-wait-for-pod" }],
  ["no address yet", told(aPod({ ...target, statusPodIps: [] })), "pod-no-address", { code: "remedy-wait-for-pod" }],
  [
    "a malformed annotation: it is mended",
    told(aPod({ ...target, value: "{}" })),
    "target-off-network",
    { code: "remedy-mend", facts: { target: "Pod payments/target" } },
  ],
  [
    "another annotation that Calico cannot read",
    told(aPod({ ...target, annotations: { "cni.projectcalico.org/allowedSourcePrefixes": "x" } })),
    "source-prefixes-malformed",
    { code: "remedy-source-prefixes" },
  ],
  ["a bad own address", told(aPod({ ...target, statusPodIps: ["10.244.1.9/24"] })), "pod-address-masked", { code: "remedy-pod-anew" }],
  [
    "the gate is closed on its node: it is opened there",
    told(target, onNode({ floatingIPs: "Disabled" })),
    "felix-gate-off",
    { code: "remedy-felix-gate", facts: { node: "node-a" } },
  ],
  ["eBPF", told(target, onNode({ bpfEnabled: true })), "dataplane-ebpf", { code: "remedy-other-node" }],
  ["another family", told(target, {}, { ip: "fd00::5" }), "address-family-missing", { code: "remedy-pod-of-family", facts: { family: 6 } }],
  ["no pool holds it", told(target, {}, { ip: "10.98.0.1" }), "address-outside-pools", { code: "remedy-pool" }],
  [
    "somebody's own address",
    told(target, { services: [aService({ clusterIps: [ip] })] }),
    "address-of-service",
    { code: "remedy-address-free" },
  ],
  ["no address at all", told(target, {}, { ip: "x" }), "address-unparsable", { code: "remedy-other-address" }],
  [
    "a template of those that let go cannot be read: it is mended",
    told(target, { workloads: [aWorkload({ ...owner, templateFloatingIps: "{" })], pods: [{ ...first, controller }] }, { templates: true }),
    "value-unreadable",
    { code: "remedy-mend", facts: { target: "StatefulSet payments/gw" } },
  ],
  [
    "what is not known: nobody may look at it",
    told(target, { sources: [aSource({ source: "services", state: "forbidden" })] }),
    "addresses-unchecked",
    { code: "remedy-source-rights", facts: { source: "services" } },
  ],
  [
    "what is not known: it is stale",
    told(target, { sources: [aSource({ source: "services", state: "stale" })] }),
    "addresses-unchecked",
    { code: "remedy-source-wait" },
  ],
  [
    "Felix of its node keeps crashing on another pod: that is mended",
    told(target, { pods: [aPod({ name: "bad", statusPodIps: ["10.244.1.7", "fd00:244::7"], floatingIps: ["::ffff:10.9.9.9"] })] }),
    "move-not-reached",
    { code: "remedy-mend", facts: { target: "Pod payments/bad" } },
  ],
  ["whether the gate is open is not known", told(target, { daemonSets: [] }), "move-not-reached", { code: "remedy-gate-known" }],
  [
    "a template brings the claim back: it may let go too",
    told(target, { workloads: [owner], pods: [{ ...first, controller }] }),
    "claim-comes-back-from",
    { code: "remedy-templates", facts: { target: "StatefulSet payments/gw" } },
  ],
  [
    "a template brings it back that is the pod's own",
    told({ ...target, controller }, { workloads: [owner], pods: [{ ...first, controller }] }),
    "claim-comes-back-from",
    { code: "remedy-template-shared" },
  ],
  [
    "a Job brings it back",
    told(target, { workloads: [{ ...owner, kind: "Job" }], pods: [{ ...first, controller: { ...controller, kind: "Job" } }] }),
    "claim-comes-back-from",
    { code: "remedy-template-immutable" },
  ],
  [
    "its own template does not claim it: it may be given it",
    told({ ...target, controller }, { workloads: [aWorkload({ ...owner, templateFloatingIps: null })] }),
    "move-not-in-template",
    { code: "remedy-give-to-template", facts: { ip, kind: "StatefulSet", namespace: "payments", name: "gw" } },
  ],
  [
    "Calico keeps its data in etcd: the template is given it",
    told({ ...target, controller }, { workloads: [owner], daemonSets: [etcd()] }),
    "datastore-etcd",
    { code: "remedy-give-to-template" },
  ],
])("what would help where %s", ([, reasons, code, remedy]) => {
  expect([...reasons.keys()]).toContain(code);
  expect(reasons.get(code)).toMatchObject(remedy);
});

test("every code that keeps an address from being moved has a way out, or says it itself", () => {
  const read = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");
  const codesIn = (name: string, pattern: RegExp) => [...read(name).matchAll(pattern)].flatMap(([, code]) => code ?? []);
  const written = [
    ...codesIn("address-form.ts", /reason\(\s*"([a-z0-9-]+)"/g),
    ...codesIn("refusals.ts", /reason\(\s*"([a-z0-9-]+)"/g),
    ...codesIn("claim-edits.ts", /blockers\.push\(reason\("([a-z0-9-]+)"/g),
    ...["address-of-pod", "address-of-node", "address-of-tunnel", "address-of-service"],
    ...["target-not-found", "target-host-network", "target-finished", "target-terminating"],
    ...["pod-host-network", "pod-unscheduled", "pod-no-address", "pod-finished", "pod-address-unreadable", "pod-address-masked"],
    ...[
      "target-off-network",
      "source-prefixes-malformed",
      "datastore-etcd",
      "already-backend",
      "move-not-reached",
      "take-over-unconfirmed",
    ],
    ...["felix-gate-off", "dataplane-windows", "dataplane-ebpf", "ipv6-off"],
  ];
  const known = codesIn("move-remedies.ts", /^ {2}"([a-z0-9-]+)": /gm);

  expect(written.filter((code) => !known.includes(code) && !SAID.includes(code))).toEqual([]);
});

function etcd() {
  const daemonSet = aDaemonSet();
  const env = [{ name: "DATASTORE_TYPE", value: "etcdv3", configMapKey: null, opaque: false }];
  return {
    ...daemonSet,
    containers: daemonSet.containers.map((one) => ({ ...one, env: [...one.env.filter(({ name }) => name !== "DATASTORE_TYPE"), ...env] })),
  };
}
