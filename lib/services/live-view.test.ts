import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { Cluster } from "#lib/cluster/cluster.ts";
import { AddressAnswers } from "#lib/contract/addresses.ts";
import { FindingList } from "#lib/contract/findings.ts";
import { FloatingIpChange, FloatingIpDetail, FloatingIpList } from "#lib/contract/floating-ips.ts";
import { Gates } from "#lib/contract/gates.ts";
import { WhatIf } from "#lib/contract/questions.ts";
import { Status } from "#lib/contract/status.ts";
import { WhatIfAnswer } from "#lib/contract/what-if.ts";
import { SEVERITIES } from "#lib/domain/assessment.ts";
import type { PodRecord, SnapshotChange, SourceStatus } from "#lib/domain/snapshot.ts";
import { aNode, aPod, aSnapshot, aSource, aWorkload } from "#lib/domain/testing/builders.ts";
import { createLiveView } from "./live-view.ts";
import type { LiveEvent, LiveView } from "./live-view-port.ts";

const START = Date.parse("2026-08-29T03:12:40.000Z");
const IP = "10.99.0.10";
const deployment = aWorkload({ name: "gateway" });
const backend = aPod({
  name: "x2k4q",
  podIp: "10.244.1.10",
  floatingIps: [IP],
  controller: { kind: "Deployment", name: "gateway", uid: deployment.uid },
});

/** A cluster that a test plays the events of, and a clock that it sets. */
function aLiveView(pods: readonly PodRecord[]) {
  const snapshot = aSnapshot({ nodes: [aNode(), aNode({ name: "node-b" })], workloads: [deployment], pods });
  const listeners = new Set<(changes: readonly SnapshotChange[]) => void>();
  const clock = { now: START };
  const cluster: Cluster = {
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {},
    async stop() {},
  };
  const live = createLiveView(cluster, { now: () => clock.now, instanceId: "instance" });
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));

  const tell = (changes: readonly SnapshotChange[]) => {
    for (const listener of listeners) listener(changes);
  };
  return {
    live,
    clock,
    events,
    subscribers: listeners,
    putPod(after: PodRecord | undefined, key = after?.uid ?? "") {
      const before = snapshot.pods.get(key);
      if (after) (snapshot.pods as Map<string, PodRecord>).set(key, after);
      else (snapshot.pods as Map<string, PodRecord>).delete(key);
      tell([{ collection: "pods", key, before, after }]);
    },
    putWorkload(after: typeof deployment) {
      const before = snapshot.workloads.get(after.uid);
      (snapshot.workloads as Map<string, typeof deployment>).set(after.uid, after);
      tell([{ collection: "workloads", key: after.uid, before, after }]);
    },
    putSource(status: SourceStatus) {
      (snapshot.sources as Map<string, SourceStatus>).set(status.source, status);
      tell([{ collection: "sources" }]);
    },
  };
}

let played: ReturnType<typeof aLiveView>;
let live: LiveView;
beforeEach(() => {
  played = aLiveView([backend]);
  live = played.live;
});

const itemOf = (ip = IP) => live.list({}).items.find((item) => item.ip === ip);

describe("an answer", () => {
  test("fits the contract", () => {
    expect(FloatingIpList.parse(live.list({}))).toEqual(live.list({}));
    expect(FloatingIpDetail.parse(live.detail(IP))).toEqual(live.detail(IP));
    expect(Gates.parse(live.gates())).toEqual(live.gates());
    expect(FindingList.parse(live.findings({}))).toEqual(live.findings({}));
    expect(AddressAnswers.parse(live.address(IP))).toEqual(live.address(IP));
    expect(z.pick(Status, { cluster: true, sources: true, recorder: true }).parse(live.status())).toEqual(live.status());
  });

  test("names the backend with the workload that people know", () => {
    expect(itemOf()?.backends).toEqual([
      {
        namespace: "payments",
        name: "x2k4q",
        uid: backend.uid,
        node: "node-a",
        podIp: "10.244.1.10",
        ready: true,
        terminating: false,
        workload: { kind: "Deployment", name: "gateway" },
      },
    ]);
  });

  test("about one floating IP takes any spelling", () => {
    played.putPod(aPod({ name: "v6", statusPodIps: ["fd00:244::9"], floatingIps: ["fd00:99::1"] }));

    expect(live.detail("FD00:99:0::0001")?.item.ip).toBe("fd00:99::1");
  });

  test("is none for an address that no pod has to do with", () => {
    expect(live.detail("10.99.0.11")).toBeNull();
  });

  test.for(["", "somewhere", "10.99.0.300", "10.99.0.10/32"])("refuses %j, which is no address", (text) => {
    expect(() => live.detail(text)).toThrow(expect.objectContaining({ code: "address-invalid" }));
    expect(() => live.address(text)).toThrow(expect.objectContaining({ code: "address-invalid" }));
  });

  test("about what would be fits the contract, and says before and after", () => {
    const answer = live.whatIf(WhatIf.parse({ remove: [{ kind: "pod", namespace: "payments", name: "x2k4q" }] }));

    expect(WhatIfAnswer.parse(answer)).toEqual(answer);
    expect(answer.items).toMatchObject([{ ip: IP, before: { state: "serving" }, after: null }]);
  });
});

