import { describe, expect, test } from "vitest";
import { planSources } from "./sources.ts";
import { pathOf } from "./target.ts";

const names = (namespaces: readonly string[] | null) => planSources(namespaces).map(({ name }) => name);

describe("what is watched", () => {
  test("in all namespaces: one source per kind, the ConfigMaps only where Calico lives", () => {
    expect(names(null)).toEqual([
      "pods",
      "nodes",
      "configmaps/kube-system",
      "configmaps/calico-system",
      "daemonsets",
      "felixconfigurations",
      "ippools",
      "ipamblocks",
      "ipreservations",
      "bgpconfigurations",
      "clusterinformations",
      "installations",
      "services",
      "deployments",
      "statefulsets",
      "replicasets",
      "jobs",
      "cronjobs",
      "events",
    ]);
  });

  test("in some namespaces: one per namespace, and what has none as before", () => {
    expect(names(["shop", "db"])).toEqual(expect.arrayContaining(["pods/shop", "pods/db", "events/db", "nodes", "ippools"]));
    expect(names(["shop"])).not.toContain("pods");
    expect(names(["shop"])).not.toContain("pods/kube-system");
  });

  test("the DaemonSet that runs Calico is looked for in its own namespaces in any case", () => {
    expect(names(["shop"]).filter((name) => name.startsWith("daemonsets"))).toEqual([
      "daemonsets/shop",
      "daemonsets/kube-system",
      "daemonsets/calico-system",
    ]);
    expect(names(["kube-system"]).filter((name) => name === "daemonsets/kube-system")).toHaveLength(1);
  });
});

describe("paths", () => {
  test.for([
    { name: "the core group", target: { group: "", version: "v1", resource: "pods", namespace: null }, path: "/api/v1/pods?limit=5" },
    {
      name: "a namespace",
      target: { group: "apps", version: "v1", resource: "deployments", namespace: "shop" },
      path: "/apis/apps/v1/namespaces/shop/deployments?limit=5",
    },
  ])("$name", ({ target, path }) => {
    expect(pathOf({ ...target, fieldSelector: null }, { limit: 5, continue: null })).toBe(path);
  });

  test("selectors and tokens are escaped", () => {
    const target = { group: "", version: "v1", resource: "events", namespace: null, fieldSelector: "type=Warning" };
    expect(pathOf(target, { continue: "a+b=" })).toBe("/api/v1/events?fieldSelector=type%3DWarning&continue=a%2Bb%3D");
  });
});
