import { describe, expect, test } from "vitest";
import type { IPReservationRecord, SnapshotChange, SourceStatus } from "#lib/domain/snapshot.ts";
import { aNode } from "#lib/domain/testing/builders.ts";
import { eventually } from "../testing/eventually.ts";
import { createSnapshotStore } from "./store.ts";

const reservation = (reservedCIDR: string): IPReservationRecord => ({ name: "r", reservedCIDRs: [reservedCIDR] });
const source = (state: SourceStatus["state"]): SourceStatus => ({
  source: "nodes",
  state,
  since: "2026-01-01T00:00:00.000Z",
  lastEventAt: null,
  code: null,
  reason: null,
});

function aStore() {
  const store = createSnapshotStore({ name: "c", kubernetesVersion: null, apiGroup: null });
  const batches: (readonly SnapshotChange[])[] = [];
  store.subscribe((changes) => batches.push(changes));
  return { store, batches };
}

describe("a batch", () => {
  test("comes soon after a lone change, without being asked for", async () => {
    const { store, batches } = aStore();
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    expect(store.snapshot.ipReservations.size).toBe(0);
    await eventually(() => expect(batches).toHaveLength(1));
    expect(store.snapshot.ipReservations.get("r")).toEqual(reservation("10.0.0.1/32"));
  });

  test("tells each record once, from what it was to what it is now", () => {
    const { store, batches } = aStore();
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.flush();
    store.put("ipReservations", "r", reservation("10.0.0.2/32"));
    store.put("ipReservations", "r", reservation("10.0.0.3/32"));
    store.flush();
    expect(batches.at(-1)).toEqual([
      { collection: "ipReservations", key: "r", before: reservation("10.0.0.1/32"), after: reservation("10.0.0.3/32") },
    ]);
  });

  test("does not come for a record that holds the same, came and went, or was never there", () => {
    const { store, batches } = aStore();
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.flush();
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.put("ipReservations", "x", reservation("10.0.0.9/32"));
    store.put("ipReservations", "x", undefined);
    store.put("ipReservations", "y", undefined);
    store.flush();
    expect(batches).toHaveLength(1);
  });

  test("tells what a record said at last, where it went in the same batch", () => {
    const { store, batches } = aStore();
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.flush();
    store.put("ipReservations", "r", reservation("10.0.0.2/32"));
    store.put("ipReservations", "r", undefined);
    store.flush();
    expect(batches.at(-1)).toEqual([
      {
        collection: "ipReservations",
        key: "r",
        before: reservation("10.0.0.1/32"),
        after: undefined,
        last: reservation("10.0.0.2/32"),
      },
    ]);
  });

  test("does not come for a node that only says again what it said", () => {
    const { store, batches } = aStore();
    store.put("nodes", "node-a", aNode({ resourceVersion: "1" }));
    store.flush();
    store.put("nodes", "node-a", aNode({ resourceVersion: "2" }));
    store.flush();
    expect(batches).toHaveLength(1);
    expect(store.snapshot.nodes.get("node-a")?.resourceVersion).toBe("1");
  });

  test("has the records before the source that calls them in sync", () => {
    const { store, batches } = aStore();
    store.putSource(source("synced"));
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.flush();
    expect(batches[0]?.map(({ collection }) => collection)).toEqual(["ipReservations", "sources"]);
  });

  test("finds the maps as it tells them, and one listener that fails stops no other", () => {
    const { store, batches } = aStore();
    const sizes: number[] = [];
    store.subscribe(() => {
      throw new Error("broken");
    });
    store.subscribe(() => sizes.push(store.snapshot.ipReservations.size));
    store.put("ipReservations", "r", reservation("10.0.0.1/32"));
    store.flush();
    expect(sizes).toEqual([1]);
    expect(batches).toHaveLength(1);
  });
});

test("the identity changes once, and not for the same again", () => {
  const { store, batches } = aStore();
  const identity = { name: "c", kubernetesVersion: "v1.36.1", apiGroup: null };
  store.putIdentity(identity);
  store.flush();
  store.putIdentity({ ...identity });
  store.flush();
  expect(batches).toEqual([[{ collection: "identity" }]]);
  expect(store.snapshot.identity).toEqual(identity);
});

test("a proof of life moves on without a batch, and keeps a state that is about to be told", () => {
  const { store, batches } = aStore();
  store.putSource(source("synced"));
  store.flush();
  store.touchSource("nodes", "2026-01-01T00:00:05.000Z");
  expect(batches).toHaveLength(1);
  expect(store.snapshot.sources.get("nodes")?.lastEventAt).toBe("2026-01-01T00:00:05.000Z");

  store.putSource(source("stale"));
  store.touchSource("nodes", "2026-01-01T00:00:06.000Z");
  store.flush();
  expect(store.snapshot.sources.get("nodes")).toMatchObject({ state: "stale", lastEventAt: "2026-01-01T00:00:06.000Z" });
});
