import { readFile, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import type { Cluster } from "./cluster.ts";
import { type ClusterOptions, createCluster, type KeyedCluster } from "./create-cluster.ts";
import { REFLECTOR_TIMING } from "./reflector.ts";
import { isSettled } from "./settled.ts";
import { type PlayedApiServer, playApiServer } from "./testing/play-api-server.ts";

const QUICK = {
  reflector: { ...REFLECTOR_TIMING, backoff: { firstMs: 1, baseMs: 10, capMs: 20 }, forbiddenMs: 20, missingMs: 20 },
  probe: { intervalMs: 20, timeoutMs: 150, retryMs: 5 },
  missingGroupMs: 20,
};

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function played(): Promise<PlayedApiServer> {
  const server = await playApiServer();
  cleanups.push(() => server.stop());
  server.put("node-a");
  return server;
}

function start(options: Partial<ClusterOptions>): KeyedCluster {
  const cluster = createCluster({ kubeconfig: null, context: null, namespaces: null, timing: QUICK, ...options });
  cleanups.push(() => cluster.stop());
  cluster.start();
  return cluster;
}

const settled = (cluster: Cluster) => eventually(() => expect(isSettled(cluster.snapshot)).toBe(true));
const nodesOf = (cluster: Cluster) => cluster.snapshot.sources.get("nodes");
const ageMs = (cluster: Cluster) => Date.now() - Date.parse(nodesOf(cluster)?.lastEventAt ?? "");

describe("a cluster that answers", () => {
  test("is known whole: its name, its version, where Calico keeps its objects, and every source", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    expect(cluster.snapshot.identity).toEqual({ name: "played", kubernetesVersion: "v1.36.1", apiGroup: "crd.projectcalico.org/v1" });
    expect(await cluster.key).toBe(`url:${cluster.server()}`);
    expect([...cluster.snapshot.nodes.keys()]).toEqual(["node-a"]);
    expect([...cluster.snapshot.sources.values()].every(({ state }) => state === "synced")).toBe(true);
    expect(server.requests.map(({ pathname }) => pathname)).toContain("/apis/crd.projectcalico.org/v1/ipamblocks");
  });

  test("a listener is told once per batch, after the maps have changed", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    const seen: unknown[] = [];
    const unsubscribe = cluster.subscribe((changes) => seen.push([changes.length, cluster.snapshot.nodes.size]));
    server.put("node-b");
    await eventually(() => expect(seen).toEqual([[1, 2]]));
    unsubscribe();
    server.put("node-c");
    await eventually(() => expect(cluster.snapshot.nodes.size).toBe(3));
    expect(seen).toHaveLength(1);
  });

  test("quiet resources stay live: an answered probe is a proof of life", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    const first = nodesOf(cluster)?.lastEventAt ?? "";
    await eventually(() => expect(nodesOf(cluster)?.lastEventAt?.localeCompare(first)).toBe(1));
    expect(nodesOf(cluster)?.state).toBe("synced");
  });
});

describe("a cluster that goes away", () => {
  test("hangs without closing a connection: all is stale, with the age of the last proof of life, and comes back alone", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    server.hang();
    await eventually(() => expect([...cluster.snapshot.sources.values()].every(({ state }) => state === "stale")).toBe(true));
    expect(nodesOf(cluster)).toMatchObject({ code: "unreachable", facts: { detail: "no answer within 0.15 s" } });
    const frozen = nodesOf(cluster)?.lastEventAt;
    await eventually(() => expect(ageMs(cluster)).toBeGreaterThan(300));
    expect(nodesOf(cluster)?.lastEventAt).toBe(frozen);
    expect(isSettled(cluster.snapshot)).toBe(false);

    server.wake();
    await settled(cluster);
    server.put("node-b");
    await eventually(() => expect(cluster.snapshot.nodes.size).toBe(2));
  });

  test("crashes and comes back: what happened meanwhile is found, and what was known stays in sight", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    await server.stop();
    await eventually(() => expect(nodesOf(cluster)).toMatchObject({ state: "stale", code: "unreachable" }));
    expect(cluster.snapshot.nodes.has("node-a")).toBe(true);

    server.removeUnseen("node-a");
    server.put("node-b");
    server.compact();
    await server.start();
    await eventually(() => expect([...cluster.snapshot.nodes.keys()]).toEqual(["node-b"]));
    await settled(cluster);
  });

  test("says that etcd is out: its watches are silent then, so nothing is live", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    const body = "[+]ping ok\n[-]etcd failed: reason withheld\n";
    server.failAll = ({ pathname }) => (pathname === "/readyz" ? { status: 500, body } : null);
    await eventually(() => expect(nodesOf(cluster)).toMatchObject({ state: "stale", code: "server-error" }));
    server.failAll = null;
    await settled(cluster);
  });

  test("is not ready for another reason than etcd: it is still live", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    const first = nodesOf(cluster)?.lastEventAt ?? "";
    server.failAll = ({ pathname }) => (pathname === "/readyz" ? { status: 500, body: "[+]ping ok\n[-]shutdown failed\n" } : null);
    await eventually(() => expect(nodesOf(cluster)?.lastEventAt?.localeCompare(first)).toBe(1));
    expect(nodesOf(cluster)?.state).toBe("synced");
  });

  test("serves no /readyz: its version is asked instead", async () => {
    const server = await played();
    server.failAll = ({ pathname }) => (pathname === "/readyz" ? { status: 404 } : null);
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    const first = nodesOf(cluster)?.lastEventAt ?? "";
    await eventually(() => expect(nodesOf(cluster)?.lastEventAt?.localeCompare(first)).toBe(1));
  });
});

