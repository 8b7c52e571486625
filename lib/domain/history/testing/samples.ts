import { aFelixConfiguration, aNode, aPod, aWorkload } from "../../testing/builders.ts";
import type { TransitionDraft } from "../transition.ts";
import { annotates, changes, IP, play, puts, removes, unannotates } from "./play.ts";

const claim = { floatingIps: [IP] };
const stateful = aWorkload({ uid: "s", kind: "StatefulSet", desired: 3, updateRevision: "gw-1" });
const controller = { kind: "StatefulSet", name: "gw", uid: "s" };
const a = aPod({ name: "gw-a", podIp: "10.244.1.5", ...claim });
const owned = { ...a, controller, templateHash: "gw-1" };
const later = aPod({ name: "gw-b", podIp: "10.244.1.7", ...claim });
const earlier = aPod({ name: "gw-c", podIp: "10.244.1.10", ...claim });
const remote = aPod({ name: "gw-d", node: "node-b", podIp: "10.244.2.5", ...claim });
const deleting = (pod: typeof a) => ({ ...pod, deletionTimestamp: "2026-08-29T04:00:31Z" });
const disrupted = (reason: string) => ({ ...a, disruption: { reason, message: null, at: null } });
const silent = aNode({ ready: "Unknown", unreachable: true });
const scoped = aFelixConfiguration({ name: "edge", floatingIPs: "Disabled", nodeSelector: "has(edge)" });
const edge = { nodes: [aNode({ labels: {} })], felixConfigurations: [aFelixConfiguration(), scoped] };
const atEdge = changes("nodes", "node-a", aNode({ labels: { edge: "" } }));

/** Together they have each code of evidence. */
export const SAMPLES: readonly (() => TransitionDraft | null)[] = [
  () => play({ pods: [a, later] }).after(1, removes(a, deleting(a))),
  () => play({ pods: [a, later] }).after(1, puts(earlier), removes(a)),
  () => play({ pods: [a, later] }).relistAfter(1, removes(a)),
  () => play({ pods: [a] }).after(1, puts({ ...a, phase: "Failed", statusReason: "Evicted" })),
  () => play({ pods: [a] }).after(1, puts({ ...disrupted("EvictionByEvictionAPI"), phase: "Succeeded" })),
  () => play({ pods: [a], nodes: [aNode({ unschedulable: true })] }).after(1, removes(a, disrupted("EvictionByEvictionAPI"))),
  () => play({ pods: [a], nodes: [silent] }).after(1, removes(a)),
  () => play({ pods: [a], nodes: [] }).after(1, removes(a)),
  () => {
    const story = play({ pods: [a], nodes: [silent] });
    story.after(1, changes("nodes", "node-a", aNode()));
    return story.after(1, removes(a, disrupted("DeletionByTaintManager")));
  },
  () => play({ pods: [owned], workloads: [{ ...stateful, updateRevision: "gw-2" }] }).after(1, removes(owned)),
  () => {
    const story = play({ pods: [owned], workloads: [stateful] });
    story.after(1, changes("workloads", "s", { ...stateful, desired: 0 }));
    return story.after(1, removes(owned));
  },
  () => {
    const story = play({ pods: [owned], workloads: [stateful] });
    story.after(1, changes("workloads", "s", undefined));
    return story.after(1, removes(owned));
  },
  () => {
    const story = play({ pods: [owned], workloads: [stateful] });
    story.after(1, puts(deleting(owned)));
    return story.after(1, removes(owned));
  },
  () => play({ pods: [a] }).after(1, unannotates(a)),
  () => play({ pods: [a] }).after(1, puts({ ...a, ...aPod({ name: "gw-a", floatingIps: [] }) })),
  () => play({ pods: [a] }).after(1, puts(aPod({ name: "gw-a", floatingIps: ["10.99.00.10"] }))),
  () => play({ pods: [a] }).after(1, puts(aPod({ name: "gw-a", value: "" }))),
  () => play({ pods: [a] }).after(1, puts({ ...a, statusPodIps: ["10.244.1.9"] })),
  () => play({ pods: [a] }).after(1, puts(earlier)),
  () => play({ pods: [a] }).after(1, puts(remote)),
  () => play().after(1, annotates(a)),
  () => play({ pods: [aPod({ name: "gw-a", podIp: "fd00::5", ...claim })] }).after(1, puts(a)),
  () => play({ pods: [a] }).after(1, changes("felixConfigurations", "default", aFelixConfiguration({ floatingIPs: "Disabled" }))),
  () => play({ pods: [a], ...edge }).after(1, atEdge),
  () => {
    const override = changes("felixConfigurations", "default", aFelixConfiguration({ floatingIPs: "enabled" }));
    return play({ pods: [a], ...edge }).after(1, atEdge, override);
  },
];
