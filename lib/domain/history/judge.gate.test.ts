import { describe, expect, test } from "vitest";
import { aConfigMap, aDaemonSet, aFelixConfiguration, aNode, aPod } from "../testing/builders.ts";
import { changes, IP, play, puts, removes, told } from "./testing/play.ts";

const claim = { floatingIps: [IP] };
const a = aPod({ name: "gw-a", podIp: "10.244.1.5", ...claim });
const remote = aPod({ name: "gw-d", node: "node-b", podIp: "10.244.2.5", ...claim });
const open = aFelixConfiguration();
const closed = aFelixConfiguration({
  floatingIPs: "Disabled",
  resourceVersion: "9",
  lastModifiedBy: "kubectl-patch",
  lastModifiedAt: "2026-08-29T04:00:01Z",
});
const ofNode = aFelixConfiguration({ name: "node.node-a", floatingIPs: "Disabled" });
const felix = (record: typeof open | undefined) => changes("felixConfigurations", record?.name ?? "default", record);

describe("Felix's gate", () => {
  test("closes: disabled, by the object that was changed, and all its addresses share the incident", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, felix(closed));
    expect(told(draft)).toEqual({
      kind: "disabled",
      cause: "felix-gate-closed",
      detail: null,
      confidence: "certain",
      evidence: ["gate-changed"],
    });
    expect(draft).toMatchObject({ actor: "kubectl-patch", incident: "felix:FelixConfiguration/default/FloatingIPs@9", gapMs: null });
    expect(draft?.evidence[0]).toMatchObject({
      object: { kind: "FelixConfiguration", name: "default", uid: "uid-default", resourceVersion: "9" },
      before: "FloatingIPs: Enabled",
      after: "FloatingIPs: Disabled",
      claimedAt: Date.parse("2026-08-29T04:00:01Z"),
    });
  });

  test("opens again: enabled, with the time in which nobody had the address", () => {
    const story = play({ pods: [a] });
    story.after(1_000, felix(closed));
    const draft = story.after(7_000, felix(open));
    expect(told(draft)).toMatchObject({ kind: "enabled", cause: "felix-gate-opened", confidence: "certain", evidence: ["gate-changed"] });
    expect(draft?.gapMs).toEqual({ min: 7_000, max: 7_000 });
  });

  test("opens for another pod than it closed on: enabled all the same", () => {
    const story = play({ pods: [a] });
    story.after(1_000, felix(closed));
    story.after(1_000, removes(a), puts({ ...a, uid: "new", name: "gw-z" }));
    expect(told(story.after(1_000, felix(open)))).toMatchObject({ kind: "enabled", cause: "felix-gate-opened" });
  });

  test("closes since its object is deleted, and the built-in value decides", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, felix(undefined));
    expect(told(draft)).toMatchObject({ kind: "disabled", cause: "felix-gate-closed", confidence: "certain" });
    expect(draft?.evidence[0]).toMatchObject({ before: "FloatingIPs: Enabled", after: null });
  });

  test("closes on one node alone, by the node's own object: the split is over", () => {
    const story = play({ pods: [a, remote] });
    expect(told(story.after(1_000, felix(ofNode)))).toMatchObject({ kind: "merged", cause: "felix-gate-closed", confidence: "certain" });
  });

  test("opens on one node alone: a split", () => {
    const story = play({ pods: [a, remote], felixConfigurations: [open, ofNode] });
    expect(told(story.after(1_000, changes("felixConfigurations", "node.node-a", undefined)))).toMatchObject({
      kind: "split",
      cause: "felix-gate-opened",
      confidence: "certain",
    });
  });

  test("closes by the variable of calico-node", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, changes("daemonSets", "kube-system/calico-node", aDaemonSet({}, { FELIX_FLOATINGIPS: "Disabled" })));
    expect(told(draft)).toMatchObject({ kind: "disabled", cause: "felix-gate-closed", confidence: "certain" });
    expect(draft?.evidence[0]).toMatchObject({ object: { kind: "DaemonSet", name: "calico-node" }, after: "FloatingIPs: Disabled" });
  });

  test("closes while another object was changed, which does not decide: possible at most, with the contradiction", () => {
    const story = play({
      pods: [a],
      nodes: [aNode({ labels: {} })],
      felixConfigurations: [open, { ...ofNode, name: "edge", nodeSelector: "has(edge)" }],
    });
    const draft = story.after(
      1_000,
      changes("nodes", "node-a", aNode({ labels: { edge: "" } })),
      felix({ ...open, floatingIPs: "enabled" }),
    );
    expect(told(draft)).toMatchObject({
      kind: "disabled",
      cause: "felix-gate-closed",
      confidence: "possible",
      evidence: ["gate-changed", "contradicts: gate-decided-elsewhere"],
    });
  });

  test("closes for a node that now matches another object: likely, told by what decides now", () => {
    const story = play({
      pods: [a],
      nodes: [aNode({ labels: {} })],
      felixConfigurations: [open, { ...ofNode, name: "edge", nodeSelector: "has(edge)" }],
    });
    const draft = story.after(1_000, changes("nodes", "node-a", aNode({ labels: { edge: "" } })));
    expect(told(draft)).toMatchObject({ cause: "felix-gate-closed", confidence: "likely", evidence: ["gate-says"] });
    expect(draft?.evidence[0]?.object.name).toBe("edge");
  });

  test("was closed while nobody looked: likely, from the new value alone", () => {
    const story = play({ pods: [a] });
    const draft = story.restartAfter(60_000, felix(closed));
    expect(told(draft)).toMatchObject({ kind: "disabled", cause: "felix-gate-closed", confidence: "likely", evidence: ["gate-says"] });
  });

  test("was opened while nobody looked: likely", () => {
    const story = play({ pods: [a], felixConfigurations: [closed] });
    expect(told(story.restartAfter(60_000, felix(open)))).toMatchObject({
      kind: "enabled",
      cause: "felix-gate-opened",
      confidence: "likely",
    });
  });

  test("is not the cause when the only backend goes and the rest is on nodes where it is off", () => {
    const story = play({ pods: [a, remote], felixConfigurations: [open, { ...ofNode, name: "node.node-b" }] });
    expect(told(story.after(1_000, removes(a)))).toMatchObject({ kind: "disabled", cause: "pod-deleted" });
  });

  test("is off when somebody claims the address first: disabled, since a claimant started", () => {
    const story = play({ pods: [], felixConfigurations: [closed] });
    expect(told(story.after(1_000, puts(a)))).toMatchObject({ kind: "disabled", cause: "claimant-started", confidence: "certain" });
  });

  test("is off when the last claim is withdrawn, or its pod goes", () => {
    expect(told(play({ pods: [a], felixConfigurations: [closed] }).after(1_000, puts({ ...a, annotations: {} })))).toMatchObject({
      kind: "released",
      cause: "annotation-changed",
    });
    expect(told(play({ pods: [a], felixConfigurations: [closed] }).after(1_000, removes(a)))).toMatchObject({
      kind: "lost",
      cause: "pod-deleted",
    });
  });
});

