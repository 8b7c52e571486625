import { describe, expect, test } from "vitest";
import { aNode, aPod } from "../testing/builders.ts";
import { changes, IP, play, puts, removes, told } from "./testing/play.ts";

const claim = { floatingIps: [IP] };
const a = aPod({ name: "gw-a", podIp: "10.244.1.5", ...claim });
const standby = aPod({ name: "gw-b", podIp: "10.244.1.7", ...claim });
const deleting = { ...a, resourceVersion: "2", deletionTimestamp: "2026-08-29T04:00:31Z" };
const disrupted = (reason: string) => ({ ...a, resourceVersion: "2", disruption: { reason, message: null, at: "2026-08-29T04:00:00Z" } });
const ending = (pod: typeof a) => ({ ...pod, deletionTimestamp: "2026-08-29T04:00:31Z" });

describe("a backend that goes while its standby stays", () => {
  test("because it was deleted: the deletion was seen, and then that it is gone", () => {
    const story = play({ pods: [a, standby] });
    expect(story.after(1_000, puts(deleting))).toBeNull();
    expect(told(story.after(2_000, removes(a)))).toEqual({
      kind: "failover",
      cause: "pod-deleted",
      detail: "direct",
      confidence: "certain",
      evidence: ["pod-deleting", "pod-gone", "context: no-owner"],
    });
  });

  test("as soon as its network is given back, before the object is gone", () => {
    const story = play({ pods: [a, standby] });
    story.after(1_000, puts(deleting));
    const left = { ...deleting, annotations: { ...deleting.annotations, "cni.projectcalico.org/podIP": "" } };
    expect(told(story.after(2_000, puts(left)))).toMatchObject({
      kind: "failover",
      cause: "pod-deleted",
      evidence: ["pod-deleting", "pod-ended", "context: no-owner"],
    });
    expect(story.after(2_000, removes(a))).toBeNull();
  });

  test("at once, without a deletion that was seen: likely deleted", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.after(1_000, removes(a)))).toMatchObject({ kind: "failover", cause: "pod-deleted", confidence: "likely" });
  });

  test("at once, and the object that went says that it was being deleted: certainly deleted", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.after(1_000, removes(a, deleting)))).toMatchObject({ cause: "pod-deleted", confidence: "certain" });
  });

  test("because it was deleted, though it finished before it went", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.after(1_000, puts({ ...deleting, phase: "Succeeded" })))).toMatchObject({ kind: "failover", cause: "pod-deleted" });
  });

  test.for([
    { name: "evicted through the API", reason: "EvictionByEvictionAPI", cause: "pod-evicted", detail: "api" },
    { name: "preempted", reason: "PreemptionByScheduler", cause: "pod-preempted", detail: null },
    { name: "ended by the kubelet", reason: "TerminationByKubelet", cause: "pod-evicted", detail: "kubelet" },
    { name: "evicted by a taint of a node that is well", reason: "DeletionByTaintManager", cause: "pod-evicted", detail: null },
    { name: "collected from a node that is well", reason: "DeletionByPodGC", cause: "pod-evicted", detail: null },
    { name: "ended by somebody that nobody knows yet", reason: "DeletionByMoon", cause: "pod-evicted", detail: null },
  ])("because it was $name", ({ reason, cause, detail }) => {
    const story = play({ pods: [a, standby] });
    story.after(1_000, puts(disrupted(reason)));
    story.after(10, puts(ending(disrupted(reason))));
    const draft = story.after(2_000, removes(a));
    expect(told(draft)).toEqual({
      kind: "failover",
      cause,
      detail,
      confidence: "certain",
      evidence: ["pod-disrupted", "pod-deleting", "pod-gone"],
    });
    expect(draft?.evidence[0]).toEqual({
      object: { kind: "Pod", namespace: "payments", name: "gw-a", uid: a.uid, resourceVersion: "2" },
      stance: "supports",
      code: "pod-disrupted",
      facts: { pod: "payments/gw-a", reason },
      before: null,
      after: `DisruptionTarget: True\nreason: ${reason}`,
      claimedAt: Date.parse("2026-08-29T04:00:00Z"),
      receivedAt: story.now - 2_010,
    });
  });

  test("because its node is drained, which was cordoned before", () => {
    const story = play({ pods: [a, standby] });
    story.after(1_000, changes("nodes", "node-a", aNode({ unschedulable: true, resourceVersion: "8" })));
    const draft = story.after(1_000, removes(a, ending(disrupted("EvictionByEvictionAPI"))));
    expect(told(draft)).toMatchObject({ cause: "pod-evicted", detail: "drain", confidence: "certain" });
    expect(draft?.incident).toBe("node:uid-node-a");
    expect(draft?.evidence.at(-1)).toMatchObject({
      code: "node-cordoned",
      object: { kind: "Node", name: "node-a", uid: "uid-node-a", resourceVersion: "8" },
      before: "unschedulable: false",
      after: "unschedulable: true",
    });
  });

  test("because it was drained, and the node is open again before the pod is gone", () => {
    const story = play({ pods: [a, standby] });
    story.after(1_000, changes("nodes", "node-a", aNode({ unschedulable: true })));
    story.after(1_000, changes("nodes", "node-a", aNode({ unschedulable: false })));
    expect(told(story.after(1_000, removes(a, disrupted("EvictionByEvictionAPI"))))).toMatchObject({ detail: "drain" });
  });

  test("because the kubelet evicted it, told by the status alone", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.after(1_000, puts({ ...a, phase: "Failed", statusReason: "Evicted" })))).toEqual({
      kind: "failover",
      cause: "pod-evicted",
      detail: "kubelet",
      confidence: "certain",
      evidence: ["pod-ended"],
    });
  });

  test.for(["Succeeded", "Failed"])("because it finished: %s", (phase) => {
    const story = play({ pods: [a, standby] });
    const draft = story.after(1_000, puts({ ...a, phase }));
    expect(told(draft)).toEqual({ kind: "failover", cause: "pod-finished", detail: null, confidence: "certain", evidence: ["pod-ended"] });
    expect(draft?.evidence[0]).toMatchObject({ before: "phase: Running", after: `phase: ${phase}` });
  });

  test("because it was to be evicted, though it says that it finished well: likely, with the contradiction", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.after(1_000, puts({ ...disrupted("EvictionByEvictionAPI"), phase: "Succeeded" })))).toMatchObject({
      cause: "pod-evicted",
      confidence: "likely",
      evidence: ["pod-disrupted", "pod-ended", "contradicts: pod-succeeded"],
    });
  });
});

