import { describe, expect, test } from "vitest";
import { aPod } from "#lib/domain/testing/builders.ts";
import { createBook } from "./book.ts";
import type { Revision } from "./revision.ts";
import { first, IP, playCluster, START, second } from "./testing/play-cluster.ts";
import { simpleRules } from "./testing/simple-rules.ts";

const NOW = { known: new Map(), detections: [], blindSince: null, isFirst: true };

/** A book that has begun on a cluster where both pods claim the address. */
function begun(pods = [first, second]) {
  const cluster = playCluster({ pods });
  const book = createBook(simpleRules);
  book.begin(NOW);
  const baseline = book.take(cluster.batch([]));
  return { cluster, book, baseline };
}

/** What a revision says happened: kind, holder, and the window in ms since the start. */
const told = ({ drafts }: Revision) =>
  drafts.map(({ kind, cause, to, notBefore, notAfter }) => [
    kind,
    cause,
    to.nodes.flatMap(({ backend }) => backend?.name ?? []).join(),
    notBefore - START,
    notAfter - START,
  ]);

describe("while all sources are in sync", () => {
  test("a change of the backend is one transition, at an instant", () => {
    const { cluster, book } = begun();
    cluster.pass(1000);
    expect(told(book.take(cluster.pods({ first: undefined })))).toEqual([["failover", "unknown", "second", 1000, 1000]]);
  });

  test("a change that moves nothing is none", () => {
    const { cluster, book } = begun();
    const revision = book.take(cluster.pods({ second: { ...second, ready: false } }));
    expect([revision.drafts, revision.lastKnown]).toEqual([[], []]);
  });

  test("the next one starts where the last one ended, stored or not", () => {
    const { cluster, book } = begun();
    book.take(cluster.pods({ first: undefined }));
    const [draft] = book.take(cluster.pods({ second: undefined })).drafts;
    expect(draft).toMatchObject({ kind: "lost", from: { nodes: [{ backend: { name: "second" } }] } });
  });

  test("what became of the backend meanwhile stands on the side that it leaves", () => {
    const { cluster, book } = begun();
    book.take(cluster.pods({ first: { ...first, ready: false } }));
    const [draft] = book.take(cluster.pods({ first: undefined })).drafts;
    expect(draft?.from.nodes[0]?.backend?.ready).toBe(false);
  });

  test("an address that nobody knew is assigned", () => {
    const { cluster, book } = begun([]);
    cluster.pass(5);
    expect(told(book.take(cluster.pods({ first })))).toEqual([["assigned", "unknown", "first", 5, 5]]);
  });
});

describe("a new store", () => {
  test("takes what is there for what was there", () => {
    const { baseline } = begun();
    expect(baseline.drafts).toEqual([]);
    expect(baseline.lastKnown).toMatchObject([{ ip: IP, standing: { state: "serving" }, since: { notBefore: 0, notAfter: START } }]);
  });

  test("waits until all sources are settled", () => {
    const cluster = playCluster({ pods: [first] });
    const book = createBook(simpleRules);
    book.begin(NOW);
    expect(book.take(cluster.source("nodes", "syncing")).lastKnown).toEqual([]);
    expect(book.watchingSince).toBeNull();
    cluster.pass(10);
    expect(book.take(cluster.source("nodes", "synced")).lastKnown).toHaveLength(1);
    expect(book.watchingSince).toBe(START + 10);
  });
});

describe("after a time in which nobody looked", () => {
  const resumed = (pods: Parameters<typeof begun>[0]) => {
    const before = begun();
    const cluster = playCluster({ pods: pods ?? [] });
    const book = createBook(simpleRules);
    cluster.pass(60_000);
    book.begin({ known: before.book.known, detections: [], blindSince: START + 20_000, isFirst: false });
    return { cluster, book };
  };

  test("what is as it was gives nothing", () => {
    const { cluster, book } = resumed([first, second]);
    const revision = book.take(cluster.batch([]));
    expect([revision.drafts, revision.lastKnown]).toEqual([[], []]);
  });

  test("what differs changed somewhere in that time", () => {
    const { cluster, book } = resumed([second]);
    expect(told(book.take(cluster.batch([])))).toEqual([["failover", "not-observed", "second", 20_000, 60_000]]);
  });

  test("an address without any claimant is compared too", () => {
    const { cluster, book } = resumed([]);
    expect(told(book.take(cluster.batch([])))).toEqual([["lost", "not-observed", "", 20_000, 60_000]]);
  });

  test("nothing is compared before the sources are settled", () => {
    const { cluster, book } = resumed([]);
    expect(book.take(cluster.source("pods", "syncing")).drafts).toEqual([]);
    book.take(cluster.pods({ second }));
    expect(told(book.take(cluster.source("pods", "synced")))).toEqual([["failover", "not-observed", "second", 20_000, 60_000]]);
  });

  test("an address is not lost because the namespace of its backend cannot be seen any more", () => {
    const { cluster, book } = resumed([]);
    (cluster.snapshot.sources as Map<string, unknown>).delete("pods");
    cluster.source("pods/shop", "synced");
    expect(book.take(cluster.source("pods/payments", "forbidden")).drafts).toEqual([]);
  });
});

