import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TransitionDraft } from "#lib/domain/history/transition.ts";
import type { HistoryStore, RevisionRecord, Seat } from "./store.ts";
import { AT, aDraft, aKnown, DAY, IP, NOTHING, serving, UNSERVED } from "./testing/drafts.ts";

const KEEP = { transitionDays: 400, evidenceDays: 90 };

export type OpenStore = (cluster: string) => Promise<HistoryStore>;

/** What every store does: the same cases on each database. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`history in ${name}`, () => {
    let store: HistoryStore;
    let seat: Seat;
    let turn = 0;
    const opened: HistoryStore[] = [];
    const openAt = async (cluster: string) => {
      const one = await open(cluster);
      opened.push(one);
      return one;
    };
    const fresh = () => openAt(`cluster-${++turn}`);
    const take = async (of: HistoryStore, who = "me") => {
      const taken = await of.takeSeat(who);
      if (!taken) throw new Error("the seat is taken");
      return taken;
    };
    const record = (fields: Partial<RevisionRecord>, at = AT, of = store) => of.record({ at, seat: seat.number, ...NOTHING, ...fields });
    const page = (query: Partial<Parameters<HistoryStore["transitions"]>[0]> = {}) =>
      store.transitions({ limit: 10, withEvidence: false, ...query });
    const starts = async (query: Parameters<typeof page>[0]) => (await page(query)).items.map(({ notAfter }) => notAfter - AT);

    beforeAll(async () => {
      store = await fresh();
      seat = await take(store);
    });
    afterAll(async () => {
      await seat.release();
      for (const one of opened) await one.close();
    });

    /** A store of another cluster, with a seat. */
    async function anew(): Promise<void> {
      await seat.release();
      store = await fresh();
      seat = await take(store);
    }

    test("a new store knows nothing", async () => {
      expect(await store.load()).toEqual({ lastKnown: [], openDetections: [], openBlind: [], lastHeartbeat: null, lastTransitionId: 0 });
      expect([await store.began(), await store.knownAddresses(), (await page()).items]).toEqual([null, [], []]);
    });

    test("a revision comes back as it was recorded", async () => {
      const draft = aDraft(AT);
      const [stored] = await record({ transitions: [draft], lastKnown: [aKnown(AT, draft.to)] });
      expect(stored).toEqual({ ...draft, id: stored?.id, acknowledged: null });
      expect(await store.transition(stored?.id ?? 0)).toEqual(stored);
      const known = { ...aKnown(AT, draft.to), lastTransitionId: stored?.id };
      expect((await store.load()).lastKnown).toEqual([known]);
      expect(await store.lastKnown([IP, "10.99.0.99"])).toEqual(new Map([[IP, known]]));
      expect((await store.lastTransitions([IP])).get(IP)?.id).toBe(stored?.id);
      expect([await store.began(), await store.knownAddresses()]).toEqual([AT, [IP]]);
    });

    test("all of a revision is stored, or nothing", async () => {
      await anew();
      const wrong = aDraft(AT + 1, { cause: "unknown", confidence: "certain" });
      await expect(record({ transitions: [aDraft(AT), wrong], lastKnown: [aKnown(AT, UNSERVED)] })).rejects.toThrow();
      expect([(await page()).items, (await store.load()).lastKnown]).toEqual([[], []]);
    });

    test.each<[string, Partial<TransitionDraft>]>([
      ["a cause that is not known and sure of it", { cause: "not-observed", confidence: "likely" }],
      ["a window that ends before it begins", { notBefore: AT + 1, notAfter: AT }],
      ["a gap that is longer at least than at most", { gapMs: { min: 2, max: 1 } }],
    ])("%s is refused", async (_, fields) => {
      await expect(record({ transitions: [aDraft(AT, fields)] })).rejects.toThrow();
    });

    test("what was stored, though its answer was lost, is not stored again", async () => {
      await anew();
      const revision = { transitions: [aDraft(AT)], blind: [{ source: "pods", from: AT - 9, to: AT, reason: "watch-stale" as const }] };
      const [first] = await record(revision);
      const [second] = await record(revision);
      expect(second?.id).toBe(first?.id);
      expect([(await page()).items.length, (await store.blind(0, AT + DAY)).length]).toEqual([1, 1]);
    });

    test("a revision of very many is stored in its order, what is there already in its place", async () => {
      await anew();
      const drafts = Array.from({ length: 450 }, (_, at) => aDraft(AT + at, { ip: `10.99.1.${at % 200}` }));
      const [early] = await record({ transitions: [drafts[310] ?? aDraft(AT)] });
      const stored = await record({ transitions: drafts, lastKnown: drafts.map(({ ip, to }, at) => aKnown(AT + at, to, ip)) });
      expect(stored.map(({ notAfter }) => notAfter - AT)).toEqual(drafts.map((_, at) => at));
      expect(stored[310]?.id).toBe(early?.id);
      const fresh = stored.filter(({ id }) => id !== early?.id).map(({ id }) => id);
      expect([fresh.length, fresh]).toEqual([449, fresh.toSorted((a, b) => a - b)]);
      const all = (await page({ limit: 1_000, withEvidence: true })).items;
      expect([all.length, all.every(({ evidence }) => evidence.length === 1)]).toEqual([450, true]);
      expect((await store.lastKnown(["10.99.1.3"])).get("10.99.1.3")).toMatchObject({
        since: { notAfter: AT + 403 },
        lastTransitionId: stored[403]?.id,
      });
    });

    test("each filter lets through what it names, newest first", async () => {
      await anew();
      const others = { ip: "10.99.0.11", kind: "lost" as const, cause: "node-lost" as const, to: UNSERVED, from: serving("db-0", "db") };
      for (let at = 0; at < 6; at++) await record({ transitions: [aDraft(AT + at, at % 2 === 1 ? others : {})] });
      expect(await starts({})).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await starts({ ip: IP })).toEqual([4, 2, 0]);
      expect(await starts({ namespace: "db" })).toEqual([5, 3, 1]);
      expect(await starts({ namespace: "other" })).toEqual([]);
      expect(await starts({ causes: ["node-lost"] })).toEqual([5, 3, 1]);
      expect(await starts({ kinds: ["failover", "lost"], ip: IP })).toEqual([4, 2, 0]);
      expect(await starts({ from: AT + 2, to: AT + 4 })).toEqual([3, 2]);
      expect(await starts({ limit: 2 })).toEqual([5, 4]);
      expect((await page({ limit: 2 })).hasMore).toBe(true);
      const [, second] = (await page({ limit: 2 })).items;
      expect(await starts({ before: second?.id })).toEqual([3, 2, 1, 0]);
      expect((await page({ ip: IP })).items[0]?.evidence).toEqual([]);
      expect((await page({ ip: IP, withEvidence: true })).items[0]?.evidence).toEqual(aDraft(AT + 4).evidence);
    });

    test("around a moment: what had happened, what may be happening, what comes", async () => {
      await anew();
      const [first, during, last] = await record({
        transitions: [aDraft(AT), aDraft(AT, { notBefore: AT + 10, notAfter: AT + 20 }), aDraft(AT + 30)],
      });
      const ids = async (at: number) => {
        const found = await store.around(IP, AT + at);
        return [found.before?.id, found.during.map(({ id }) => id), found.after?.id];
      };
      expect(await ids(-1)).toEqual([undefined, [], first?.id]);
      expect(await ids(0)).toEqual([first?.id, [], during?.id]);
      expect(await ids(15)).toEqual([first?.id, [during?.id], last?.id]);
      expect(await ids(20)).toEqual([during?.id, [], last?.id]);
      expect(await ids(99)).toEqual([last?.id, [], undefined]);
    });

    test("an acknowledgement stays with the transition", async () => {
      await anew();
      const [stored] = await record({ transitions: [aDraft(AT)] });
      const acknowledged = await store.acknowledge(stored?.id ?? 0, "oncall", "seen", AT + 5);
      expect(acknowledged?.acknowledged).toEqual({ at: AT + 5, by: "oncall", comment: "seen" });
      expect([(await page({ acknowledged: true })).items.length, (await page({ acknowledged: false })).items.length]).toEqual([1, 0]);
      expect(await store.acknowledge(999_999, "oncall", "", AT)).toBeNull();
    });

    test("one detection of a kind and subject is open at a time", async () => {
      await anew();
      const detection = { ip: IP, kind: "no-standby" as const, subject: IP, facts: { node: "node-a" } };
      await record({ openedDetections: [{ ...detection, from: AT }] });
      await record({ openedDetections: [{ ...detection, from: AT + 1 }] });
      expect((await store.load()).openDetections).toMatchObject([{ ...detection, from: AT, to: null }]);
      await record({ closedDetections: [{ ...detection, to: AT + 9 }], openedDetections: [{ ...detection, from: AT + 20 }] });
      expect((await store.detections({ limit: 10 })).map(({ from, to }) => [from - AT, to && to - AT])).toEqual([
        [20, null],
        [0, 9],
      ]);
      expect((await store.detections({ limit: 10, isOpen: true })).length).toBe(1);
      expect((await store.detections({ limit: 10, from: AT + 10, to: AT + 15 })).length).toBe(0);
    });

    test("one blind span of a source is open at a time", async () => {
      await anew();
      const span = { source: "pods", reason: "watch-stale" as const };
      await record({ blind: [{ ...span, from: AT, to: null }] });
      await record({ blind: [{ ...span, from: AT + 1, to: null }] });
      expect((await store.load()).openBlind).toEqual([{ ...span, from: AT, to: null }]);
      await record({
        blind: [
          { ...span, from: AT, to: AT + 9 },
          { ...span, source: "nodes", from: AT + 3, to: AT + 4 },
        ],
      });
      expect(await store.blind(AT + 8, AT + 20)).toEqual([{ ...span, from: AT, to: AT + 9 }]);
      expect((await store.blind(0, AT + 99)).map(({ source }) => source)).toEqual(["pods", "nodes"]);
    });

    test("notes are written for the version that was read", async () => {
      await anew();
      const text = { owner: "payments", text: "the way in", runbook: "https://example.org" };
      const first = await store.putNotes(IP, text, null, "a", AT);
      expect(first).toEqual({ written: true, notes: { ...text, version: 1, updatedAt: AT, updatedBy: "a" } });
      expect((await store.putNotes(IP, { ...text, owner: "b" }, null, "b", AT)).written).toBe(false);
      const late = await store.putNotes(IP, { ...text, owner: "b" }, 7, "b", AT);
      expect(late).toEqual({ written: false, notes: first.notes });
      expect((await store.putNotes(IP, { ...text, owner: "c" }, 1, "c", AT + 1)).notes).toMatchObject({ owner: "c", version: 2 });
      expect([...(await store.allNotes()).keys()]).toEqual([IP]);
      expect([await store.notes("10.99.0.77"), await store.knownAddresses()]).toEqual([null, [IP]]);
    });

    test("clusters do not see one another", async () => {
      await anew();
      await record({ transitions: [aDraft(AT)], lastKnown: [aKnown(AT, UNSERVED)] });
      const other = await fresh();
      expect((await other.load()).lastKnown).toEqual([]);
      expect((await other.transitions({ limit: 10, withEvidence: true })).items).toEqual([]);
    });

    test("what was recorded is there for the next process", async () => {
      await anew();
      await record({ transitions: [aDraft(AT)], lastKnown: [aKnown(AT, serving("web-1"))] });
      await store.heartbeat({ at: AT + 1_000, seat: seat.number });
      const again = await openAt(`cluster-${turn}`);
      expect(await again.load()).toEqual(await store.load());
      expect((await again.load()).lastHeartbeat).toBe(AT + 1_000);
    });

    test("one records, and who had the seat before is refused", async () => {
      await anew();
      const other = await openAt(`cluster-${turn}`);
      expect(await other.takeSeat("other")).toBeNull();
      await seat.release();
      const taken = await take(other, "other");
      expect(taken.number).toBeGreaterThan(seat.number);
      await expect(record({ transitions: [aDraft(AT)] })).rejects.toMatchObject({ code: "seat-lost" });
      await expect(store.heartbeat({ at: AT, seat: seat.number })).rejects.toMatchObject({ code: "seat-lost" });
      await record({ transitions: [aDraft(AT)] }, AT, other).catch(() => {});
      await other.record({ at: AT, seat: taken.number, ...NOTHING, transitions: [aDraft(AT)] });
      expect((await page()).items.length).toBe(1);
      await taken.release();
      seat = await take(store);
    });

    test("forgetting keeps the first and the newest fifty of an address, and what is young", async () => {
      await anew();
      const now = AT + 1_000 * DAY;
      for (let at = 0; at < 70; at++) await record({ transitions: [aDraft(AT + at)] });
      await record({ transitions: [aDraft(AT, { ip: "10.99.0.11" })] });
      const closed = { ip: IP, kind: "no-standby" as const, subject: IP };
      await record({
        openedDetections: [{ ...closed, facts: {}, from: AT }],
        blind: [{ source: "pods", from: AT, to: AT + 1, reason: "absent" }],
      });
      await record({
        closedDetections: [{ ...closed, to: AT + 1 }],
        openedDetections: [{ ...closed, subject: "Node/a", facts: {}, from: AT }],
      });
      expect(await store.forget(KEEP, AT + DAY, 500)).toEqual({ removed: 0, hasMore: false });
      const steps = [];
      for (let hasMore = true; hasMore; ) {
        const step = await store.forget(KEEP, now, 10);
        steps.push(step.removed);
        hasMore = step.hasMore;
      }
      expect(Math.max(...steps)).toBeLessThanOrEqual(10);
      const left = (await page({ ip: IP, limit: 200 })).items.map(({ notAfter }) => notAfter - AT);
      expect([left.length, left[0], left.at(-1), left.at(-2)]).toEqual([51, 69, 0, 20]);
      expect((await page({ ip: "10.99.0.11" })).items.length).toBe(1);
      expect((await store.detections({ limit: 10 })).map(({ subject }) => subject)).toEqual(["Node/a"]);
      expect(await store.blind(0, now)).toEqual([]);
    });

    test("the words of evidence are forgotten earlier than what they were", async () => {
      await anew();
      const [stored] = await record({ transitions: [aDraft(AT)] });
      await store.forget(KEEP, AT + 91 * DAY, 500);
      const [evidence] = (await store.transition(stored?.id ?? 0))?.evidence ?? [];
      expect(evidence).toEqual({ ...aDraft(AT).evidence[0], before: null, after: null });
    });

    test("nothing is forgotten where nothing is to be", async () => {
      await anew();
      for (let at = 0; at < 60; at++) await record({ transitions: [aDraft(AT + at)] });
      expect(await store.forget({ transitionDays: 0, evidenceDays: 0 }, AT + 9_000 * DAY, 500)).toEqual({ removed: 0, hasMore: false });
    });
  });
}
