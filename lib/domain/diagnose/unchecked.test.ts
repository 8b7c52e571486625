import { describe, expect, test } from "vitest";
import { aSnapshot, aSource } from "../testing/builders.ts";
import { ALL_RULES } from "./catalogue.ts";
import { uncheckedRules } from "./diagnose.ts";
import { find } from "./testing/find.ts";

describe("rules that could not be checked", () => {
  test("are none in a cluster of which all is known", () => {
    expect(uncheckedRules({ snapshot: aSnapshot() })).toEqual([]);
  });

  test.each(["forbidden", "stale", "syncing", "absent"] as const)("are named with a source that is %s", (state) => {
    expect(uncheckedRules({ snapshot: aSnapshot({ sources: [aSource({ source: "ippools", state })] }) })).toMatchObject([
      { source: "ippools", codes: expect.arrayContaining(["address-not-reserved", "outside-pools"]), reason: { code: `source-${state}` } },
    ]);
  });

  test("are named with the namespace that is not seen", () => {
    const unchecked = uncheckedRules({ snapshot: aSnapshot({ sources: [aSource({ source: "pods/legacy", state: "forbidden" })] }) });
    expect(unchecked).toMatchObject([{ source: "pods/legacy", codes: expect.arrayContaining(["unserved", "split"]) }]);
  });

  test.each(["ipreservations", "cronjobs"])("are none where the cluster merely has no %s", (source) => {
    expect(uncheckedRules({ snapshot: aSnapshot({ sources: [aSource({ source, state: "absent" })] }) })).toEqual([]);
  });

  test("need sources that are watched", () => {
    const watched = new Set([...aSnapshot().sources.keys()].map((source) => source.split("/")[0]));
    expect(ALL_RULES.flatMap(({ needs }) => needs).filter((source) => !watched.has(source))).toEqual([]);
  });
});

describe("source-stale", () => {
  test.each([
    ["nodes", { kind: "Source", name: "nodes" }, "cluster"],
    ["pods/legacy", { kind: "Namespace", name: "legacy" }, "namespace"],
  ])("tells since when %s is not live", (source, subject, scope) => {
    const since = "2026-08-29T02:58:41.000Z";
    expect(find("source-stale", aSnapshot({ sources: [aSource({ source, state: "stale", since })] }))).toMatchObject([
      { severity: "info", subject, facts: { source, scope, since } },
    ]);
  });

  test("is silent about a source that may not be read, which is told as not checked", () => {
    expect(find("source-stale", aSnapshot({ sources: [aSource({ source: "nodes", state: "forbidden" })] }))).toEqual([]);
  });
});