describe("a node that is lost", () => {
  const silent = aNode({ ready: "Unknown", unreachable: true });

  test("takes its backend along, as the taint manager says", () => {
    const story = play({ pods: [a], nodes: [aNode()] });
    story.after(1_000, changes("nodes", "node-a", silent));
    story.after(1_000, puts(ending(disrupted("DeletionByTaintManager"))));
    const draft = story.after(1_000, removes(a));
    expect(told(draft)).toEqual({
      kind: "lost",
      cause: "node-lost",
      detail: "unreachable",
      confidence: "certain",
      evidence: ["pod-disrupted", "pod-deleting", "pod-gone", "node-unreachable"],
    });
    expect(draft?.incident).toBe("node:uid-node-a");
    expect(draft?.evidence.at(-1)).toMatchObject({ before: "Ready: True", after: "Ready: Unknown\ntaint: node.kubernetes.io/unreachable" });
  });

  test("may be back before the pod is gone: likely, with the contradiction", () => {
    const story = play({ pods: [a], nodes: [aNode()] });
    story.after(1_000, changes("nodes", "node-a", silent));
    story.after(1_000, puts(ending(disrupted("DeletionByTaintManager"))));
    story.after(1_000, changes("nodes", "node-a", aNode()));
    expect(told(story.after(1_000, removes(a)))).toMatchObject({ cause: "node-lost", confidence: "likely" });
  });

  test("is deleted, and the garbage collector ends its pods", () => {
    const story = play({ pods: [a], nodes: [aNode()] });
    story.after(1_000, changes("nodes", "node-a", undefined));
    const draft = story.after(1_000, puts({ ...disrupted("DeletionByPodGC"), phase: "Failed" }));
    expect(told(draft)).toMatchObject({ kind: "lost", cause: "node-lost", detail: "node-deleted", confidence: "certain" });
    expect(draft?.incident).toBe("node:uid-node-a");
    expect(draft?.evidence.at(-1)).toMatchObject({ code: "node-gone", before: "Ready: True", after: null });
  });

  test("is likely the cause where nobody says who ended the pod", () => {
    const story = play({ pods: [a], nodes: [silent] });
    expect(told(story.after(1_000, removes(a)))).toMatchObject({ cause: "node-lost", detail: "unreachable", confidence: "likely" });
  });

  test("is not taken for lost where nodes may not be read", () => {
    const story = play({
      pods: [a],
      nodes: [],
      sources: [{ source: "nodes", state: "forbidden", since: "", lastEventAt: null, code: null, reason: null }],
    });
    expect(told(story.after(1_000, removes(a)))).toMatchObject({ cause: "pod-deleted" });
  });
});

describe("while nobody looked", () => {
  test("a pod that was being deleted before, and is gone, was likely deleted", () => {
    const story = play({ pods: [a, standby] });
    story.after(1_000, puts(deleting));
    expect(told(story.relistAfter(60_000, removes(a)))).toMatchObject({ kind: "failover", cause: "pod-deleted", confidence: "likely" });
  });

  test("a pod that is missing is no evidence of why", () => {
    const story = play({ pods: [a, standby] });
    const draft = story.relistAfter(60_000, removes(a));
    expect(told(draft)).toEqual({
      kind: "failover",
      cause: "not-observed",
      detail: null,
      confidence: "none",
      evidence: ["context: pod-missing"],
    });
    expect(draft).toMatchObject({ notBefore: story.now - 60_000, notAfter: story.now, gapMs: { min: 0, max: 60_000 } });
  });

  test("and who looks now remembers nothing: not observed", () => {
    const story = play({ pods: [a, standby] });
    const draft = story.restartAfter(60_000, removes(a));
    expect(told(draft)).toMatchObject({ kind: "failover", cause: "not-observed", evidence: ["context: pod-missing"] });
    expect(draft?.evidence[0]?.object).toEqual({ kind: "Pod", namespace: "payments", name: "gw-a", uid: a.uid, resourceVersion: null });
  });

  test("a pod that is missing from a node that is gone was possibly lost with it", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.restartAfter(60_000, removes(a), changes("nodes", "node-a", undefined)))).toMatchObject({
      cause: "node-lost",
      detail: "node-deleted",
      confidence: "possible",
    });
  });

  test("a pod that says itself how it ended likely ended so", () => {
    const story = play({ pods: [a, standby] });
    expect(told(story.restartAfter(60_000, puts({ ...a, phase: "Failed", statusReason: "Evicted" })))).toMatchObject({
      cause: "pod-evicted",
      detail: "kubelet",
      confidence: "likely",
    });
  });
});
