import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TRANSITION_KINDS, type Transition } from "#lib/domain/history/transition.ts";
import type { OpenStore } from "./store.contract.ts";
import type { HistoryStore, TransitionQuery } from "./store.ts";
import { AT, aDraft, NOTHING, serving } from "./testing/drafts.ts";

const COUNT = 1_200;
const CAUSES = ["pod-deleted", "node-lost", "claimant-started", "moved"] as const;

/** The rows come in the order of their times; some cover more, so that their id says little about where they belong. */
const drafts = Array.from({ length: COUNT }, (_, at) =>
  aDraft(AT + at, {
    ip: `10.99.0.${at % 7}`,
    kind: TRANSITION_KINDS[(at * 5) % 3] ?? "failover",
    cause: CAUSES[(at * 7) % 11] ?? "pod-deleted",
    from: serving("web-0", `team-${at % 5}`),
    notBefore: at % 97 === 0 ? AT + at - 400 : AT + at,
  }),
);

type Filter = Omit<TransitionQuery, "limit" | "withEvidence">;

/** The filters, said as plainly as can be. */
function isIn(filter: Filter, one: Transition): boolean {
  const { namespace, ip, from, to, kinds, causes, acknowledged } = filter;
  const backends = [one.from, one.to].flatMap(({ nodes }) => nodes.map(({ backend }) => backend?.namespace));
  return (
    (namespace === undefined || backends.includes(namespace)) &&
    (ip === undefined || one.ip === ip) &&
    (from === undefined || one.notAfter >= from) &&
    (to === undefined || one.notBefore < to) &&
    (kinds === undefined || kinds.includes(one.kind)) &&
    (causes === undefined || causes.includes(one.cause)) &&
    (acknowledged === undefined || (one.acknowledged !== null) === acknowledged)
  );
}

/** Each part of a filter with each other. */
function filters(): readonly Filter[] {
  const topics: readonly Filter[] = [
    {},
    { causes: ["node-lost", "node-lost"] },
    { kinds: ["lost", "split"] },
    { kinds: ["assigned"], causes: ["moved", "pod-deleted"] },
  ];
  const times: readonly Filter[] = [{}, { from: AT + 300, to: AT + 320 }, { from: AT + 900 }, { to: AT + 40 }, { from: AT + 5_000 }];
  const places: readonly Filter[] = [
    {},
    { namespace: "team-3" },
    { namespace: "none" },
    { ip: "10.99.0.3" },
    { ip: "10.99.0.3", namespace: "shop" },
  ];
  const marks: readonly Filter[] = [{}, { acknowledged: true }, { acknowledged: false }];
  return topics.flatMap((topic) =>
    times.flatMap((time) => places.flatMap((place) => marks.map((mark) => ({ ...topic, ...time, ...place, ...mark })))),
  );
}

export function describePages(name: string, open: OpenStore): void {
  describe(`pages of history in ${name}`, () => {
    let store: HistoryStore;
    let all: readonly Transition[];
    const everything = (filter: Filter, limit = 2 * COUNT) => store.transitions({ ...filter, limit, withEvidence: false });

    beforeAll(async () => {
      store = await open("pages");
      const seat = await store.takeSeat("me");
      for (let at = 0; at < COUNT; at += 100) {
        await store.record({ ...NOTHING, at: AT, seat: seat?.number ?? 0, transitions: drafts.slice(at, at + 100) });
      }
      const { items } = await everything({});
      for (const [at, { id }] of items.entries()) if (at % 9 === 0) await store.acknowledge(id, "oncall", "", AT);
      all = (await everything({})).items;
    });
    afterAll(() => store.close());

    test("all are there, in the order in which they were recorded", () => {
      expect(all.map(({ notAfter }) => notAfter)).toEqual(drafts.map(({ notAfter }) => notAfter).reverse());
    });

    test("filters together let through what each of them would, page by page", async () => {
      for (const filter of filters()) {
        const expected = all.filter((one) => isIn(filter, one)).map(({ id }) => id);
        const first = await everything(filter, 7);
        const rest = await everything({ ...filter, before: first.items.at(-1)?.id ?? 0 });
        expect(
          [...first.items, ...rest.items].map(({ id }) => id),
          JSON.stringify(filter),
        ).toEqual(expected);
        expect([first.hasMore, rest.hasMore]).toEqual([expected.length > 7, false]);
      }
    });
  });
}