describe("what cannot be reached from the start says why, and is tried again", () => {
  test("no such file", async () => {
    const cluster = start({ kubeconfig: "/nowhere/kubeconfig" });
    await eventually(() => expect(nodesOf(cluster)).toMatchObject({ state: "syncing", code: "config-invalid" }));
    expect(nodesOf(cluster)?.reason).toContain("/nowhere/kubeconfig");
  });

  test("no such context, with those that there are", async () => {
    const server = await played();
    const cluster = start({ kubeconfig: server.kubeconfig, context: "prod" });
    await eventually(() => expect(nodesOf(cluster)?.reason).toContain("no context prod. It has: played."));
    expect(cluster.snapshot.identity.name).toBe("prod");
  });

  test("nobody listens there yet", async () => {
    const server = await played();
    await server.stop();
    const cluster = start({ kubeconfig: server.kubeconfig });
    await eventually(() => expect([...cluster.snapshot.sources.values()].every(({ code }) => code === "unreachable")).toBe(true));
    expect(nodesOf(cluster)).toMatchObject({ state: "syncing", lastEventAt: null });
    expect(isSettled(cluster.snapshot)).toBe(false);
    await server.start();
    await settled(cluster);
  });

  test("a token that has expired; a new one in the file is picked up", async () => {
    const server = await played();
    const fresh = await readFile(server.kubeconfig, "utf8");
    server.failAll = () => ({ status: 401 });
    const cluster = start({ kubeconfig: server.kubeconfig });
    await eventually(() => expect(nodesOf(cluster)).toMatchObject({ state: "syncing", code: "unauthorized" }));

    server.failAll = (_url, authorization) => (authorization === "Bearer renewed" ? null : { status: 401 });
    await writeFile(server.kubeconfig, fresh.replace("secret", "renewed"));
    await settled(cluster);
  });
});

describe("a reader of one namespace", () => {
  test("sees it, and learns by name what else may not be read", async () => {
    const server = await played();
    server.failAll = ({ pathname }) =>
      pathname.includes("/namespaces/shop/") || ["/version", "/apis", "/readyz"].includes(pathname) ? null : { status: 403 };
    const cluster = start({ kubeconfig: server.kubeconfig, namespaces: ["shop"] });
    await settled(cluster);
    const { sources } = cluster.snapshot;
    expect(sources.get("pods/shop")?.state).toBe("synced");
    expect(sources.get("nodes")?.state).toBe("forbidden");
    expect(sources.get("configmaps/kube-system")?.reason).toContain("in the namespace kube-system. A Role with this rule");
  });
});

describe("a cluster without Calico", () => {
  test("has its kinds absent, and finds them when they are installed", async () => {
    const server = await played();
    let groups = ["apps"];
    server.failAll = ({ pathname }) => (pathname === "/apis" ? { status: 200, body: { groups: groups.map((name) => ({ name })) } } : null);
    const cluster = start({ kubeconfig: server.kubeconfig });
    await settled(cluster);
    expect(cluster.snapshot.sources.get("ippools")).toMatchObject({ state: "absent", code: "kind-missing" });
    expect(cluster.snapshot.identity.apiGroup).toBeNull();

    groups = ["projectcalico.org"];
    await eventually(() => expect(cluster.snapshot.sources.get("ippools")?.state).toBe("synced"));
    expect(cluster.snapshot.identity.apiGroup).toBe("projectcalico.org/v3");
    expect(cluster.snapshot.sources.get("installations")?.state).toBe("absent");
  });
});
