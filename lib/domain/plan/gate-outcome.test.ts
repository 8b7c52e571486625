import { describe, expect, test } from "vitest";
import { aCalicoNodePod, aConfigMap, aDaemonSet } from "../testing/builders.ts";
import { gateDifferences } from "./gate-outcome.ts";
import { aView } from "./testing/view.ts";

const text = (enabled: boolean) => `{"type":"calico","feature_control":{"floating_ips":${enabled}}}`;
const edit = (enabled: boolean) => ({ object: { kind: "ConfigMap" }, patch: { data: { cni_network_config: text(enabled) } } });
const restart = (at: string | null) => ({
  object: { kind: "DaemonSet" },
  patch: { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": at } } } } },
});
const codes = (snapshot: Parameters<typeof aView>[0], ...writes: Parameters<typeof gateDifferences>[1]) =>
  gateDifferences(aView(snapshot), writes).map(({ code, facts }) => [code, facts["nodes"] ?? []].flat().join(" "));

const closed = { configMaps: [aConfigMap({ data: { cni_network_config: text(false) } })] };
const stale = {
  calicoNodePods: [
    aCalicoNodePod({ node: "node-a" }),
    aCalicoNodePod({ node: "node-b", installCni: { state: "running", finishedAt: null, message: null } }),
  ],
};

describe("the CNI gate is as it was written", () => {
  test("when the text says so", () => {
    expect(codes({}, edit(true))).toEqual([]);
    expect(codes(closed, edit(true))).toEqual(["verify-cni-gate"]);
    expect(codes(closed, edit(false))).toEqual([]);
  });

  test("and, after a restart, when each node has taken it over, also where the restart is taken back", () => {
    expect(codes({}, edit(true), restart("2026-08-29T03:12:40Z"))).toEqual([]);
    for (const at of ["2026-08-29T03:12:40Z", null]) expect(codes(stale, edit(true), restart(at))).toEqual(["verify-not-installed node-b"]);
    expect(codes(stale, edit(true))).toEqual([]);
  });

  test("and not before its turn, though the file is as new as the text by the whole second", () => {
    const early = { daemonSets: [aDaemonSet({ desired: 3, templateGeneration: "2" })] };
    expect(codes(early, edit(true), restart("2026-08-29T03:12:40Z"))).toEqual(["verify-not-installed node-a node-b node-c"]);
    const gone = { daemonSets: [aDaemonSet({ desired: 4 })] };
    expect(codes(gone, edit(true), restart("2026-08-29T03:12:40Z"))).toEqual(["verify-rollout-running"]);
  });

  test("and a rollout that is stopped is told, as waiting does not help", () => {
    const stopped = { ...stale, daemonSets: [aDaemonSet({ updateStrategy: "OnDelete", templateGeneration: "2" })] };
    expect(codes(stopped, edit(true), restart("2026-08-29T03:12:40Z"))).toEqual([
      "verify-not-installed node-a node-b",
      "verify-rollout-stopped",
    ]);
    expect(codes(stopped, edit(true))).toEqual([]);
  });

  test("whatever else was written", () => {
    expect(codes(closed, { object: { kind: "Pod" }, patch: {} }, { object: { kind: "IPReservation" }, patch: null })).toEqual([]);
    expect(codes(stale, { object: { kind: "DaemonSet" }, patch: { spec: {} } })).toEqual([]);
  });
});
