import { describe, expect, test } from "vitest";
import type { Gates } from "#lib/contract/gates.ts";
import { manualSteps } from "./by-hand.ts";
import { cniStateOf, countGates, felixStateOf, flagLinesOf, isBehind, leftOf, nodeRowsOf } from "./gate-state.ts";

type Node = { readonly installed?: boolean | null; readonly value?: "Enabled" | "Disabled" | "Unknown"; readonly decidedBy?: string };

function gatesOf(nodes: Record<string, Node>, cni: Partial<Gates["cni"]> = {}): Gates {
  const entries = Object.entries(nodes);
  return {
    cni: {
      enabled: true,
      configMap: "kube-system/calico-config",
      key: "cni_network_config",
      text: "{}",
      editedAt: null,
      editedBy: null,
      problem: null,
      installedOn: entries.map(([node, { installed = true }]) => ({
        node,
        installed,
        reason: null,
        code: null,
        facts: {},
        finishedAt: null,
      })),
      ...cni,
    },
    felix: {
      default: "Enabled",
      nodes: entries.map(([node, { value = "Enabled", decidedBy = "FelixConfiguration/default" }]) => ({
        node,
        value,
        decidedBy,
        overrides: [],
        ipv6: "Enabled",
        claimants: 0,
      })),
    },
    rollout: null,
    supported: true,
    unsupportedReason: null,
  };
}

test.each<[string, Node, boolean | null, string, string]>([
  ["both open", {}, true, "installed", "so-both"],
  ["the text is newer than the file", { installed: false }, true, "old-file", "so-no-cni"],
  ["the flag is off", {}, false, "off", "so-no-cni"],
  ["Felix is off", { value: "Disabled" }, true, "installed", "so-no-felix"],
  ["both closed", { value: "Disabled" }, false, "off", "so-neither"],
  ["the text cannot be read", {}, null, "unknown", "so-unknown"],
  ["install-cni says nothing", { installed: null }, true, "unknown", "so-unknown"],
])("a node where %s", (_, node, enabled, cni, so) => {
  expect(nodeRowsOf(gatesOf({ a: node }, { enabled }))).toMatchObject([{ node: "a", cni, so }]);
});

test("the nodes are behind while one of them is known to run an older file", () => {
  expect(isBehind(gatesOf({ a: {}, b: { installed: false } }))).toBe(true);
  expect(isBehind(gatesOf({ a: {}, b: { installed: null } }))).toBe(false);
});

test("a gate is on everywhere only where every node is known to have it", () => {
  const gates = gatesOf({ a: {}, b: { installed: null, value: "Unknown" } });
  expect(cniStateOf(gates, countGates(gates))).toBe("on");
  expect(felixStateOf(countGates(gates))).toBe("unknown");
});

test("nothing is left to do where both gates are open", () => {
  expect(manualSteps(gatesOf({ a: {} }), null)).toEqual([]);
});

test("an operator takes edits back, so there is nothing to do by hand", () => {
  expect(manualSteps({ ...gatesOf({ a: { value: "Disabled" } }), supported: false }, null)).toEqual([]);
});

test("what pins a node is mended in its own object", () => {
  const [step] = manualSteps(gatesOf({ a: { value: "Disabled", decidedBy: "FelixConfiguration/node.a" } }), "crd.projectcalico.org/v1");
  expect(step).toMatchObject({ code: "hand-pinned", facts: { nodes: ["a"] } });
  expect(step?.command).toContain("kubectl patch felixconfigurations.crd.projectcalico.org node.a ");
});

test("a variable is taken away, once for all nodes", () => {
  const node = { value: "Disabled", decidedBy: "env/FELIX_FLOATINGIPS" } as const;
  const steps = manualSteps(gatesOf({ a: node, b: node }), null);
  expect(steps.map(({ command }) => command)).toEqual(["kubectl -n kube-system set env daemonset/calico-node FELIX_FLOATINGIPS-"]);
});

test("the line of the flag is counted from one", () => {
  expect(flagLinesOf('{\n  "feature_control": {\n    "floating_ips": true\n')).toEqual([3]);
});

describe("what a rollout still takes", () => {
  const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 7, 29, 3, minute, second)).toISOString();
  const done = (node: string, minute: number) =>
    ({ node, state: "done", ready: true, startedAt: at(minute), finishedAt: at(minute, 30) }) as const;
  const waiting = (node: string) => ({ node, state: "waiting", ready: true, startedAt: null, finishedAt: null }) as const;
  const rollout = (...nodes: readonly (ReturnType<typeof done> | ReturnType<typeof waiting>)[]) => ({
    daemonSet: "kube-system/calico-node",
    restartedAt: at(0),
    state: "running" as const,
    total: nodes.length,
    done: nodes.filter(({ state }) => state === "done").length,
    nodes: [...nodes],
  });

  test("is what the nodes took so far, for those that are left", () => {
    expect(leftOf(rollout(done("node-a", 0), done("node-b", 1), waiting("node-c"), waiting("node-d")))).toBe(90_000);
  });

  test("is not told before two nodes are through, nor of one that nobody restarted or that is stopped", () => {
    const two = rollout(done("node-a", 0), done("node-b", 1), waiting("node-c"));
    expect(leftOf(rollout(done("node-a", 0), waiting("node-b")))).toBeNull();
    expect(leftOf({ ...two, restartedAt: null })).toBeNull();
    expect(leftOf({ ...two, state: "stopped" })).toBeNull();
  });

  test("is asked about every second while it runs", () => {
    expect(isBehind({ ...gatesOf({ "node-a": {} }), rollout: rollout(done("node-a", 0), waiting("node-b")) })).toBe(true);
    expect(isBehind({ ...gatesOf({ "node-a": {} }), rollout: { ...rollout(done("node-a", 0)), state: "done" } })).toBe(false);
  });
});
