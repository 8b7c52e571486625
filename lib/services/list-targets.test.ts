import { describe, expect, test } from "vitest";
import { TargetQuestion } from "#lib/contract/target-questions.ts";
import { TargetList } from "#lib/contract/targets.ts";
import { aView } from "#lib/domain/plan/testing/view.ts";
import { aPod, aPodAddress, aSource, aWorkload } from "#lib/domain/testing/builders.ts";
import { listTargets } from "./list-targets.ts";

const IP = "10.99.0.10";

function found(snapshot: Parameters<typeof aView>[0], question: Record<string, string> = {}) {
  return listTargets(aView(snapshot), TargetQuestion.parse(question));
}
const names = (list: TargetList) => list.items.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);

describe("what is found", () => {
  test("fits the contract", () => {
    const list = found({ workloads: [aWorkload()], pods: [aPod({ floatingIps: [IP] })], podAddresses: [aPodAddress()] });
    expect(TargetList.parse(list)).toEqual(list);
  });

  test("the very name comes first, then what begins with it, then what has it anywhere", () => {
    const workloads = ["old-web", "web-admin", "web"].map((name) => aWorkload({ name, namespace: "edge" }));
    expect(names(found({ workloads }, { q: "web" }))).toEqual([
      "Deployment edge/web",
      "Deployment edge/web-admin",
      "Deployment edge/old-web",
    ]);
  });

  test("workloads come before what they control, and pods last", () => {
    const above = aWorkload({ name: "web" });
    const below = aWorkload({ kind: "ReplicaSet", name: "web-1", controller: { kind: "Deployment", name: "web", uid: above.uid } });
    const list = found({ workloads: [below, above], podAddresses: [aPodAddress({ name: "a" })] });
    expect(names(list)).toEqual(["Deployment payments/web", "ReplicaSet payments/web-1", "Pod legacy/a"]);
    expect(list.items[1]?.owner).toEqual({ kind: "Deployment", name: "web" });
  });

  test("all words must stand in it, and one may be the kind", () => {
    const workloads = [aWorkload({ name: "gw", namespace: "edge" }), aWorkload({ kind: "Job", name: "gw", namespace: "edge" })];
    expect(names(found({ workloads }, { q: "job edge gw" }))).toEqual(["Job edge/gw"]);
    expect(names(found({ workloads }, { q: "job shop" }))).toEqual([]);
  });

  test("an address finds who claims it, however it is spelled", () => {
    const pods = [aPod({ floatingIps: ["fd00:10:99::1"] }), aPod({ name: "gw-1", floatingIps: [IP] })];
    expect(names(found({ pods }, { q: "FD00:10:99:0::1" }))).toEqual(["Pod payments/gw-0"]);
  });

  test("only as many as were asked for are told, the best of them, and how many there are", () => {
    const workloads = Array.from({ length: 30 }, (_, at) => aWorkload({ name: `gw-${at}` }));
    const list = found({ workloads: [...workloads, aWorkload({ name: "gw" })] }, { q: "gw", limit: "2" });
    expect(names(list)).toEqual(["Deployment payments/gw", "Deployment payments/gw-0"]);
    expect(list.total).toBe(31);
  });

  test("a namespace and a kind narrow it", () => {
    const workloads = [aWorkload({ namespace: "edge" }), aWorkload({ namespace: "shop" }), aWorkload({ kind: "Job", namespace: "edge" })];
    expect(names(found({ workloads }, { namespace: "edge", kind: "Job" }))).toEqual(["Job edge/gw"]);
  });
});

describe("what is told of one", () => {
  test("what its template claims, and what its pods claim, of a Deployment through its ReplicaSet", () => {
    const above = aWorkload({ templateFloatingIps: '["10.99.0.11"]', current: 2 });
    const below = aWorkload({ kind: "ReplicaSet", name: "gw-1", controller: { kind: "Deployment", name: "gw", uid: above.uid } });
    const pod = aPod({ floatingIps: [IP], controller: { kind: "ReplicaSet", name: "gw-1", uid: below.uid } });
    const [target] = found({ workloads: [above, below], pods: [pod] }, { kind: "Deployment" }).items;
    expect(target).toMatchObject({ pods: 2, claims: { template: ["10.99.0.11"], running: [IP] } });
  });

  test("which tool writes it again", () => {
    const [target] = found({ workloads: [aWorkload({ deployer: { tool: "Helm", name: "edge" } })] }).items;
    expect(target?.deployer).toEqual({ tool: "Helm", name: "edge" });
  });

  test("who claims nothing is left out where only claims are asked for", () => {
    const snapshot = { workloads: [aWorkload()], pods: [aPod({ floatingIps: [IP] })], podAddresses: [aPodAddress()] };
    expect(names(found(snapshot, { claiming: "true" }))).toEqual(["Pod payments/gw-0"]);
  });
});

test("a kind that may not be read is not told to be missing", () => {
  const sources = [aSource({ source: "jobs", state: "forbidden" })];
  expect(found({ sources }).doubts).toMatchObject([{ code: "source-forbidden", facts: { source: "jobs" } }]);
  expect(found({ sources }, { kind: "Pod" }).doubts).toEqual([]);
});
