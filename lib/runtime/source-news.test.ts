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

test("a source that meets the same fault later is no news", () => {
  const early = [source("pods", "stale", UNREACHABLE), source("nodes", "synced")];
  const late = [source("pods", "stale", UNREACHABLE), source("nodes", "stale", UNREACHABLE)];
  expect(lines(early, late)).toEqual([["warn unreachable: pods"], []]);
});

test("a refused right is told with its rule, many in one line", () => {
  const refusedOnce = sourceNews(new Map(), [source("pods", "forbidden", "forbidden", "Not allowed to list pods.")]);
  expect(refusedOnce.news.map((news) => news.text)).toEqual(["Not allowed to list pods."]);
  const many = ["pods", "nodes"].map((name) => source(name, "forbidden", "forbidden", `list ${name}`));
  expect(lines(many, many)).toEqual([["warn forbidden: pods,nodes"], []]);
});

test("a right that is given is told, though the cluster was never out", () => {
  const refused = [source("pods", "forbidden", "forbidden"), source("nodes", "synced")];
  expect(lines(refused, [source("pods", "synced"), source("nodes", "synced")])[1]).toEqual(["info allowed: pods"]);
});

test("recovery waits for the last source that can recover", () => {
  const all = (pods: SourceStatus, nodes: SourceStatus) => [pods, nodes, source("events", "forbidden", "forbidden")];
  const [podsDown, nodesDown] = [source("pods", "stale", UNREACHABLE), source("nodes", "stale", UNREACHABLE)];
  const [podsUp, nodesUp] = [source("pods", "synced"), source("nodes", "synced")];
  const seen = lines(all(podsDown, nodesDown), all(podsUp, nodesDown), all(podsUp, nodesUp));
  expect(seen.slice(1)).toEqual([[], ["info in-sync: "]]);
});

test("recovery is told once, and a fault after it is news", () => {
  const [down, up] = [[source("pods", "stale", UNREACHABLE)], [source("pods", "synced")]];
  expect(lines(down, up, up, down)).toEqual([["warn unreachable: pods"], ["info in-sync: "], [], ["warn unreachable: pods"]]);
});

test("a kind that the cluster lacks, and a watch that expired, are no news", () => {
  expect(lines([source("installations", "absent", "kind-missing"), source("pods", "syncing", "expired")])).toEqual([[]]);
});

test("a healthy start is no news", () => {
  expect(lines([source("pods", "syncing")], [source("pods", "synced")])).toEqual([[], []]);
});
