import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAssessor } from "./assessor.ts";
import { diagnosticRules } from "./diagnose/diagnose.ts";
import type { CollectionName, PodRecord, RecordChange, SnapshotChange, SnapshotCollections, SourceState } from "./snapshot.ts";
import { aFelixConfiguration, aNode, anIPAMBlock, anIPPool, aPod, aPodAddress, aSnapshot, aSource, aWorkload } from "./testing/builders.ts";

const IPS = ["10.99.0.1", "10.99.0.2", "fd00:99::1", "10.244.1.9"];
const NODES = ["node-a", "node-b"];
const VALUES = [...IPS.map((ip) => JSON.stringify([ip])), JSON.stringify(IPS), '["010.99.0.1"]', "10.99.0.1", "", '["::ffff:10.99.0.1"]'];

/** The rare value comes often enough to be tried, and seldom enough that the rest still means something. */
function mostly<T, U>(usual: fc.Arbitrary<T>, rare: U): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: fc.constant(rare) });
}

const podEvent = fc.record({
  kind: fc.constant("pod" as const),
  name: fc.constantFrom("a", "b", "c", "d", "e"),
  deleted: mostly(fc.constant(false), true),
  node: mostly(fc.constantFrom(...NODES), null),
  podIps: mostly(fc.constantFrom(["10.244.1.9", "fd00:244::9"], ["10.244.1.10", "fd00:244::a"], ["10.244.1.9"]), []),
  value: fc.constantFrom(...VALUES),
  phase: mostly(fc.constant("Running"), "Failed"),
  terminating: fc.boolean(),
  ready: fc.boolean(),
});
const addressEvent = fc.record({
  kind: fc.constant("address" as const),
  uid: fc.constantFrom("other-1", "other-2"),
  ip: fc.constantFrom(...IPS, null),
});
const nodeEvent = fc.record({
  kind: fc.constant("node" as const),
  name: fc.constantFrom(...NODES),
  deleted: fc.boolean(),
  ready: fc.constantFrom("True" as const, "Unknown" as const),
  label: fc.constantFrom("a", "b"),
});
const gateEvent = fc.record({
  kind: fc.constant("gate" as const),
  name: fc.constantFrom("default", "node.node-a", "zone-a"),
  value: mostly(fc.constant("Enabled"), null),
});
const sourceEvent = fc.record({
  kind: fc.constant("source" as const),
  source: fc.constantFrom("pods", "felixconfigurations", "nodes"),
  state: mostly<SourceState, SourceState>(fc.constant("synced"), "stale"),
});
const workloadEvent = fc.record({
  kind: fc.constant("workload" as const),
  deleted: mostly(fc.constant(false), true),
  current: fc.constantFrom(1, 3),
  template: fc.constantFrom(null, ...VALUES),
});
const blockEvent = fc.record({
  kind: fc.constant("block" as const),
  cidr: fc.constantFrom("10.244.1.0/28", "10.99.0.0/30"),
  node: fc.constantFrom(...NODES),
  held: fc.constantFrom({}, { 1: { owner: { pod: "other", namespace: "x" } } }, { 9: {} }),
  deleted: mostly(fc.constant(false), true),
});
const kubernetesEvent = fc.record({ kind: fc.constant("event" as const), name: fc.constantFrom("a", "b"), deleted: fc.boolean() });
const anyEvent = fc.oneof(
  { weight: 12, arbitrary: podEvent },
  addressEvent,
  nodeEvent,
  gateEvent,
  sourceEvent,
  workloadEvent,
  blockEvent,
  kubernetesEvent,
);
/** What history says of an address, which comes from elsewhere than the cluster. */
const keepEvent = fc.record({ ip: fc.constantFrom(...IPS, "10.99.0.3"), isKept: fc.boolean() });
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;

