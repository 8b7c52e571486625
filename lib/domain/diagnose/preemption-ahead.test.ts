import { describe, expect, test } from "vitest";
import { anIPAMBlock, anIPReservation, aPod, aSnapshot, aSource } from "../testing/builders.ts";
import { aDeployment, find, IP } from "./testing/find.ts";

/** Of the 64 addresses of node-a's block, all but the backend's 10.244.1.7 are free; as text, 61 sort before it. */
const block = anIPAMBlock({ held: { 7: {} } });

type Case = {
  readonly workload?: Parameters<typeof aDeployment>[0];
  /** Beside the backend, run by the same workload. */
  readonly others?: readonly Parameters<typeof aPod>[0][];
  readonly podIp?: string;
  readonly records?: Parameters<typeof aSnapshot>[0];
};

function preemption({ workload = {}, others = [], podIp = "10.244.1.7", records = {} }: Case) {
  const { workloads, run } = aDeployment(workload);
  const pods = [{ name: "hq8xk", podIp }, ...others].map((pod) => aPod({ floatingIps: [IP], controller: run, ...pod }));
  return find("preemption-ahead", aSnapshot({ pods, workloads, ipamBlocks: [block], ...records }));
}

describe("preemption-ahead", () => {
  test("counts the free addresses that sort before the backend’s as text, and names who grows", () => {
    expect(preemption({ workload: { desired: 4 } })).toEqual([
      {
        code: "preemption-ahead",
        severity: "warning",
        subject: { kind: "Deployment", namespace: "payments", name: "checkout" },
        ips: [IP],
        facts: {
          ip: IP,
          node: "node-a",
          pod: "payments/hq8xk",
          podIp: "10.244.1.7",
          workload: "checkout",
          kind: "Deployment",
          from: 1,
          to: 4,
          earlier: 61,
          free: 63,
          example: "10.244.1.0",
        },
      },
    ]);
  });

  test("stays while the new pods are made and have no address yet", () => {
    const others = [{ name: "new", statusPodIps: [], phase: "Pending" }];
    expect(preemption({ workload: { desired: 2, current: 2 }, others })).toMatchObject([{ facts: { from: 1, to: 2 } }]);
  });

  test.each<[string, Case]>([
    ["a workload at rest", { workload: { desired: 1 } }],
    ["a workload whose new pods all have an address", { workload: { desired: 2 }, others: [{ name: "b", podIp: "10.244.1.8" }] }],
    ["a workload that shrinks", { workload: { desired: 0 } }],
    ["a template that does not claim the address", { workload: { desired: 4, templateFloatingIps: '["10.99.0.99"]' } }],
    ["a template without the annotation", { workload: { desired: 4, templateFloatingIps: null } }],
    ["pods on the host’s network", { workload: { desired: 4, templateHostNetwork: true } }],
    ["a backend that sorts first", { workload: { desired: 4 }, podIp: "10.244.1.0" }],
    ["a new pod that is bound to another node", { workload: { desired: 2 }, others: [{ name: "b", node: "node-b", statusPodIps: [] }] }],
    ["a node of which no blocks are known", { workload: { desired: 4 }, records: { ipamBlocks: [] } }],
    ["a Job, which starts no more", { workload: { kind: "Job", desired: 4 } }],
    ["a DaemonSet that has its pod on the node", { workload: { kind: "DaemonSet", desired: 4 } }],
  ])("is silent about %s", (_name, given) => {
    expect(preemption(given)).toEqual([]);
  });

  test("does not count addresses that are reserved", () => {
    const records = { ipReservations: [anIPReservation({ reservedCIDRs: ["10.244.1.0/26"] })] };
    expect(preemption({ workload: { desired: 4 }, records })).toEqual([]);
  });

  test("counts a claimant on its way out as missing, because its successor is coming", () => {
    const others = [{ name: "b", podIp: "10.244.1.8", deletionTimestamp: "2026-08-29T03:05:00.000Z" }];
    expect(preemption({ workload: { desired: 2 }, others })).toMatchObject([{ facts: { from: 1, to: 2 } }]);
  });

  test("is silent where nobody knows who is the backend", () => {
    expect(preemption({ workload: { desired: 4 }, records: { sources: [aSource({ source: "pods", state: "stale" })] } })).toEqual([]);
  });
});
