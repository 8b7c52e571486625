import { describe, expect, test } from "vitest";
import type { WorkloadRecord } from "../snapshot.ts";
import { aPod, aWorkload } from "../testing/builders.ts";
import { planAttach } from "./attach.ts";
import { planDetach } from "./detach.ts";
import type { Scope } from "./plan.ts";
import { aView } from "./testing/view.ts";

const ip = "10.99.0.10";
const CLAIM = '["10.99.0.10"]';

/** A workload with two pods on two nodes, and what a plan tells of the address. */
function told(
  verb: "attach" | "detach",
  scope: Scope,
  fields: Partial<WorkloadRecord> & { readonly isClaimed?: boolean } = {},
  others: readonly ReturnType<typeof aPod>[] = [],
) {
  const { isClaimed = verb === "detach", ...rest } = fields;
  const workload = aWorkload({
    desired: 2,
    current: 2,
    updateStrategy: "RollingUpdate",
    templateFloatingIps: isClaimed ? CLAIM : null,
    ...rest,
  });
  const controller = { kind: workload.kind, name: workload.name, uid: workload.uid };
  const pods = ["a", "b"].map((name, index) =>
    aPod({ name: `gw-${name}`, node: `node-${name}`, podIp: `10.244.${index + 1}.5`, controller, ...(isClaimed && { floatingIps: [ip] }) }),
  );
  const view = aView({ workloads: [workload], pods: [...(isClaimed ? pods : []), ...others] });
  const target = { kind: workload.kind as "Deployment", namespace: workload.namespace, name: workload.name };
  const intent = { ips: [ip], target, scope };
  const answer = (verb === "attach" ? planAttach : planDetach)(view, intent, { workload, pods });
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan.consequences.find((consequence) => consequence.ip === ip);
}

describe("an address whose pods are made anew", () => {
  test("is as the patched pods give it, then maybe split, then not known", () => {
    expect(told("attach", "both")).toMatchObject({
      before: { state: "unserved" },
      after: null,
      rollout: {
        patched: { state: "split", backends: [{ name: "gw-a" }, { name: "gw-b" }] },
        replaced: [
          { name: "gw-a", node: "node-a" },
          { name: "gw-b", node: "node-b" },
        ],
        during: { code: "rollout-overlap" },
        after: { code: "rollout-after-unknown", facts: { count: 2 } },
      },
    });
  });

  test.for<[string, Parameters<typeof told>, string, string]>([
    ["only the new pods claim it", ["attach", "template"], "rollout-arrives", "rollout-after-unknown"],
    ["the old ones end first", ["attach", "both", { updateStrategy: "Recreate" }], "rollout-gap", "rollout-after-unknown"],
    ["they go one by one", ["attach", "both", { kind: "StatefulSet" }], "rollout-one-by-one", "rollout-after-unknown"],
    ["only the old ones claim it", ["detach", "template"], "rollout-leaves", "rollout-after-nobody"],
    [
      "somebody else claims it too",
      ["detach", "template", {}, [aPod({ name: "other", floatingIps: [ip] })]],
      "rollout-leaves",
      "rollout-after-others",
    ],
  ])("%s", ([, given, during, after]) => {
    expect(told(...given)?.rollout).toMatchObject({ during: { code: during }, after: { code: after } });
  });

  test("is known where no pod is made anew", () => {
    expect(told("attach", "running")).not.toHaveProperty("rollout");
    expect(told("attach", "both", { updateStrategy: "OnDelete" })).not.toHaveProperty("rollout");
  });
});
