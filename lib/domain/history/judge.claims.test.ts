import { describe, expect, test } from "vitest";
import { aPod } from "../testing/builders.ts";
import { annotates, IP, play, puts, removes, START, told, unannotates } from "./testing/play.ts";

const claim = { floatingIps: [IP] };
const a = aPod({ name: "gw-a", podIp: "10.244.1.5", ...claim });
const later = aPod({ name: "gw-b", podIp: "10.244.1.7", ...claim });
const earlier = aPod({ name: "gw-c", podIp: "10.244.1.10", ...claim });
const remote = aPod({ name: "gw-d", node: "node-b", podIp: "10.244.2.5", ...claim });
const written = { claimManager: "kubectl-annotate", claimManagedAt: "2026-08-29T04:00:01Z" };
const other = (fields: object) => aPod({ name: "gw-a", podIp: "10.244.1.5", resourceVersion: "2", ...written, ...fields });

describe("the annotation of the backend", () => {
  test("names the address no more, and the standby takes over", () => {
    const story = play({ pods: [a, later] });
    const draft = story.after(1_000, puts(other({ floatingIps: ["10.99.0.99"] })));
    expect(told(draft)).toEqual({
      kind: "switchover",
      cause: "annotation-changed",
      detail: null,
      confidence: "certain",
      evidence: ["annotation-withdrawn"],
    });
    expect(draft).toMatchObject({ actor: "kubectl-annotate", actionId: null, gapMs: { min: 0, max: 0 } });
    expect(draft?.evidence[0]).toEqual({
      object: { kind: "Pod", namespace: "payments", name: "gw-a", uid: a.uid, resourceVersion: "2" },
      stance: "supports",
      code: "annotation-withdrawn",
      facts: { pod: "payments/gw-a", item: IP, error: null, manager: "kubectl-annotate" },
      before: `["${IP}"]`,
      after: '["10.99.0.99"]',
      claimedAt: START + 1_000,
      receivedAt: START + 1_000,
    });
  });

  test("is removed whole, and nobody else claims the address: released", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, unannotates(a));
    expect(told(draft)).toMatchObject({
      kind: "released",
      cause: "annotation-changed",
      confidence: "certain",
      evidence: ["annotation-removed"],
    });
    expect(draft?.evidence[0]).toMatchObject({ object: { uid: a.uid, resourceVersion: "1" }, before: `["${IP}"]`, after: null });
  });

  test("is emptied, which takes the pod off the network: lost, not released", () => {
    const story = play({ pods: [a] });
    expect(told(story.after(1_000, puts(other({ value: "" }))))).toMatchObject({
      kind: "lost",
      cause: "annotation-malformed",
      confidence: "certain",
      evidence: ["annotation-unreadable"],
    });
  });

  test("is no JSON any more: the standby takes over from a pod off the network", () => {
    const story = play({ pods: [a, later] });
    const draft = story.after(1_000, puts(other({ value: `[${IP}]` })));
    expect(told(draft)).toMatchObject({ kind: "failover", cause: "annotation-malformed" });
    expect(draft?.evidence[0]?.facts["error"]).toContain("failed to parse");
  });

  test("has the address in a form that Calico drops: the pod stays, and the standby takes over", () => {
    const story = play({ pods: [a, later] });
    const draft = story.after(1_000, puts(other({ floatingIps: ["10.99.00.10"] })));
    expect(told(draft)).toMatchObject({ kind: "switchover", cause: "annotation-malformed", evidence: ["annotation-item-dropped"] });
    expect(draft?.evidence[0]?.facts["item"]).toBe("10.99.00.10");
  });

  test("has the address in a form that Calico drops, and nobody else claims it: still claimed, so lost", () => {
    const story = play({ pods: [a] });
    expect(told(story.after(1_000, puts(other({ floatingIps: ["10.99.00.10"] }))))).toMatchObject({
      kind: "lost",
      cause: "annotation-malformed",
    });
  });

  test("stays, and Calico cannot read the annotation beside it", () => {
    const story = play({ pods: [a, later] });
    const annotations = { "cni.projectcalico.org/allowedSourcePrefixes": "10.0.0.0/8" };
    const draft = story.after(1_000, puts(other({ ...claim, annotations })));
    expect(draft?.actor).toBeNull();
    expect(told(draft)).toMatchObject({ kind: "failover", cause: "annotation-malformed", confidence: "certain" });
    expect(draft?.evidence[0]).toMatchObject({ before: null, after: "10.0.0.0/8" });
  });

  test("was changed while nobody looked: likely, from the new value alone", () => {
    const story = play({ pods: [a, later] });
    const draft = story.restartAfter(60_000, puts(other({ floatingIps: ["10.99.0.99"] })));
    expect(told(draft)).toMatchObject({ kind: "switchover", cause: "annotation-changed", confidence: "likely" });
    expect(draft?.evidence[0]).toMatchObject({ before: null, after: '["10.99.0.99"]' });
  });

  test("was removed while the watch was broken: both values are in hand, and still only likely", () => {
    const story = play({ pods: [a, later] });
    expect(told(story.relistAfter(60_000, unannotates(a)))).toMatchObject({ cause: "annotation-changed", confidence: "likely" });
  });

  test("goes to another pod in one step: switchover", () => {
    const story = play({ pods: [a, { ...remote, annotations: {} }] });
    const draft = story.after(1_000, puts(other({ floatingIps: [] })), puts(remote));
    expect(told(draft)).toMatchObject({ kind: "switchover", cause: "annotation-changed" });
  });
});

