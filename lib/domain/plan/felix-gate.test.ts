import { describe, expect, test } from "vitest";
import { aDaemonSet, aFelixConfiguration, aPod, aSource } from "../testing/builders.ts";
import { type FelixGateIntent, planSetFelixGate } from "./felix-gate.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const off = aFelixConfiguration({ floatingIPs: "Disabled", resourceVersion: "5" });

function ask(intent: FelixGateIntent, snapshot: Snapshot = {}) {
  return planSetFelixGate(aView({ felixConfigurations: [off], ...snapshot }), intent);
}

function plan(...given: Parameters<typeof ask>) {
  const answer = ask(...given);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

describe("the object", () => {
  test.for(["crd.projectcalico.org/v1", "projectcalico.org/v3"] as const)("default is patched in %s", (apiGroup) => {
    expect(plan({ enabled: true }, { identity: { apiGroup } }).steps).toMatchObject([
      {
        verb: "patch",
        object: {
          apiVersion: apiGroup,
          kind: "FelixConfiguration",
          namespace: null,
          name: "default",
          uid: "uid-default",
          resourceVersion: "5",
        },
        patch: { spec: { floatingIPs: "Enabled" } },
        was: { spec: { floatingIPs: "Disabled" } },
      },
    ]);
  });

  test.for(["crd.projectcalico.org/v1", "projectcalico.org/v3"] as const)("of a node is created if missing in %s", (apiGroup) => {
    expect(plan({ enabled: true, node: "node-b" }, { identity: { apiGroup } }).steps).toMatchObject([
      {
        verb: "create",
        object: { name: "node.node-b", uid: null, resourceVersion: null },
        patch: { apiVersion: apiGroup, kind: "FelixConfiguration", metadata: { name: "node.node-b" }, spec: { floatingIPs: "Enabled" } },
      },
    ]);
  });

  test("loses an annotation that wins over its spec", () => {
    const felixConfigurations = [aFelixConfiguration({ floatingIPs: "Enabled", overrides: { FloatingIPs: "Disabled" } })];
    const { steps, warnings } = plan({ enabled: true }, { felixConfigurations });

    expect(steps).toMatchObject([
      {
        patch: { metadata: { annotations: { "config.projectcalico.org/FloatingIPs": null } } },
        was: { metadata: { annotations: { "config.projectcalico.org/FloatingIPs": "Disabled" } } },
      },
    ]);
    expect(codes(warnings)).toContain("felix-restarts");
  });

  test("that says so already is not written", () => {
    expect(codes(plan({ enabled: false }).blockers)).toEqual(["nothing-to-change"]);
  });
});

describe("each node", () => {
  test("whose value changes is told, because Felix restarts there", () => {
    expect(plan({ enabled: true }).warnings).toContainEqual({
      code: "felix-restarts",
      facts: { nodes: ["node-a", "node-b", "node-c"], count: 3 },
    });
    expect(plan({ enabled: true, node: "node-b" }).warnings).toContainEqual({
      code: "felix-restarts",
      facts: { nodes: ["node-b"], count: 1 },
    });
  });

  test("with an object of its own stays as it is, and that nobody may have meant it is told", () => {
    const pinned = aFelixConfiguration({ name: "node.node-c", floatingIPs: "Disabled" });

    expect(plan({ enabled: true }, { felixConfigurations: [off, pinned] }).warnings).toContainEqual({
      code: "felix-gate-stays",
      facts: { node: "node-c", value: "Disabled", decidedBy: "FelixConfiguration/node.node-c", isHidden: true },
    });
  });

  test("under a variable stays as it is", () => {
    const { warnings } = plan({ enabled: true }, { daemonSets: [aDaemonSet({}, { FELIX_FLOATINGIPS: "Disabled" })] });

    expect(warnings.filter(({ code }) => code === "felix-gate-stays").map(({ facts }) => facts["decidedBy"])).toEqual(
      Array(3).fill("env/FELIX_FLOATINGIPS"),
    );
    expect(codes(warnings)).not.toContain("felix-restarts");
  });

  test("is not spoken of where another one is meant", () => {
    const pinned = aFelixConfiguration({ name: "node.node-c", floatingIPs: "Disabled" });

    expect(codes(plan({ enabled: true, node: "node-a" }, { felixConfigurations: [off, pinned] }).warnings)).not.toContain(
      "felix-gate-stays",
    );
  });
});

test("what becomes of each floating IP is told", () => {
  const pods = [aPod({ floatingIps: ["10.99.0.1"] })];

  expect(plan({ enabled: true }, { pods }).consequences).toMatchObject([
    { ip: "10.99.0.1", before: { state: "disabled" }, after: { state: "serving", backends: [{ name: "gw-0" }] } },
  ]);
});

test("refused: a node that is not there, and a cluster without Calico", () => {
  expect(ask({ enabled: true, node: "node-x" })).toMatchObject({ refusals: [{ code: "target-unsupported", pointer: "/node" }] });
  expect(ask({ enabled: true }, { identity: { apiGroup: null } })).toMatchObject({ refusals: [{ code: "cluster-unsupported" }] });
});

test("objects that are not seen live can be looked at, not applied", () => {
  expect(codes(plan({ enabled: true }, { sources: [aSource({ source: "felixconfigurations", state: "stale" })] }).blockers)).toEqual([
    "source-stale",
  ]);
});