describe("what steers Felix beside the gate", () => {
  test("the dataplane that knows no floating IPs takes the address away", () => {
    const story = play({ pods: [a] });
    const draft = story.after(1_000, felix({ ...open, bpfEnabled: true }));
    expect(told(draft)).toMatchObject({ kind: "disabled", cause: "felix-gate-closed", confidence: "certain" });
    expect(draft?.evidence[0]).toMatchObject({ before: null, after: "BPFEnabled: true" });
  });

  test("a ConfigMap that calico-node takes the variable from closes the gate", () => {
    const key = {
      name: "FELIX_FLOATINGIPS",
      value: null,
      configMapKey: { name: "felix", key: "FELIX_FLOATINGIPS", optional: false },
      opaque: false,
    };
    const base = aDaemonSet();
    const daemonSet = { ...base, containers: base.containers.map((one) => ({ ...one, env: [...one.env, key] })) };
    const map = (value: string) => aConfigMap({ name: "felix", data: { FELIX_FLOATINGIPS: value } });
    const story = play({ pods: [a], daemonSets: [daemonSet], configMaps: [aConfigMap(), map("Enabled")] });
    expect(told(story.after(1_000, changes("configMaps", "kube-system/felix", map("Disabled"))))).toMatchObject({
      kind: "disabled",
      cause: "felix-gate-closed",
      confidence: "certain",
    });
  });
});