describe("what the console wrote itself", () => {
  const action = { id: "act-7", actor: "ana@example.org", isMove: true, ips: [IP], wrote: [a.uid] };

  test("is a move, certain, with the person who asked for it", () => {
    const story = play({ pods: [a, later] }, { ownActions: [action] });
    const draft = story.after(1_000, puts(other({ floatingIps: [] })));
    expect(told(draft)).toMatchObject({ kind: "switchover", cause: "moved", confidence: "certain" });
    expect(draft).toMatchObject({ actor: "ana@example.org", actionId: "act-7" });
  });

  test("is known too where it moved nothing", () => {
    const story = play({ pods: [a] }, { ownActions: [{ ...action, isMove: false }] });
    expect(story.after(1_000, unannotates(a))).toMatchObject({ cause: "annotation-changed", actor: "ana@example.org", actionId: "act-7" });
  });

  test("does not explain another address", () => {
    const story = play({ pods: [a] }, { ownActions: [{ ...action, ips: ["10.99.0.11"] }] });
    expect(story.after(1_000, unannotates(a))).toMatchObject({ cause: "annotation-changed", actor: null, actionId: null });
  });
});

describe("the address of the backend's own", () => {
  test("is another one: the same pod, and yet another backend", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, puts({ ...a, statusPodIps: ["10.244.1.9"] }));
    expect(told(draft)).toMatchObject({
      kind: "backend-replaced",
      cause: "pod-address-changed",
      confidence: "certain",
      evidence: ["pod-address"],
    });
    expect(draft?.evidence[0]).toMatchObject({ before: "10.244.1.5", after: "10.244.1.9" });
  });

  test("sorts after the standby's now: switchover", () => {
    const story = play({ pods: [a, later] });
    expect(told(story.after(1_000, puts({ ...a, statusPodIps: ["10.244.1.9"] })))).toMatchObject({
      kind: "switchover",
      cause: "pod-address-changed",
      confidence: "certain",
    });
  });

  test("is taken away: the pod is lost", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, puts({ ...a, statusPodIps: [] }));
    expect(told(draft)).toMatchObject({ kind: "lost", cause: "pod-address-changed" });
    expect(draft?.evidence[0]).toMatchObject({ before: "10.244.1.5", after: null });
  });
});

