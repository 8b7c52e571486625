import { describe, expect, test } from "vitest";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { Consequence } from "#lib/contract/plans.ts";
import { differencesOf, type Verifier, verify } from "./verify.ts";

const IP = "10.99.0.10";
const NOW = Date.parse("2026-08-29T03:12:40.000Z");

type Pod = readonly [name: string, node: string];
const forecast = (state: FloatingIp["state"], ...pods: readonly Pod[]): Consequence => ({
  ip: IP,
  before: null,
  after: { state, standbyCount: 0, backends: pods.map(([name, node]) => ({ namespace: "shop", name, node, podIp: "10.244.1.5" })) },
  note: null,
});
const found = (state: FloatingIp["state"], ...pods: readonly Pod[]) =>
  ({ ip: IP, state, backends: pods.map(([name, node]) => ({ namespace: "shop", name, node })) }) as unknown as FloatingIp;

describe("what is not as it was forecast", () => {
  test.each<[string, Consequence, FloatingIp | null, readonly string[]]>([
    ["the same backend", forecast("serving", ["a", "node-a"]), found("serving", ["a", "node-a"]), []],
    ["another pod", forecast("serving", ["a", "node-a"]), found("serving", ["b", "node-a"]), ["verify-backends"]],
    ["the same name on another node", forecast("serving", ["a", "node-a"]), found("serving", ["a", "node-b"]), ["verify-backends"]],
    ["a split", forecast("serving", ["a", "n"]), found("split", ["a", "n"], ["b", "m"]), ["verify-state", "verify-backends"]],
    ["nobody, and nobody was meant", forecast("unserved"), null, []],
    ["nobody, and somebody was meant", forecast("serving", ["a", "n"]), null, ["verify-state", "verify-backends"]],
    ["not known", forecast("serving", ["a", "n"]), found("unknown"), ["verify-unknown"]],
    ["two backends in another order", forecast("split", ["a", "n"], ["b", "m"]), found("split", ["b", "m"], ["a", "n"]), []],
    ["nothing was forecast", { ...forecast("serving"), after: null }, found("split"), []],
  ])("%s", (_, consequence, item, codes) => {
    expect(differencesOf(consequence, item).map(({ code }) => code)).toEqual(codes);
  });
});

describe("waiting for what was forecast", () => {
  /** A cluster that shows one item after the other, ten seconds apart. */
  function following(...items: readonly (FloatingIp | null)[]): Verifier {
    let turn = 0;
    return {
      unseen: () => [],
      others: () => [],
      isStopped: () => false,
      find: () => items[Math.min(turn, items.length - 1)] ?? null,
      changed: async () => void turn++,
      now: () => NOW + turn * 10_000,
      explain: ({ code }) => ({ code, facts: {}, text: code }),
    };
  }

  test("it is verified when the cluster gives it, with the time of that", async () => {
    const cluster = following(found("unserved"), found("split", ["a", "n"], ["b", "m"]), found("serving", ["a", "n"]));
    expect(await verify([forecast("serving", ["a", "n"])], cluster, 60_000)).toEqual({
      state: "verified",
      at: new Date(NOW + 20_000).toISOString(),
      differences: [],
    });
  });

  test("after its patience it says what is different", async () => {
    const answer = await verify([forecast("serving", ["a", "n"])], following(found("serving", ["b", "n"])), 25_000);
    expect(answer).toMatchObject({ state: "different", differences: [{ code: "verify-backends" }] });
  });

  test("what looks as it was forecast proves nothing before the writes were seen", async () => {
    const cluster = following(found("serving", ["a", "n"]));
    let asked = 0;
    const late = { ...cluster, unseen: () => (asked++ < 2 ? ["Pod shop/a"] : []) };
    expect(await verify([forecast("serving", ["a", "n"])], late, 60_000)).toMatchObject({
      state: "verified",
      at: new Date(NOW + 20_000).toISOString(),
    });
    const never = { ...cluster, unseen: () => ["Pod shop/a"] };
    expect(await verify([forecast("serving", ["a", "n"])], never, 15_000)).toMatchObject({
      state: "unknown",
      differences: [{ code: "verify-unseen" }],
    });
  });

  test("what else was written must be as it should", async () => {
    const others = () => [{ code: "verify-not-installed", facts: { count: 1 } }];
    const cluster = { ...following(null), others };
    expect(await verify([], cluster, 15_000)).toMatchObject({ state: "different", differences: [{ code: "verify-not-installed" }] });
  });

  test("a console that ends does not wait for it, and says that it does not know", async () => {
    const cluster = { ...following(found("serving", ["b", "n"])), isStopped: () => true };
    expect(await verify([forecast("serving", ["a", "n"])], cluster, 60_000)).toMatchObject({
      state: "unknown",
      at: new Date(NOW).toISOString(),
    });
  });

  test("what cannot be seen is neither verified nor different", async () => {
    expect(await verify([forecast("serving", ["a", "n"])], following(found("unknown")), 25_000)).toMatchObject({ state: "unknown" });
  });
});
