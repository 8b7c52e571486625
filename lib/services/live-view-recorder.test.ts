import { beforeEach, describe, expect, test } from "vitest";
import type { Cluster } from "#lib/cluster/cluster.ts";
import { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { Transition } from "#lib/contract/history.ts";
import type { LastKnown, Transition as Stored } from "#lib/domain/history/transition.ts";
import type { PodRecord, SnapshotChange } from "#lib/domain/snapshot.ts";
import { aPod, aSnapshot, aSource } from "#lib/domain/testing/builders.ts";
import { createLiveView } from "./live-view.ts";
import type { LiveEvent } from "./live-view-port.ts";
import type { RecorderNews, RecorderPort, Remembered } from "./recorder-port.ts";

const START = Date.parse("2026-08-29T03:12:40.000Z");
const IP = "10.99.0.10";
const backend = aPod({ name: "x2k4q", podIp: "10.244.1.10", floatingIps: [IP] });
const standby = aPod({ name: "m8wzd", podIp: "10.244.1.20", floatingIps: [IP] });
const UNSERVED = { state: "unserved", nodes: [] } as const;

const servedBy = ({ namespace, name, uid, node, statusPodIps }: PodRecord): LastKnown["standing"] => ({
  state: "serving",
  nodes: [
    {
      node: node ?? "",
      backend: { namespace, name, uid, node, podIp: statusPodIps[0] ?? null, ready: true, terminating: false, workload: null },
    },
  ],
});

function aTransition(fields: Partial<Stored> = {}): Stored {
  return {
    id: 7,
    ip: IP,
    kind: "lost",
    cause: "pod-deleted",
    detail: null,
    confidence: "certain",
    notBefore: START,
    notAfter: START,
    detectedAt: START,
    from: servedBy(backend),
    to: UNSERVED,
    gapMs: null,
    overlapMs: null,
    actor: null,
    actionId: null,
    incident: null,
    evidence: [],
    engineVersion: 1,
    acknowledged: null,
    ...fields,
  };
}

/** A live view whose recorder the test plays: it says what is stored when, and what is remembered. */
function aLiveView(pods: readonly PodRecord[]) {
  const snapshot = aSnapshot({ pods });
  const changed = new Set<(changes: readonly SnapshotChange[]) => void>();
  const heard = new Set<(news: RecorderNews) => void>();
  const remembered = new Map<string, Partial<Remembered>>();
  const kept = new Map<string, boolean>();
  const waiting: (() => void)[] = [];
  const cluster: Cluster = {
    snapshot,
    subscribe(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    start() {},
    async stop() {},
  };
  const recorder: RecorderPort = {
    past: {
      of: (ip) => ({ known: null, lastTransition: null, notes: null, ...remembered.get(ip) }),
      knows: (ip) => remembered.has(ip),
      isKept: (ip) => kept.get(ip) ?? false,
    },
    state: () => ({ state: "recording", store: "sqlite", since: START, code: null, reason: null }),
    start() {},
    judge: ({ touched }) => ({
      kept: touched.flatMap((ip) => (kept.has(ip) ? { ip, isKept: kept.get(ip) ?? false } : [])),
      thenShow: (show) => waiting.push(show),
    }),
    subscribe(listener) {
      heard.add(listener);
      return () => heard.delete(listener);
    },
  };
  const live = createLiveView(cluster, { now: () => START, instanceId: "instance", recorder });
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  return {
    live,
    events,
    remembered,
    kept,
    putPod(name: string, after: PodRecord | undefined) {
      const key = `uid-payments-${name}`;
      const before = snapshot.pods.get(key);
      if (after) (snapshot.pods as Map<string, PodRecord>).set(key, after);
      else (snapshot.pods as Map<string, PodRecord>).delete(key);
      for (const listener of changed) listener([{ collection: "pods", key, before, after }]);
    },
    stale() {
      const status = aSource({ source: "pods", state: "stale" });
      (snapshot.sources as Map<string, typeof status>).set("pods", status);
      for (const listener of changed) listener([{ collection: "sources" }]);
    },
    stored() {
      for (const show of waiting.splice(0)) show();
    },
    tell(news: RecorderNews) {
      for (const listener of heard) listener(news);
    },
  };
}

let played: ReturnType<typeof aLiveView>;
beforeEach(() => {
  played = aLiveView([backend, standby]);
});

const itemOf = (ip = IP) => played.live.list({}).items.find((item) => item.ip === ip);
const backendOf = () => itemOf()?.backends[0]?.name;

describe("a change", () => {
  test("is shown when it is stored, not before", () => {
    played.putPod("x2k4q", undefined);
    const before = [backendOf(), played.events.length];
    played.stored();
    expect([before, backendOf(), played.events.length]).toEqual([["x2k4q", 0], "m8wzd", 1]);
  });

  test("is shown as it was when it happened, though the cluster went on", () => {
    played.putPod("x2k4q", undefined);
    played.putPod("m8wzd", undefined);
    played.stored();
    const changes = played.events.flatMap((event) => (event.event === "change" ? event.data : []));
    expect(changes.map(({ upserted, removed }) => [upserted.map(({ backends }) => backends[0]?.name), removed])).toEqual([
      [["m8wzd"], []],
      [[], [IP]],
    ]);
  });

  test("holds back what is answered from what is known", async () => {
    let isShown = false;
    await played.live.shown();
    played.putPod("x2k4q", undefined);
    const shown = played.live.shown().then(() => {
      isShown = true;
    });
    await Promise.resolve();
    expect(isShown).toBe(false);
    played.stored();
    await shown;
    expect(backendOf()).toBe("m8wzd");
  });

  test("that a source is out is told at once", () => {
    played.stale();
    expect(played.events).toMatchObject([{ event: "source", data: { state: "stale" } }]);
  });
});

describe("since", () => {
  const known = (since: LastKnown["since"]): LastKnown => ({
    ip: IP,
    standing: servedBy(standby),
    since,
    leftBehind: null,
    goneSince: null,
    splitSince: null,
    lastTransitionId: 7,
  });
  const moved = () => {
    played.putPod("x2k4q", undefined);
    played.stored();
    return itemOf();
  };

  test("is an instant that was observed where the window is one", () => {
    played.remembered.set(IP, { known: known({ notBefore: START - 5_000, notAfter: START - 5_000 }) });
    expect(moved()).toMatchObject({ since: "2026-08-29T03:12:35.000Z", sinceCertainty: "observed" });
  });

  test("is the end of the window otherwise, at the latest", () => {
    played.remembered.set(IP, { known: known({ notBefore: START - 60_000, notAfter: START - 5_000 }) });
    expect(moved()).toMatchObject({ since: "2026-08-29T03:12:35.000Z", sinceCertainty: "at-latest" });
  });

  test("is not that of another backend", () => {
    played.remembered.set(IP, { known: { ...known({ notBefore: 1, notAfter: 1 }), standing: servedBy(backend) } });
    expect(moved()).toMatchObject({ since: "2026-08-29T03:12:40.000Z", sinceCertainty: "at-latest" });
  });
});

describe("a transition", () => {
  test("is told of after the change that shows it, and stands on the address", () => {
    played.putPod("x2k4q", undefined);
    const stored = aTransition({ kind: "failover", to: servedBy(standby) });
    played.remembered.set(IP, { lastTransition: stored });
    played.stored();
    played.tell({ kind: "stored", transitions: [stored] });
    expect(played.events.map(({ event }) => event)).toEqual(["change", "transition"]);
    expect(itemOf()?.lastTransition).toMatchObject({ id: 7, kind: "failover" });
    const told = played.events[1]?.data;
    expect(Transition.parse(told)).toEqual(told);
  });

  test("that is stored late changes the address then", () => {
    played.remembered.set(IP, { lastTransition: aTransition() });
    played.tell({ kind: "stored", transitions: [aTransition()] });
    expect(played.events.map(({ event }) => event)).toEqual(["change", "transition"]);
  });
});

describe("an address that no pod claims any more", () => {
  const allGone = () => {
    played.putPod("x2k4q", undefined);
    played.putPod("m8wzd", undefined);
    played.stored();
  };

  test("stays, unserved, when it was lost", () => {
    played.kept.set(IP, true);
    allGone();
    expect(itemOf()).toMatchObject({ state: "unserved", backends: [] });
    expect(played.events.flatMap((event) => (event.event === "change" ? event.data.removed : []))).toEqual([]);
  });

  test("goes when it was given up; history still answers for it", () => {
    allGone();
    played.remembered.set(IP, { lastTransition: aTransition({ kind: "released" }) });
    const detail = played.live.detail(IP);
    expect([itemOf(), detail?.item.state, detail?.item.lastTransition?.kind]).toEqual([undefined, "unserved", "released"]);
    expect(FloatingIpDetail.parse(detail)).toEqual(detail);
  });

  test("is in the list again once somebody writes notes", () => {
    const notes = { owner: "team edge", text: "", runbook: "", version: 1, updatedAt: START, updatedBy: "ana" };
    played.remembered.set("10.99.0.77", { notes });
    played.kept.set("10.99.0.77", true);
    played.tell({ kind: "remembered", ips: ["10.99.0.77"] });
    expect(itemOf("10.99.0.77")).toMatchObject({ state: "unserved", notes: { owner: "team edge", updatedAt: "2026-08-29T03:12:40.000Z" } });
  });
});

test("the status says how the recorder does, and so does the stream", () => {
  played.tell({ kind: "state" });
  const recorder = { state: "recording", store: "sqlite", since: "2026-08-29T03:12:40.000Z", code: null, reason: null };
  expect([played.live.status().recorder, played.events]).toEqual([recorder, [{ event: "recorder", data: recorder }]]);
});