describe("a newcomer", () => {
  test("sorts earlier on the same node, and takes over though nothing failed", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, puts(earlier));
    expect(told(draft)).toEqual({
      kind: "switchover",
      cause: "claimant-sorts-earlier",
      detail: null,
      confidence: "certain",
      evidence: ["claimant-started", "claimant-earlier", "context: backend-still-claims"],
    });
    expect(draft?.evidence[1]?.facts).toEqual({
      earlier: "payments/gw-c",
      earlierIp: "10.244.1.10",
      later: "payments/gw-a",
      laterIp: "10.244.1.5",
      node: "node-a",
    });
  });

  test("sorts earlier since its annotation was changed: its manager is the hint", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, annotates({ ...earlier, ...written }));
    expect(told(draft)).toMatchObject({ cause: "claimant-sorts-earlier", confidence: "certain" });
    expect(draft).toMatchObject({
      actor: "kubectl-annotate",
      evidence: [{ code: "claimant-annotated", before: null, after: `["${IP}"]` }, {}, {}],
    });
  });

  test("is there when somebody looks again, and sorts earlier: likely", () => {
    const story = play({ pods: [a] });
    expect(told(story.restartAfter(60_000, puts(earlier)))).toMatchObject({
      kind: "switchover",
      cause: "claimant-sorts-earlier",
      confidence: "likely",
    });
  });

  test("would have taken over anyway, when the backend went in the same moment: likely, with the contradiction", () => {
    const story = play({ pods: [a] });
    expect(told(story.after(1_000, puts(earlier), removes(a, { ...a, deletionTimestamp: "2026-08-29T04:00:31Z" })))).toMatchObject({
      kind: "failover",
      cause: "pod-deleted",
      confidence: "likely",
      evidence: ["pod-deleting", "pod-gone", "context: no-owner", "contradicts: claimant-earlier-anyway"],
    });
  });

  test("on another node makes a split", () => {
    const story = play({ pods: [a] });
    expect(told(story.after(1_000, puts(remote)))).toEqual({
      kind: "split",
      cause: "claimant-on-other-node",
      detail: null,
      confidence: "certain",
      evidence: ["claimant-started", "claimant-on-other-node"],
    });
  });

  test("on another node that goes again ends the split, with how long it was", () => {
    const story = play({ pods: [a] });
    story.after(1_000, puts(remote));
    const draft = story.after(4_000, removes(remote, { ...remote, deletionTimestamp: "2026-08-29T04:00:31Z" }));
    expect(told(draft)).toMatchObject({ kind: "merged", cause: "pod-deleted" });
    expect(draft?.overlapMs).toEqual({ min: 4_000, max: 4_000 });
  });

  test("and the backend go in one moment for reasons of their own: the first is the cause, the other its context", () => {
    const story = play({ pods: [a, remote] });
    const draft = story.after(1_000, puts(other({ floatingIps: [] })), puts({ ...remote, phase: "Failed" }));
    expect(told(draft)).toMatchObject({
      kind: "lost",
      cause: "annotation-changed",
      confidence: "certain",
      evidence: ["annotation-withdrawn", "context: pod-ended"],
    });
  });

  test("that got its address has what nobody had", () => {
    const story = play({ pods: [{ ...a, phase: "Pending", statusPodIps: [] }] });
    const draft = story.after(1_000, puts(a));
    expect(told(draft)).toEqual({
      kind: "assigned",
      cause: "claimant-started",
      detail: null,
      confidence: "certain",
      evidence: ["claimant-started"],
    });
    expect(draft?.evidence[0]).toMatchObject({ before: null, after: "10.244.1.5" });
  });

  test("ends the gap that the last backend left", () => {
    const story = play({ pods: [a] });
    story.after(1_000, removes(a));
    const draft = story.after(4_200, puts(later));
    expect(told(draft)).toMatchObject({ kind: "assigned", cause: "claimant-started" });
    expect(draft?.gapMs).toEqual({ min: 4_200, max: 4_200 });
  });

  test("that was there already, and claims it now", () => {
    const story = play({ pods: [] });
    expect(told(story.after(1_000, annotates(a)))).toMatchObject({
      kind: "assigned",
      cause: "annotation-changed",
      evidence: ["claimant-annotated"],
    });
  });

  test("whose annotation was mended takes back what it lost", () => {
    const story = play({ pods: [a] });
    story.after(1_000, puts(other({ value: "" })));
    expect(told(story.after(1_000, puts(a)))).toMatchObject({ kind: "assigned", cause: "annotation-changed", confidence: "certain" });
  });

  test("that the last failover left, and that comes back, is a failback", () => {
    const first = aPod({ name: "gw-a", podIp: "10.244.1.10", ...claim });
    const story = play({ pods: [first, later] });
    expect(story.after(1_000, puts({ ...first, ...other({ value: "" }), statusPodIps: first.statusPodIps }))?.kind).toBe("failover");
    expect(told(story.after(1_000, puts(first)))).toMatchObject({ kind: "failback", cause: "claimant-sorts-earlier" });
    expect(story.known?.leftBehind).toBeNull();
  });

  test("that was created while nobody looked likely started", () => {
    const story = play({ pods: [] });
    const young = { ...a, createdAt: new Date(START + 30_000).toISOString() };
    expect(told(story.restartAfter(60_000, puts(young)))).toMatchObject({
      kind: "assigned",
      cause: "claimant-started",
      confidence: "likely",
    });
  });

  test("that is older than the time in which nobody looked: not observed", () => {
    const story = play({ pods: [] });
    expect(told(story.restartAfter(60_000, puts(a)))).toEqual({
      kind: "assigned",
      cause: "not-observed",
      detail: null,
      confidence: "none",
      evidence: [],
    });
  });
});

describe("what nobody can explain", () => {
  test("is unknown while somebody looked", () => {
    const story = play({ pods: [{ ...a, phase: "Pending", statusPodIps: [] }] });
    // The very change was not noted: nothing that was seen tells.
    const draft = story.unnoted(1_000, puts(a));
    expect(told(draft)).toEqual({ kind: "assigned", cause: "unknown", detail: null, confidence: "none", evidence: [] });
  });

  test("does not happen at first sight of an address that was there before", () => {
    expect(play({ pods: [a] }).known).toMatchObject({ standing: { state: "serving" }, since: { notBefore: 0 } });
  });
});
