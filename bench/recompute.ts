/** What one event of a pod costs among 5,000 floating IPs of two claimants each, next to deciding everything anew. */
import { readFileSync } from "node:fs";
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import type { ClusterSnapshot, PodRecord, SnapshotChange } from "#lib/domain/snapshot.ts";
import { aNode, anIPPool, aPod, aSnapshot, aWorkload } from "#lib/domain/testing/builders.ts";
import { median, numberOption, quantile, table } from "./figures.ts";

const NODES = 100;
const EVENTS = 2_000;
const WARM_UP = 500;

const count = numberOption("floating-ips", 5_000);
const runs = numberOption("runs", 3);

const floatingIpOf = (index: number) => `10.${100 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
const podIpOf = (index: number) => `10.${10 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

function clusterOf(floatingIps: number): ClusterSnapshot {
  const pods = Array.from({ length: 2 * floatingIps }, (_, index): PodRecord => {
    const owner = Math.floor(index / 2);
    return aPod({
      uid: `uid-${index}`,
      name: `gw-${owner}-${index % 2}`,
      node: `node-${index % NODES}`,
      podIp: podIpOf(index),
      floatingIps: [floatingIpOf(owner)],
      controller: { kind: "StatefulSet", name: `gw-${owner}`, uid: `uid-StatefulSet-gw-${owner}` },
    });
  });
  return aSnapshot({
    pods,
    nodes: Array.from({ length: NODES }, (_, index) => aNode({ name: `node-${index}` })),
    ipPools: [anIPPool({ name: "floating", cidr: "10.100.0.0/14" }), anIPPool({ name: "pods", cidr: "10.10.0.0/15" })],
    workloads: Array.from({ length: floatingIps }, (_, index) =>
      aWorkload({ kind: "StatefulSet", name: `gw-${index}`, desired: 2, current: 2 }),
    ),
  });
}

/** What happens to a pod in turn: it loses its readiness, gets it back, and gets another address, as a new sandbox does. */
function nextOf(pod: PodRecord, step: number): PodRecord {
  if (step % 3 === 2) return { ...pod, statusPodIps: [pod.statusPodIps[0] === "10.12.0.1" ? podIpOf(step) : "10.12.0.1"] };
  return { ...pod, ready: !pod.ready };
}

function run() {
  const snapshot = clusterOf(count);
  // The bench is the owner of these maps, as the store of lib/cluster is elsewhere.
  const pods = snapshot.pods as Map<string, PodRecord>;
  const assessor = createAssessor(snapshot, diagnosticRules);
  const times: number[] = [];
  for (let step = 0; step < WARM_UP + EVENTS; step += 1) {
    const uid = `uid-${(step * 7919) % pods.size}`;
    const before = pods.get(uid);
    if (!before) throw new Error(`no pod ${uid}`);
    const after = nextOf(before, step);
    pods.set(uid, after);
    const change: SnapshotChange = { collection: "pods", key: uid, before, after };
    const startedAt = performance.now();
    assessor.apply([change]);
    if (step >= WARM_UP) times.push(performance.now() - startedAt);
  }
  const startedAt = performance.now();
  const full = createAssessor(snapshot, diagnosticRules);
  const fullMs = performance.now() - startedAt;
  if (full.view.assessments.size !== count) throw new Error("the bench is wrong: floating IPs are missing");
  return { medianMs: median(times), p95Ms: quantile(times, 0.95), maxMs: Math.max(...times), fullMs };
}

const results = Array.from({ length: runs }, run);
const middle = (pick: (result: (typeof results)[number]) => number) => median(results.map(pick));
const peakMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? Number.NaN) / 1024;

console.log(
  `${count} floating IPs, two claimants each; ${EVENTS} events a run, ${runs} runs; milliseconds, peak memory ${Math.round(peakMb)} MB`,
);
console.log(
  table([
    ["", ...results.map((_, index) => `run ${index + 1}`), "median"],
    ["one event, median", ...results.map((result) => result.medianMs), middle((result) => result.medianMs)],
    ["one event, p95 (budget 1)", ...results.map((result) => result.p95Ms), middle((result) => result.p95Ms)],
    ["one event, longest", ...results.map((result) => result.maxMs), middle((result) => result.maxMs)],
    ["everything anew", ...results.map((result) => result.fullMs), middle((result) => result.fullMs)],
    ["ratio (median)", ...results.map((result) => result.fullMs / result.medianMs), middle((result) => result.fullMs / result.medianMs)],
  ]),
);
