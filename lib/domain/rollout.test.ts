import { expect, test } from "vitest";
import { describeInstallation } from "./installation.ts";
import { describeRollout } from "./rollout.ts";
import { aCalicoNodePod, aDaemonSet, aSnapshot } from "./testing/builders.ts";

const RUNNING = { state: "running", finishedAt: null, message: null } as const;
const FAILED = { state: "failed", finishedAt: null, message: "no such file" } as const;
const old = (node: string) => aCalicoNodePod({ node, templateGeneration: "1" });
const anew = (node: string, fields = {}) => aCalicoNodePod({ node, templateGeneration: "2", ...fields });

function rollout(pods: readonly ReturnType<typeof aCalicoNodePod>[], fields: Parameters<typeof aDaemonSet>[0] = {}) {
  const snapshot = aSnapshot({
    calicoNodePods: [...pods],
    daemonSets: [aDaemonSet({ desired: pods.length, templateGeneration: "2", ...fields })],
  });
  const { state, done, total, nodes = [] } = describeRollout(snapshot, describeInstallation(snapshot)) ?? {};
  return [state, `${done}/${total}`, ...nodes.map(({ node, state: on }) => `${node} ${on}`)].join(", ");
}

test.for([
  { what: "every pod is of the newest template", pods: [anew("node-a"), anew("node-b")], is: "done, 2/2, node-a done, node-b done" },
  { what: "a pod is of an older one", pods: [anew("node-a"), old("node-b")], is: "running, 1/2, node-a done, node-b waiting" },
  {
    what: "a pod is on its way out",
    pods: [anew("node-a"), aCalicoNodePod({ node: "node-b", deletionTimestamp: "2026-08-29T03:09:00Z" })],
    is: "running, 1/2, node-a done, node-b restarting",
  },
  {
    what: "install-cni is not through yet",
    pods: [anew("node-a", { installCni: RUNNING }), old("node-b")],
    is: "running, 0/2, node-a restarting, node-b waiting",
  },
  { what: "install-cni ended with an error", pods: [anew("node-a", { installCni: FAILED })], is: "running, 0/1, node-a failed" },
  {
    what: "nobody says which template made a pod",
    pods: [anew("node-a"), anew("node-b", { templateGeneration: null })],
    is: "unknown, 1/2, node-a done, node-b unknown",
  },
  { what: "no pod can be seen", pods: [], is: "unknown, 0/0" },
  {
    what: "a dead node whose pod was through before is done, though not ready",
    pods: [anew("node-a", { ready: false })],
    is: "done, 1/1, node-a done",
  },
])("$what", ({ pods, is }) => {
  expect(rollout(pods)).toBe(is);
});

test("pods of an older template that nothing replaces are a rollout that is stopped", () => {
  expect(rollout([anew("node-a"), old("node-b")], { updateStrategy: "OnDelete" })).toBe("stopped, 1/2, node-a done, node-b waiting");
  expect(rollout([anew("node-a"), anew("node-b")], { updateStrategy: "OnDelete" })).toBe("done, 2/2, node-a done, node-b done");
});

test("a node whose pod is gone, and has no successor yet, is still to come", () => {
  expect(rollout([anew("node-a")], { desired: 2 })).toBe("running, 1/2, node-a done");
});

test("without a DaemonSet there is none", () => {
  const snapshot = aSnapshot({ daemonSets: [] });
  expect(describeRollout(snapshot, describeInstallation(snapshot))).toBeNull();
});
