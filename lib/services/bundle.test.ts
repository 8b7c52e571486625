import { describe, expect, test } from "vitest";
import { IncidentBundle } from "#lib/contract/bundle.ts";
import type { Status } from "#lib/contract/status.ts";
import { aTransition, heldBy, IP } from "#lib/domain/history/testing/past.ts";
import { createMemoryStore, sharedHistory } from "#lib/history/testing/memory-store.ts";
import { makeBundle } from "./bundle.ts";

const NOW = Date.parse("2026-08-29T03:12:40.000Z");
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

const STATUS: Status = {
  product: "buoy",
  version: "0.1.0",
  readOnly: true,
  demo: false,
  auth: "local",
  now: new Date(NOW).toISOString(),
  cluster: {
    name: "test",
    kubernetesVersion: "v1.36.1",
    calico: {
      version: "v3.32.1",
      datastore: "kubernetes",
      dataplane: "iptables",
      ipam: "calico-ipam",
      managedBy: "manifest",
      apiGroup: null,
    },
  },
  sources: [],
  recorder: null,
  user: null,
  namespaces: null,
};

function aRequest() {
  const shared = {
    ...sharedHistory(),
    began: minutesAgo(10_000),
    transitions: [
      aTransition({ id: 1, at: minutesAgo(3_000) }),
      aTransition({
        id: 2,
        at: minutesAgo(60),
        from: heldBy("gw-1"),
        to: heldBy("gw-2"),
        evidence: [
          {
            object: { kind: "Pod", namespace: "payments", name: "gw-1", uid: "u", resourceVersion: "1" },
            stance: "supports",
            code: "gone",
            facts: {},
            before: "Running",
            after: null,
            claimedAt: null,
            receivedAt: minutesAgo(60),
          },
        ],
      }),
      aTransition({ id: 3, at: minutesAgo(50), ip: "10.99.0.11" }),
    ],
  };
  const source = {
    store: createMemoryStore(shared).store,
    recorder: () => ({ state: "recording", store: "sqlite", since: STATUS.now, reason: null, code: null }) as const,
    retentionDays: 400,
  };
  return {
    source,
    live: { detail: () => null, findings: () => ({ items: [], unchecked: [] }) },
    status: STATUS,
    ip: IP,
    range: {},
    now: NOW,
  };
}

describe("a bundle", () => {
  test("has the last day of one address, with evidence, and fits the contract", async () => {
    const bundle = IncidentBundle.parse(JSON.parse(await makeBundle(aRequest())));

    expect(bundle).toMatchObject({
      kind: "buoy-incident-bundle",
      version: 1,
      takenAt: STATUS.now,
      range: { from: new Date(minutesAgo(24 * 60)).toISOString(), to: STATUS.now },
      transitions: [{ id: 2, evidence: [{ before: "Running" }] }],
      bands: { items: [{ ip: IP, stretches: [{ kind: "serving" }, { kind: "serving" }] }] },
      notes: null,
    });
  });

  test("is of the range that was asked for", async () => {
    const range = { from: minutesAgo(3_100), to: minutesAgo(2_900) };
    const bundle = IncidentBundle.parse(JSON.parse(await makeBundle({ ...aRequest(), range })));

    expect(bundle.transitions.map(({ id }) => id)).toEqual([1]);
  });

  test("is refused where it would be too large", async () => {
    await expect(makeBundle({ ...aRequest(), limit: 2_000 })).rejects.toMatchObject({ code: "bundle-too-large", facts: { limit: 2_000 } });
    await expect(makeBundle({ ...aRequest(), limit: 100 })).rejects.toMatchObject({ code: "bundle-too-large" });
  });

  test.each([
    [{ from: NOW, to: minutesAgo(1) }, "input-invalid"],
    [{ from: NOW + 1 }, "input-invalid"],
  ])("is refused of the range %j", async (range, code) => {
    await expect(makeBundle({ ...aRequest(), range })).rejects.toMatchObject({ code });
  });
});