describe("the findings", () => {
  test("name the floating IP, and say what to do", () => {
    expect(live.findings({}).items).toContainEqual(
      expect.objectContaining({
        code: "no-standby",
        severity: "warning",
        ip: IP,
        ips: [IP],
        message: expect.stringMatching(/ /),
        remedy: expect.stringMatching(/ /),
      }),
    );
  });

  test("can be asked for by severity, and come worst first", () => {
    played.putPod(aPod({ name: "elsewhere", node: "node-b", podIp: "10.244.2.5", floatingIps: [IP] }));
    played.putPod(aPod({ name: "odd", node: "node-b", podIp: "10.244.2.6", floatingIps: ["010.99.0.12"] }));
    const severities = live.findings({}).items.map(({ severity }) => severity);

    expect(severities[0]).toBe("critical");
    expect(severities).toEqual(severities.toSorted((a, b) => SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b)));
    expect(new Set(live.findings({ severity: "info" }).items.map(({ severity }) => severity))).toEqual(new Set(["info"]));
  });

  test("that could not be looked for are named with the source they lack", () => {
    played.putSource(aSource({ source: "ipamblocks", state: "forbidden" }));

    expect(live.findings({}).unchecked).toContainEqual(
      expect.objectContaining({ source: "ipamblocks", code: "source-forbidden", codes: expect.arrayContaining(["preemption-ahead"]) }),
    );
  });

  test("stand at the floating IP they are about", () => {
    expect(itemOf()?.findings).toContain("no-standby");
  });
});

describe("an address", () => {
  test("is all that it is at once", () => {
    played.putPod(aPod({ name: "other", podIp: IP, floatingIps: [] }));

    expect(live.address(IP).answers.map(({ is }) => is)).toEqual(["floating", "pod"]);
  });

  test("outside every pool is outside", () => {
    expect(live.address("192.0.2.1").answers).toEqual([{ is: "outside" }]);
  });

  test("is not called free or outside while nobody knows the pools", () => {
    played.putSource(aSource({ source: "ippools", state: "forbidden" }));

    expect(live.address("192.0.2.1").answers).toEqual([]);
  });
});

describe("a change", () => {
  test("is told once, with the answers that differ", () => {
    const revision = live.revision();
    played.clock.now += 1000;
    played.putPod(aPod({ name: "m8wzd", podIp: "10.244.1.1", floatingIps: [IP] }));

    expect(played.events).toHaveLength(1);
    const [event] = played.events;
    expect(event?.event).toBe("change");
    expect(FloatingIpChange.parse(event?.data)).toMatchObject({
      revision: revision + 1,
      observedAt: "2026-08-29T03:12:41.000Z",
      upserted: [{ ip: IP, backends: [{ name: "m8wzd" }], standbyCount: 1 }],
      removed: [],
    });
    expect(live.revision()).toBe(revision + 1);
  });

  test("tells what nothing claims any more", () => {
    played.putPod(undefined, backend.uid);

    expect(played.events).toMatchObject([{ event: "change", data: { upserted: [], removed: [IP] } }]);
    expect(live.list({}).items).toEqual([]);
  });

  test("that nobody can see makes no revision", () => {
    const revision = live.revision();
    played.putPod({ ...backend, resourceVersion: "2" });

    expect([played.events, live.revision()]).toEqual([[], revision]);
  });

  test("of the workload behind a pod is told too", () => {
    played.putWorkload({ ...deployment, controller: { kind: "Rollout", name: "gateway-rollout", uid: "uid-rollout" } });

    expect(itemOf()?.backends[0]?.workload).toEqual({ kind: "Rollout", name: "gateway-rollout" });
    expect(played.events).toHaveLength(1);
  });

  test("of a source is told as it is, and makes the answers that hang on it unknown", () => {
    played.putSource(aSource({ source: "pods", state: "stale", since: "2026-08-29T02:58:41Z", code: "unreachable", reason: "no answer" }));

    expect(played.events.map(({ event }) => event)).toEqual(["change", "source"]);
    expect(played.events[1]?.data).toMatchObject({
      source: "pods",
      state: "stale",
      since: "2026-08-29T02:58:41.000Z",
      code: "unreachable",
    });
    expect(itemOf()).toMatchObject({
      state: "unknown",
      stateReason: { code: "source-stale" },
      backends: [],
      nodes: [{ standbys: [{ name: "x2k4q" }] }],
    });
  });

  test("is not told to those who left, and nothing is after closing", () => {
    const heard: LiveEvent[] = [];
    live.subscribe((event) => heard.push(event))();
    played.putPod(undefined, backend.uid);
    live.close();

    expect([heard, played.subscribers.size]).toEqual([[], 0]);
  });
});

describe("since", () => {
  const later = () => {
    played.clock.now += 60_000;
  };

  test("is when this process first saw the backend, at the latest", () => {
    expect(itemOf()).toMatchObject({ since: "2026-08-29T03:12:40.000Z", sinceCertainty: "at-latest" });
  });

  test("stays while the backend does, whatever else changes", () => {
    later();
    played.putPod({ ...backend, ready: false });

    expect(itemOf()?.since).toBe("2026-08-29T03:12:40.000Z");
  });

  test("is new with another backend", () => {
    later();
    played.putPod(aPod({ name: "m8wzd", podIp: "10.244.1.1", floatingIps: [IP] }));

    expect(itemOf()?.since).toBe("2026-08-29T03:13:40.000Z");
  });

  test("is new with a pod of the same name: identity is the UID", () => {
    later();
    played.putPod(undefined, backend.uid);
    played.putPod({ ...backend, uid: "uid-again" });

    expect(itemOf()?.since).toBe("2026-08-29T03:13:40.000Z");
  });
});
