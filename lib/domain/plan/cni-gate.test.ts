import { describe, expect, test } from "vitest";
import { readCniConfig } from "../cni-config.ts";
import { aCalicoNodePod, aConfigMap, aContainer, aDaemonSet, aFelixConfiguration, aPod, aSource, aWorkload } from "../testing/builders.ts";
import { type CniGateIntent, planSetCniGate } from "./cni-gate.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const NOW = "2026-08-29T03:12:40.000Z";
const CLOSED = '{\n  "plugins": [\n    {\n      "type": "calico",\n      "mtu": __CNI_MTU__\n    }\n  ]\n}';
const closed = (text = CLOSED) => ({
  configMaps: [aConfigMap({ data: { calico_backend: "bird", cni_network_config: text }, resourceVersion: "9" })],
});

function ask(intent: Partial<CniGateIntent>, snapshot: Snapshot = closed()) {
  return planSetCniGate(aView(snapshot), { enabled: true, restart: false, ...intent }, NOW);
}

function plan(...given: Parameters<typeof ask>) {
  const answer = ask(...given);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

test("opening it changes one key of the ConfigMap, and no byte but the flag", () => {
  const { steps, blockers } = plan({});
  const [step] = steps;
  const { data = {} } = (step?.patch ?? {}) as { data?: Record<string, string> };
  const text = data["cni_network_config"] ?? "";

  expect(step).toMatchObject({
    object: { apiVersion: "v1", kind: "ConfigMap", namespace: "kube-system", name: "calico-config", resourceVersion: "9" },
    was: { data: { cni_network_config: CLOSED } },
  });
  expect(Object.keys(data)).toEqual(["cni_network_config"]);
  expect(readCniConfig(text)).toMatchObject({ ok: true, floatingIps: true });
  expect(text).toContain('"mtu": __CNI_MTU__,\n');
  expect(blockers).toEqual([]);
});

test("the restart is marked as kubectl marks it, after the edit", () => {
  const { steps, warnings } = plan({ restart: true });

  expect(steps.map(({ object }) => object.kind)).toEqual(["ConfigMap", "DaemonSet"]);
  expect(steps[1]).toMatchObject({
    patch: { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": NOW } } } } },
    was: { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": null } } } } },
  });
  expect(codes(warnings)).toContain("calico-node-restarts");
});

test("without the restart it is told that no node has it yet", () => {
  expect(codes(plan({}).warnings)).toContain("restart-needed");
});

describe("a text that says so already", () => {
  test("needs nothing where every node has it", () => {
    expect(codes(plan({ restart: true }, {}).blockers)).toEqual(["nothing-to-change"]);
  });

  test("needs the restart where a node has not", () => {
    const calicoNodePods = [aCalicoNodePod({ installCni: { state: "finished", finishedAt: "2026-08-29T02:00:00.000Z", message: null } })];

    expect(plan({ restart: true }, { calicoNodePods }).steps.map(({ object }) => object.kind)).toEqual(["DaemonSet"]);
  });
});

test("closing it lists what could no longer start: claimants by their workload, and templates without pods", () => {
  const gw = aWorkload({ name: "gw", templateFloatingIps: '["10.99.0.1"]' });
  const rs = aWorkload({
    kind: "ReplicaSet",
    name: "gw-1",
    templateFloatingIps: '["10.99.0.1"]',
    controller: { kind: "Deployment", name: "gw", uid: gw.uid },
  });
  const nightly = aWorkload({ kind: "CronJob", namespace: "batch", name: "nightly", templateFloatingIps: "[]" });
  const pods = [
    aPod({ name: "gw-1-a", floatingIps: ["10.99.0.1"], controller: { kind: "ReplicaSet", name: "gw-1", uid: rs.uid } }),
    aPod({ name: "bare", value: "[]" }),
    aPod({ name: "host", hostNetwork: true, floatingIps: ["10.99.0.1"] }),
  ];

  expect(plan({ enabled: false }, { pods, workloads: [gw, rs, nightly] }).warnings).toContainEqual({
    code: "could-not-start",
    facts: { targets: ["CronJob batch/nightly", "Deployment payments/gw", "Pod payments/bare"], count: 3 },
  });
});

test("a Felix gate that is still closed is told", () => {
  expect(codes(plan({}, { ...closed(), felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled" })] }).warnings)).toContain(
    "felix-gate-still-closed",
  );
});

describe("refused", () => {
  const withEnv = (env: ReturnType<typeof aContainer>["env"]) => ({
    ...closed(),
    daemonSets: [aDaemonSet({ initContainers: [{ ...aContainer({ name: "install-cni" }), env }] })],
  });
  const plain = { configMapKey: null, opaque: false };
  test.for([
    {
      name: "what the operator writes again",
      snapshot: { installations: [{ name: "default", linuxDataplane: null, ipamType: null }] },
      code: "cluster-unsupported",
      why: "operator-managed",
    },
    { name: "a text that is no JSON", snapshot: closed("{"), code: "cni-config-invalid", why: "cni-not-json" },
    {
      name: "two calico plugins",
      snapshot: closed('{"plugins":[{"type":"calico"},{"type":"calico"}]}'),
      code: "cni-config-invalid",
      why: "cni-two-calico-plugins",
    },
    { name: "no ConfigMap", snapshot: { configMaps: [] }, code: "cni-config-invalid", why: "cni-config-not-found" },
    {
      name: "no such key",
      snapshot: { configMaps: [aConfigMap({ data: {} })] },
      code: "cni-config-invalid",
      why: "cni-config-key-missing",
    },
    {
      name: "a text that comes from a file",
      snapshot: withEnv([{ name: "CNI_NETWORK_CONFIG_FILE", value: "/x", ...plain }]),
      code: "cni-config-invalid",
      why: "cni-config-elsewhere",
    },
    {
      name: "a text that stands in the DaemonSet",
      snapshot: withEnv([{ name: "CNI_NETWORK_CONFIG", value: "{}", ...plain }]),
      code: "cni-config-invalid",
      why: "cni-config-elsewhere",
    },
  ])("$name", ({ snapshot, code, why }) =>
    expect(ask({}, snapshot)).toMatchObject({ ok: false, refusals: [{ code, reason: { code: why } }] }),
  );

  test("is not a flag that is a text: that one is mended", () => {
    expect(plan({}, closed('{"type":"calico","feature_control":{"floating_ips":"true"}}')).steps).toHaveLength(1);
  });
});

test("a ConfigMap that is not seen live can be looked at, not applied", () => {
  const sources = [aSource({ source: "configmaps/kube-system", state: "stale" })];

  expect(codes(plan({}, { ...closed(), sources }).blockers)).toEqual(["source-stale"]);
});