function aCluster() {
  const ipPools = [anIPPool(), anIPPool({ name: "floating", cidr: "10.99.0.0/24" })];
  const snapshot = aSnapshot({ felixConfigurations: [aFelixConfiguration({ floatingIPs: "Enabled" })], ipPools });

  function put<C extends CollectionName>(collection: C, key: string, after: SnapshotCollections[C] | undefined): RecordChange {
    const records = snapshot[collection] as Map<string, SnapshotCollections[C]>;
    const before = records.get(key);
    if (after) records.set(key, after);
    else records.delete(key);
    return { collection, key, before, after } as unknown as RecordChange;
  }

  function play(event: AnyEvent): SnapshotChange {
    switch (event.kind) {
      case "pod": {
        const pod: PodRecord = aPod({
          name: event.name,
          node: event.node,
          statusPodIps: event.podIps,
          phase: event.phase,
          ready: event.ready,
          deletionTimestamp: event.terminating ? "2026-08-29T03:12:40Z" : null,
          value: event.value,
          controller: { kind: "Deployment", name: "gw", uid: "uid-gw" },
        });
        return put("pods", pod.uid, event.deleted ? undefined : pod);
      }
      case "workload": {
        const after = aWorkload({ uid: "uid-gw", current: event.current, desired: 3, templateFloatingIps: event.template });
        return put("workloads", "uid-gw", event.deleted ? undefined : after);
      }
      case "block": {
        const held = Object.fromEntries(Object.entries(event.held).filter(([ordinal]) => Number(ordinal) < 4));
        const block = anIPAMBlock({ cidr: event.cidr, node: event.node, held });
        return put("ipamBlocks", block.name, event.deleted ? undefined : block);
      }
      case "event": {
        const pod = { namespace: "payments", name: event.name, uid: `uid-payments-${event.name}` };
        const message = 'plugin type="calico" failed (add): requested feature is not enabled: floating_ips';
        const record = { uid: `event-${event.name}`, reason: "FailedCreatePodSandBox", message, pod, count: 1, lastAt: null };
        return put("events", record.uid, event.deleted ? undefined : record);
      }
      case "address": {
        const record = aPodAddress({ uid: event.uid, ips: event.ip ? [event.ip] : [] });
        return put("podAddresses", event.uid, event.ip ? record : undefined);
      }
      case "node":
        return put(
          "nodes",
          event.name,
          event.deleted ? undefined : aNode({ name: event.name, ready: event.ready, labels: { zone: event.label } }),
        );
      case "gate": {
        const nodeSelector = event.name === "zone-a" ? "zone == 'a'" : null;
        const floatingIPs = nodeSelector ? "Disabled" : event.value;
        return put("felixConfigurations", event.name, aFelixConfiguration({ name: event.name, floatingIPs, nodeSelector }));
      }
      case "source": {
        const status = aSource({ source: event.source, state: event.state });
        (snapshot.sources as Map<string, typeof status>).set(event.source, status);
        return { collection: "sources" };
      }
    }
  }
  return { snapshot, play };
}

function everythingOf(assessor: ReturnType<typeof createAssessor>) {
  const byIp = [...assessor.view.assessments.values()].map((found) => ({ ...found, codes: assessor.codesOf(found.ip) }));
  return {
    assessments: byIp.toSorted((a, b) => (a.ip < b.ip ? -1 : 1)),
    findings: assessor
      .findings()
      .map((finding) => JSON.stringify(finding))
      .toSorted(),
  };
}

const batch = fc.record({ events: fc.array(anyEvent, { minLength: 1, maxLength: 3 }), keep: mostly(keepEvent, null) });

test("after any sequence of events the view is that of a full recomputation", () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 20, size: "max" }), (batches) => {
      const { snapshot, play } = aCluster();
      const assessor = createAssessor(snapshot, diagnosticRules);
      const kept = new Map<string, boolean>();
      for (const { events, keep } of batches) {
        assessor.apply(events.map(play));
        if (keep) assessor.keep(keep.ip, keep.isKept);
        if (keep) kept.set(keep.ip, keep.isKept);
        const keeping = [...kept].flatMap(([ip, isKept]) => (isKept ? ip : []));
        expect(everythingOf(assessor)).toEqual(everythingOf(createAssessor(snapshot, diagnosticRules, keeping)));
      }
    }),
    { numRuns: 150 },
  );
});

