import { expect, test } from "vitest";
import type { SourceState, SourceStatus } from "#lib/domain/snapshot.ts";
import { sourceNews, type Told } from "./source-news.ts";

function source(name: string, state: SourceState, code: string | null = null, reason: string | null = code): SourceStatus {
  return { source: name, state, since: "2026-11-23T10:00:00.000Z", lastEventAt: null, code, reason };
}

/** The lines that a sequence of states gives. */
function lines(...steps: SourceStatus[][]): string[][] {
  let told: Told = new Map();
  return steps.map((sources) => {
    const next = sourceNews(told, sources);
    told = next.told;
    return next.news.map((news) => `${news.level} ${news.code}: ${news.sources.join(",")}`);
  });
}

const UNREACHABLE = "unreachable";

test("a cluster that does not answer is one line for all sources", () => {
  expect(lines([source("pods", "syncing", UNREACHABLE), source("nodes", "syncing", UNREACHABLE)])).toEqual([
    ["warn unreachable: pods,nodes"],
  ]);
});

test("an attempt that fails again is no news", () => {
  const down = [source("pods", "stale", UNREACHABLE)];
  expect(lines(down, [source("pods", "syncing")], down)).toEqual([["warn unreachable: pods"], [], []]);
});

test("another fault is news", () => {
  expect(lines([source("pods", "stale", UNREACHABLE)], [source("pods", "stale", "unauthorized")])[1]).toEqual(["warn unauthorized: pods"]);
});

test("each refused right is a line of its own, since each needs another rule", () => {
  const refused = [source("pods", "forbidden", "forbidden", "list pods"), source("nodes", "forbidden", "forbidden", "list nodes")];
  expect(lines(refused)).toEqual([["warn forbidden: pods", "warn forbidden: nodes"]]);
});

test("recovery is told once, and a fault after it is news", () => {
  const [down, up] = [[source("pods", "stale", UNREACHABLE)], [source("pods", "synced")]];
  expect(lines(down, up, up, down)).toEqual([["warn unreachable: pods"], ["info in-sync: pods"], [], ["warn unreachable: pods"]]);
});

test("a kind that the cluster lacks, and a watch that expired, are no news", () => {
  expect(lines([source("installations", "absent", "kind-missing"), source("pods", "syncing", "expired")])).toEqual([[]]);
});

test("a healthy start is no news", () => {
  expect(lines([source("pods", "syncing")], [source("pods", "synced")])).toEqual([[], []]);
});