describe("a source that goes out", () => {
  test("a change behind its back is found by one comparison, with its bounds", () => {
    const { cluster, book } = begun();
    cluster.pass(5_000);
    book.take(cluster.source("pods", "stale", START + 2_000));
    cluster.pass(5_000);
    expect(book.take(cluster.pods({ first: undefined })).drafts).toEqual([]);
    cluster.pass(1_000);
    expect(told(book.take(cluster.source("pods", "synced")))).toEqual([["failover", "not-observed", "second", 2_000, 11_000]]);
  });

  test("and comes back with nothing changed gives no transition", () => {
    const { cluster, book } = begun();
    book.take(cluster.source("pods", "stale", START));
    cluster.pass(1_000);
    expect(book.take(cluster.source("pods", "synced"))).toMatchObject({ drafts: [], spans: [{ source: "pods", to: START + 1_000 }] });
  });

  test("what happens afterwards has an instant again", () => {
    const { cluster, book } = begun();
    book.take(cluster.source("pods", "stale", START));
    cluster.pass(1_000);
    book.take(cluster.source("pods", "synced"));
    cluster.pass(1_000);
    expect(told(book.take(cluster.pods({ first: undefined })))).toEqual([["failover", "unknown", "second", 2_000, 2_000]]);
  });

  test("is no gate that closes, though its kind is said to be missing", () => {
    const { cluster, book } = begun();
    const gate = cluster.snapshot.felixConfigurations.get("default");
    const gone = cluster.put("felixConfigurations", "default", undefined);
    cluster.source("felixconfigurations", "absent", START);
    expect(book.take(cluster.batch([gone, { collection: "sources" }])).drafts).toEqual([]);
    const back = cluster.put("felixConfigurations", "default", gate);
    cluster.source("felixconfigurations", "synced");
    expect(book.take(cluster.batch([back, { collection: "sources" }])).drafts).toEqual([]);
  });

  test("leaves exact what does not depend on it", () => {
    const { cluster, book } = begun();
    book.take(cluster.source("nodes", "stale", START));
    cluster.pass(3_000);
    expect(told(book.take(cluster.pods({ first: undefined })))).toEqual([["failover", "unknown", "second", 3_000, 3_000]]);
  });
});

describe("what is wrong and moves nothing", () => {
  test("is opened, and closed when it is over", () => {
    const { cluster, book } = begun();
    const opened = book.take(cluster.pods({ first: { ...first, ready: false } })).opened;
    cluster.pass(500);
    const closed = book.take(cluster.pods({ first })).closed;
    expect([opened, closed]).toMatchObject([
      [{ ip: IP, kind: "backend-not-ready", from: START }],
      [{ ip: IP, kind: "backend-not-ready", to: START + 500 }],
    ]);
  });

  test("of very many addresses at once is found in steps, and all of it", () => {
    const ip = (index: number) => `10.99.${index >> 8}.${index & 255}`;
    const pods = Array.from({ length: 450 }, (_, index) =>
      aPod({ name: `many-${index}`, podIp: `10.245.${index >> 8}.${index & 255}`, floatingIps: [ip(index)], ready: false }),
    );
    const { cluster, book, baseline } = begun(pods);
    const opened = [...baseline.opened];
    for (let steps = 0; book.hasUnswept; steps++) {
      if (steps > 3) throw new Error("it takes too many steps");
      opened.push(...book.sweep(cluster.view, cluster.clock.now).opened);
    }
    expect([baseline.opened.length, new Set(opened.map((one) => one.ip)).size]).toEqual([0, 450]);
  });

  test("is neither while nobody can know", () => {
    const { cluster, book } = begun();
    book.take(cluster.pods({ first: { ...first, ready: false } }));
    expect(book.take(cluster.source("pods", "stale", START))).toMatchObject({ opened: [], closed: [] });
  });
});

test("a book that lapsed listens, and judges again once it begins again", () => {
  const { cluster, book } = begun();
  const { known } = book;
  book.lapse();
  expect(book.take(cluster.pods({ first: undefined })).drafts).toEqual([]);
  cluster.pass(1_000);
  book.begin({ known, detections: [], blindSince: START, isFirst: false });
  expect(told(book.take(cluster.batch([])))).toEqual([["failover", "not-observed", "second", 0, 1_000]]);
});