test("whoever keeps a copy from what it is told has the same as the view", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyEvent, keepEvent), { maxLength: 30, size: "max" }), (events) => {
      const { snapshot, play } = aCluster();
      const assessor = createAssessor(snapshot, diagnosticRules);
      const copy = new Map(assessor.view.assessments);
      for (const event of events) {
        const { upserted, removed } = "isKept" in event ? assessor.keep(event.ip, event.isKept) : assessor.apply([play(event)]);
        for (const assessment of upserted) copy.set(assessment.ip, assessment);
        for (const ip of removed) copy.delete(ip);
      }
      expect(copy).toEqual(assessor.view.assessments);
    }),
    { numRuns: 150 },
  );
});

function aPodEvent(fields: Partial<Extract<AnyEvent, { kind: "pod" }>>): AnyEvent {
  return {
    kind: "pod",
    name: "a",
    deleted: false,
    node: "node-a",
    podIps: ["10.244.1.9"],
    value: '["10.99.0.1"]',
    phase: "Running",
    terminating: false,
    ready: true,
    ...fields,
  };
}

test("an event of one pod touches the floating IPs it claims or claimed, and no other", () => {
  const { snapshot, play } = aCluster();
  play(aPodEvent({ name: "a", value: '["10.99.0.1"]' }));
  play(aPodEvent({ name: "b", value: '["10.99.0.2"]' }));
  const assessor = createAssessor(snapshot, diagnosticRules);

  const { touched, upserted, removed } = assessor.apply([play(aPodEvent({ name: "a", value: '["fd00:99::1","10.99.0.3"]' }))]);

  expect(touched.toSorted()).toEqual(["10.99.0.1", "10.99.0.3", "fd00:99::1"]);
  expect(upserted.map(({ ip }) => ip).toSorted()).toEqual(["10.99.0.3", "fd00:99::1"]);
  expect(removed).toEqual(["10.99.0.1"]);
});

test("an event that changes nothing is not told", () => {
  const { snapshot, play } = aCluster();
  play(aPodEvent({}));
  const assessor = createAssessor(snapshot, diagnosticRules);

  expect(assessor.apply([play(aPodEvent({}))]).upserted).toEqual([]);
});

test("a proof of life of a source is no reason to decide anything again", () => {
  const { snapshot, play } = aCluster();
  play(aPodEvent({}));
  const assessor = createAssessor(snapshot, diagnosticRules);
  const pods = snapshot.sources.get("pods");
  if (pods) (snapshot.sources as Map<string, typeof pods>).set("pods", { ...pods, lastEventAt: "2026-08-29T03:12:41Z" });

  expect(assessor.apply([{ collection: "sources" }])).toEqual({ touched: [], upserted: [], removed: [], findingsChanged: false });
});

describe("an address that is kept", () => {
  const kept = "10.99.0.1";

  test("stays, unserved, when its last claimant goes", () => {
    const { snapshot, play } = aCluster();
    const assessor = createAssessor(snapshot, diagnosticRules, [kept]);
    assessor.apply([play(aPodEvent({}))]);
    const { upserted, removed } = assessor.apply([play(aPodEvent({ deleted: true }))]);
    expect([upserted, removed]).toMatchObject([[{ ip: kept, state: "unserved", nodes: [] }], []]);
  });

  test("is not said to be unserved while nobody can see the pods", () => {
    const { snapshot, play } = aCluster();
    const assessor = createAssessor(snapshot, diagnosticRules, [kept]);
    assessor.apply([play({ kind: "source", source: "pods", state: "stale" })]);
    expect(assessor.view.assessments.get(kept)?.state).toBe("unknown");
  });

  test("goes when it is kept no longer, unless a pod claims it", () => {
    const { snapshot, play } = aCluster();
    const assessor = createAssessor(snapshot, diagnosticRules, [kept]);
    assessor.apply([play(aPodEvent({}))]);
    expect(assessor.keep(kept, false).removed).toEqual([]);
    expect(assessor.apply([play(aPodEvent({ deleted: true }))]).removed).toEqual([kept]);
  });
});
