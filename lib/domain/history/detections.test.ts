import { describe, expect, test } from "vitest";
import { createAssessor } from "../assessor.ts";
import { diagnosticRules } from "../diagnose/diagnose.ts";
import { aClaimOf, aDeployment, aLostNode, IP } from "../diagnose/testing/find.ts";
import { aCniConfig, aConflist, SAMPLES } from "../diagnose/testing/samples.ts";
import type { ClusterSnapshot } from "../snapshot.ts";
import { aNode, aPod, aPodAddress, aSnapshot, aSource } from "../testing/builders.ts";
import { openDetectionsOf } from "./detections.ts";

const TAINTED = "2026-08-29T03:05:00.000Z";
const POD = "Pod/payments/gw-0";

function detect(snapshot: ClusterSnapshot, ip = IP) {
  return openDetectionsOf(createAssessor(snapshot, diagnosticRules).view, ip);
}

const kinds = (snapshot: ClusterSnapshot) => detect(snapshot).map(({ kind }) => kind);
const only = (kind: string, snapshot: ClusterSnapshot, ip = IP) => detect(snapshot, ip).filter((detection) => detection.kind === kind);

const run = aDeployment();
const standby = aPod({ name: "gw-1", podIp: "10.244.1.6", floatingIps: [IP], controller: run.run });
/** Everything in order: a standby, a template that claims, open gates. */
const sound = (pod: Parameters<typeof aPod>[0] = {}, nodes = [aNode()]) =>
  aSnapshot({ pods: [aPod({ floatingIps: [IP], controller: run.run, ...pod }), standby], workloads: run.workloads, nodes });

describe("what is detected", () => {
  test("is nothing where all is well", () => {
    expect(detect(sound())).toEqual([]);
  });

  test("is nothing where nobody knows the state", () => {
    const snapshot = aClaimOf({ ready: false }, { sources: [aSource({ source: "pods", state: "stale" })] });
    expect(detect(snapshot)).toEqual([]);
  });

  test("is nothing about an address that no pod claims", () => {
    expect(detect(sound(), "10.99.0.99")).toEqual([]);
  });

  test("is a backend that is not ready, with the standby that does not take over", () => {
    expect(detect(sound({ ready: false }))).toMatchObject([
      { ip: IP, kind: "backend-not-ready", subject: POD, facts: { pod: "payments/gw-0", standby: "payments/gw-1", hasStandby: "yes" } },
    ]);
  });

  test("is a backend that is terminating", () => {
    expect(detect(sound({ deletionTimestamp: TAINTED }))).toMatchObject([
      { kind: "backend-terminating", subject: POD, facts: { since: TAINTED, node: "node-a" } },
    ]);
  });

  test("is a node that is not ready and not yet called unreachable", () => {
    expect(detect(sound({}, [aLostNode({ ready: "False" })]))).toMatchObject([{ kind: "node-not-ready", subject: "Node/node-a" }]);
  });

  test.each([
    ["with the time of the eviction", {}, { unreachableSince: TAINTED }, { eviction: "timed", evictsAt: "2026-08-29T03:10:00.000Z" }],
    ["without it where the taint has no time", {}, { unreachableSince: null }, { eviction: "undated", evictsAt: null }],
    [
      "that evicts nobody who tolerates it for ever",
      { unreachableTolerationSeconds: null },
      { unreachableSince: TAINTED },
      { eviction: "never", evictsAt: null },
    ],
    [
      "whose pod is marked for deletion already",
      { deletionTimestamp: TAINTED },
      { unreachableSince: TAINTED },
      { eviction: "leaving", evictsAt: null },
    ],
  ])("is a node that is unreachable, %s", (_name, pod, node, facts) => {
    expect(only("node-unreachable", sound(pod, [aLostNode({ unreachable: true, ...node })]))).toMatchObject([
      { subject: "Node/node-a", facts },
    ]);
  });

  test("is the want of a standby", () => {
    expect(only("no-standby", aClaimOf())).toMatchObject([{ subject: POD }]);
  });

  test("is a conflict with the address of a node, of another pod, or both at once", () => {
    const ip = "192.168.0.1";
    const snapshot = aClaimOf(
      { floatingIps: [ip] },
      { nodes: [aNode({ name: "node-b" })], podAddresses: [aPodAddress({ ips: [ip], namespace: "legacy", name: "batch-3" })] },
    );
    expect(only("conflict", snapshot, ip)).toMatchObject([
      { subject: ip, facts: { holders: ["node node-b", "legacy/batch-3"], pods: ["payments/gw-0"], nodes: ["node-a"] } },
    ]);
  });

  test("is an annotation that cannot be read, and an item that is dropped", () => {
    expect(only("annotation-malformed", aClaimOf({ value: IP }))).toMatchObject([{ subject: POD, facts: { form: "value" } }]);
    expect(only("annotation-malformed", aClaimOf({ floatingIps: ["010.99.0.10"] }))).toMatchObject([
      { subject: POD, facts: { form: "item", item: "010.99.0.10" } },
    ]);
  });

  test("is a preemption ahead, on the node where it may come", () => {
    const [snapshot] = [SAMPLES["preemption-ahead"]].flatMap((make) => make?.() ?? []);
    expect(snapshot && only("preemption-ahead", snapshot)).toMatchObject([{ subject: "Node/node-a", facts: { workload: "checkout" } }]);
  });
});

describe("a failover that is blocked", () => {
  const closed = [aCniConfig(aConflist({}))];
  test.each<[string, string, ClusterSnapshot, object]>([
    ["by the CNI gate", "gate", { ...sound(), ...aSnapshotPart({ configMaps: closed }) }, { subject: IP }],
    ["as nothing starts the pod again", "controller", aClaimOf(), { subject: POD }],
    [
      "by a template that does not claim",
      "template",
      (() => {
        const { run: controller, workloads } = aDeployment({ templateFloatingIps: null });
        return aClaimOf({ controller }, { workloads });
      })(),
      { subject: POD },
    ],
    [
      "by a template with which no pod starts",
      "replacement",
      (() => {
        const { run: controller, workloads } = aDeployment({ templateFloatingIps: `["${IP}","foo"]` });
        return aClaimOf({ controller }, { workloads });
      })(),
      { subject: POD, facts: { error: expect.stringContaining("foo") } },
    ],
  ])("%s", (_name, why, snapshot, expected) => {
    expect(only("failover-blocked", snapshot)).toMatchObject([{ ...expected, facts: expect.objectContaining({ why }) }]);
  });

  test("is not one where a claimant without a controller has a standby", () => {
    const pods = [aPod({ floatingIps: [IP] }), aPod({ name: "gw-1", podIp: "10.244.1.6", floatingIps: [IP] })];
    expect(kinds(aSnapshot({ pods }))).toEqual([]);
  });
});

function aSnapshotPart(records: Parameters<typeof aSnapshot>[0]): Pick<ClusterSnapshot, "configMaps"> {
  const { configMaps } = aSnapshot(records);
  return { configMaps };
}
