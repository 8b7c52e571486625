import { describe, expect, test } from "vitest";
import { createAssessor } from "./assessor.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { PodRecord, SnapshotChange } from "./snapshot.ts";
import { aNode, aPod, aSnapshot, podFromManifest } from "./testing/builders.ts";
import { type FelixRow, readTestdata, type Scenario } from "./testing/yardsticks.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };
const scenarios = Object.values(readTestdata<Record<string, Scenario>>("calico/endpoint-scenarios.json"));
const pods = scenarios.flatMap((scenario) => scenario.pods.map(podFromManifest));
const nodes = scenarios.flatMap((scenario) => Object.keys(scenario.nodes)).map((name) => aNode({ name }));

/** What each node maps, for the nodes that map anything. */
function mappingsOf({ assessments }: ClusterView): Record<string, Record<string, string>> {
  const mappings: Record<string, Record<string, string>> = {};
  for (const { ip, nodes: elections } of assessments.values()) {
    for (const { node, backend } of elections) if (backend) mappings[node] = { ...mappings[node], [ip]: backend.podIp };
  }
  return mappings;
}

const calicos = Object.fromEntries(
  scenarios.flatMap(({ nodes: byNode }) =>
    Object.entries(byNode)
      .filter(([, { dnat }]) => Object.keys(dnat).length > 0)
      .map(([node, { dnat }]) => [node, dnat]),
  ),
);

describe("all scenarios at once, in one cluster", () => {
  test("each node maps what Calico maps", () => {
    expect(mappingsOf(createAssessor(aSnapshot({ nodes, pods }), NO_RULES).view)).toEqual(calicos);
  });

  test("it is the same when the pods come one by one, and each was something else before", () => {
    const snapshot = aSnapshot({ nodes });
    const assessor = createAssessor(snapshot, NO_RULES);
    const put = (after: PodRecord): SnapshotChange => {
      const before = snapshot.pods.get(after.uid);
      (snapshot.pods as Map<string, PodRecord>).set(after.uid, after);
      return { collection: "pods", key: after.uid, before, after };
    };
    for (const [index, pod] of pods.toReversed().entries()) {
      assessor.apply([put({ ...pod, annotations: pods[index]?.annotations ?? {} })]);
      assessor.apply([put(pod)]);
    }

    expect(mappingsOf(assessor.view)).toEqual(calicos);
  });
});

describe("a value on which Felix crashed", () => {
  const { rows } = readTestdata<{ rows: FelixRow[] }>("calico/felix-dual-stack-table.json");
  const addresses = { v4: ["10.244.1.9"], dual: ["10.244.0.9", "fd00:10:244::9"], v6: ["fd00:10:244::19"] };

  test.for(rows.filter(({ felixCrashed }) => felixCrashed))("$annotation on a $podFamilies pod makes its whole node unknown", (row) => {
    const crasher = aPod({ name: "crasher", statusPodIps: addresses[row.podFamilies ?? "v4"], value: row.annotation ?? "" });
    const neighbour = aPod({ name: "neighbour", podIp: "10.244.0.10", floatingIps: ["10.99.0.10"] });
    const elsewhere = aPod({ name: "elsewhere", node: "node-b", podIp: "10.244.2.5", floatingIps: ["10.99.0.11"] });
    const { view } = createAssessor(
      aSnapshot({ nodes: [aNode(), aNode({ name: "node-b" })], pods: [crasher, neighbour, elsewhere] }),
      NO_RULES,
    );

    expect(view.assessments.get("10.99.0.10")).toMatchObject({ state: "unknown", stateReason: { code: "felix-crash-loop" } });
    expect(view.assessments.get("10.99.0.11")?.state).toBe("serving");
  });
});
