import { describe, expect, test } from "vitest";
import { reason } from "#lib/domain/reason.ts";
import enFailover from "#messages/en/failover.json" with { type: "json" };
import enReasons from "#messages/en/reasons.json" with { type: "json" };
import zhFailover from "#messages/zh-CN/failover.json" with { type: "json" };
import zhReasons from "#messages/zh-CN/reasons.json" with { type: "json" };
import { createExplain, explainFailover, explainFinding, explainReason } from "./explain.ts";

describe("a sentence", () => {
  test("joins lists and counts them", () => {
    expect(explainReason(reason("split", { nodes: ["node-a", "node-b", "node-c"], count: 3 }))).toBe(
      "3 nodes elect a backend of their own (node-a, node-b, and node-c), so different clients reach different pods.",
    );
  });

  test.for([
    { cause: "malformed", text: "edge/gw-1 names it, but its annotation cannot be read, so Calico loses the whole pod." },
    { cause: "finished", text: "edge/gw-1 claimed it and has finished." },
    { cause: "starting", text: "edge/gw-1 claims it, but has no address yet." },
    { cause: "dropped", text: "edge/gw-1 lists it in a form that Calico drops." },
    { cause: "none", text: "No pod claims it in the namespaces that are watched (edge)." },
  ])("says why nobody serves: $cause", ({ cause, text }) => {
    const facts = { pods: ["edge/gw-1"], nodes: [], count: 1, cause, seen: "some", namespaces: ["edge"] };

    expect(explainReason(reason("unserved", facts))).toBe(text);
  });

  test("quotes what the reader wrote", () => {
    expect(explainReason(reason("item-leading-zero", { item: "010.99.0.10" }))).toContain("“010.99.0.10”");
  });

  test("leaves what is not known empty instead of printing null", () => {
    expect(explainFailover(reason("no-standby", { node: null }))).toBe("No standby on .");
  });

  test("comes from the catalogue of the cluster's objects too", () => {
    expect(explainReason(reason("felix-gate-off", { node: "node-e", decidedBy: "FelixConfiguration/node.node-e" }))).toBe(
      "The Felix gate is Disabled on node-e, by FelixConfiguration/node.node-e.",
    );
  });

  test("of a finding says what is wrong and what to do", () => {
    const facts = { ip: "10.99.0.11", nodes: ["node-a", "node-d"], pods: ["edge/ingress-0", "edge/ingress-1"], count: 2 };
    const { message, remedy } = explainFinding(reason("split", facts));

    expect(message).toContain("node-a and node-d");
    expect(remedy).not.toBe("split");
  });

  test("falls back to the code where the catalogue has no sentence", () => {
    expect(createExplain({})(reason("new-code"))).toBe("new-code");
  });
});

describe("the catalogues", () => {
  test.for([
    { name: "reasons", en: enReasons, zh: zhReasons },
    { name: "failover", en: enFailover, zh: zhFailover },
  ])("$name have the same codes and the same facts in both languages", ({ en, zh }) => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.fromEntries(Object.entries(zh).map(([code, text]) => [code, factsIn(text)]))).toMatchObject(
      Object.fromEntries(Object.entries(en).map(([code, text]) => [code, expect.arrayContaining([...new Set(factsIn(text))])])),
    );
  });
});

/** Names that stand directly after a brace, but not as the words of a plural: the facts of a sentence. */
function factsIn(text: string): string[] {
  return [...text.matchAll(/(?<!(?:one|other) )\{(\w+)[,}]/g)]
    .flatMap(([, name]) => (name ? [name] : []))
    .filter((name) => name !== "count");
}
