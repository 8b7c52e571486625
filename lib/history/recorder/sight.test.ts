import { describe, expect, test } from "vitest";
import type { SourceState, SourceStatus } from "#lib/domain/snapshot.ts";
import { aSource } from "#lib/domain/testing/builders.ts";
import { glance, isComplete, look, NO_SIGHT, seenUntil } from "./sight.ts";

const T = Date.parse("2026-08-29T03:00:00.000Z");
const time = (seconds: number) => new Date(T + seconds * 1000).toISOString();

function sources(...list: readonly [source: string, state: SourceState, since: number, alive: number | null][]): Map<string, SourceStatus> {
  return new Map(
    list.map(([source, state, since, alive]) => [
      source,
      aSource({ source, state, since: time(since), lastEventAt: alive === null ? null : time(alive) }),
    ]),
  );
}

/** The spans of the last of several looks, in seconds. */
function spansOf(...steps: readonly (readonly [at: number, ReadonlyMap<string, SourceStatus>])[]) {
  let sight = NO_SIGHT;
  let last: unknown[] = [];
  for (const [at, seen] of steps) {
    const next = look(sight, seen, T + at * 1000);
    sight = next.sight;
    last = next.spans.map((span) => [span.source, (span.from - T) / 1000, span.to === null ? null : (span.to - T) / 1000, span.reason]);
  }
  return last;
}

describe("a source that goes out", () => {
  test("is not seen from its last proof of life on, not from the moment that was noticed", () => {
    expect(spansOf([1, sources(["pods", "synced", 0, 1])], [5, sources(["pods", "stale", 5, 2])])).toEqual([
      ["pods", 2, null, "watch-stale"],
    ]);
  });

  test("is seen again when it is in sync again", () => {
    const out = sources(["pods", "stale", 5, 2]);
    expect(spansOf([5, out], [9, sources(["pods", "synced", 9, 9])])).toEqual([["pods", 2, 9, "watch-stale"]]);
  });

  test("keeps its beginning, whatever it is called meanwhile", () => {
    const first = sources(["pods", "stale", 5, 2]);
    expect(spansOf([5, first], [6, sources(["pods", "syncing", 6, 6])], [9, sources(["pods", "synced", 9, 9])])).toEqual([
      ["pods", 2, 9, "watch-stale"],
    ]);
  });

  test("and is back before anybody looked left a span all the same", () => {
    expect(spansOf([1, sources(["pods", "synced", 0, 1])], [5, sources(["pods", "synced", 4, 4])])).toEqual([
      ["pods", 1, 5, "watch-stale"],
    ]);
  });
});

describe("a source that may not be read", () => {
  test.each(["pods", "pods/shop", "felixconfigurations"])("%s leaves history blind", (source) => {
    expect(spansOf([5, sources([source, "forbidden", 5, null])])).toEqual([[source, 5, null, "forbidden"]]);
  });

  test.each(["configmaps/calico-system", "nodes", "services"])("%s does not", (source) => {
    expect(spansOf([5, sources([source, "forbidden", 5, null])])).toEqual([]);
  });
});

test("nothing hangs on a source that history does not read", () => {
  expect(spansOf([1, sources(["services", "synced", 0, 1])], [5, sources(["services", "stale", 5, 2])])).toEqual([]);
});

test("all is complete once each is in sync or cannot be read", () => {
  expect(isComplete(new Map())).toBe(false);
  expect(isComplete(sources(["pods", "synced", 0, 0], ["nodes", "syncing", 0, null]))).toBe(false);
  expect(isComplete(sources(["pods", "synced", 0, 0], ["nodes", "forbidden", 0, null], ["events", "syncing", 0, null]))).toBe(true);
});

test("what is seen is as old as the oldest proof of life", () => {
  expect(seenUntil(sources(["pods", "synced", 0, 7], ["nodes", "synced", 0, 5]), T + 9_000)).toBe(T + 5_000);
  expect(seenUntil(sources(["pods", "stale", 0, 7]), T + 9_000)).toBeNull();
});

test("proofs of life count without a change", () => {
  const seen = look(NO_SIGHT, sources(["pods", "synced", 0, 1]), T).sight;
  const later = glance(seen, sources(["pods", "synced", 0, 30]));
  expect(look(later, sources(["pods", "synced", 31, 31]), T + 31_000).spans).toMatchObject([{ from: T + 30_000, to: T + 31_000 }]);
});
