import { describe, expect, test } from "vitest";
import type { SourceStatus } from "#lib/contract/status.ts";
import { freshnessOf, type Live } from "./live.ts";

const NOW = Date.parse("2026-08-29T03:12:40.000Z");
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1000).toISOString();
const aLive = (fields: Partial<Live> = {}): Live => ({ line: "open", heardAt: NOW - 500, offsetMs: 0, lastEventAt: {}, ...fields });
const aSource = (fields: Partial<SourceStatus> = {}): SourceStatus => ({
  source: "pods",
  state: "synced",
  since: at(900),
  lastEventAt: at(1),
  code: null,
  reason: null,
  ...fields,
});

describe("how live a page is", () => {
  test("nothing is said before the first message", () => {
    expect(freshnessOf(aLive({ heardAt: null }), [aSource()], NOW)).toEqual({ kind: "connecting" });
  });

  test("the age is that of the source that was heard of longest ago", () => {
    expect(freshnessOf(aLive(), [aSource(), aSource({ source: "nodes", lastEventAt: at(3) })], NOW)).toEqual({
      kind: "live",
      ageMs: 3_000,
    });
  });

  test("a ping says more than the source's own last change", () => {
    expect(freshnessOf(aLive({ lastEventAt: { pods: at(1) } }), [aSource({ lastEventAt: at(600) })], NOW)).toMatchObject({ ageMs: 1_000 });
  });

  test("a server's clock that runs behind does not make anything older", () => {
    expect(freshnessOf(aLive({ offsetMs: 60_000 }), [aSource({ lastEventAt: at(61) })], NOW)).toMatchObject({ kind: "live", ageMs: 1_000 });
  });

  test("one stale source makes it stale, with the age of that source", () => {
    expect(freshnessOf(aLive(), [aSource(), aSource({ source: "nodes", state: "stale", lastEventAt: at(840) })], NOW)).toMatchObject({
      kind: "stale",
      sources: ["nodes"],
      total: 2,
      isWhole: false,
      ageMs: 840_000,
    });
  });

  test("it is stale as a whole where no source is in sync", () => {
    const sources = [aSource({ source: "ippools", state: "absent" }), aSource({ state: "stale", lastEventAt: at(14) })];

    expect(freshnessOf(aLive(), sources, NOW)).toMatchObject({ kind: "stale", isWhole: true, since: NOW - 14_000, ageMs: 14_000 });
  });

  test("silence is a dead line, though no socket has closed", () => {
    expect(freshnessOf(aLive({ heardAt: NOW - 5_000 }), [aSource()], NOW)).toMatchObject({ kind: "reconnecting", ageMs: 5_000 });
  });

  test("while no source was listed yet, nothing is called live", () => {
    const sources = [
      aSource({ state: "syncing", lastEventAt: null, code: "unreachable" }),
      aSource({ source: "ippools", state: "absent" }),
    ];

    expect(freshnessOf(aLive(), sources, NOW)).toEqual({ kind: "connecting" });
  });

  test("a source that may not be read is not stale", () => {
    expect(freshnessOf(aLive(), [aSource(), aSource({ source: "ippools", state: "forbidden", lastEventAt: null })], NOW)).toMatchObject({
      kind: "live",
    });
  });
});
