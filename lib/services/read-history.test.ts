import { describe, expect, test } from "vitest";
import * as contract from "#lib/contract/history.ts";
import type { RecorderStatus } from "#lib/contract/status.ts";
import { aLastKnown, aTransition, heldBy, IP } from "#lib/domain/history/testing/past.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import { createMemoryStore, sharedHistory } from "#lib/history/testing/memory-store.ts";
import { readAsOf } from "./read-as-of.ts";
import { readBands } from "./read-bands.ts";
import { readHistory } from "./read-history.ts";

const NOW = 100_000;
const RECORDING: RecorderStatus = { state: "recording", store: "sqlite", since: new Date(0).toISOString(), reason: null, code: null };

function aHistory(transitions: readonly Transition[], recorder: Partial<RecorderStatus> = {}) {
  const shared = { ...sharedHistory(), began: 100, transitions: [...transitions] };
  return { store: createMemoryStore(shared).store, recorder: () => ({ ...RECORDING, ...recorder }), retentionDays: 400, shared };
}

const at = (ms: number) => new Date(ms).toISOString();
const fromFive = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aTransition({ id: index + 1, at: 1_000 * (index + 1), from: heldBy(`gw-${index}`), to: heldBy(`gw-${index + 1}`) }),
  );

describe("a page of history", () => {
  test("goes on where the one before ended, until there is no more", async () => {
    const source = aHistory(fromFive(5));
    const seen: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = contract.HistoryPage.parse(await readHistory(source, { limit: 2, cursor }, NOW));
      seen.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);

    expect(seen).toEqual([[5, 4], [3, 2], [1]]);
  });

  test("has each span in which nobody looked, on the page of its time", async () => {
    const source = aHistory(fromFive(4));
    source.shared.spans.push(
      { source: "all", from: 3_100, to: 3_200, reason: "process-down" },
      { source: "all", from: 2_100, to: 2_200, reason: "process-down" },
      { source: "all", from: 100, to: 200, reason: "process-down" },
    );
    const first = await readHistory(source, { limit: 2 }, NOW);
    const second = await readHistory(source, { limit: 2, cursor: first.nextCursor ?? "" }, NOW);

    expect(first.blind.map(({ from }) => from)).toEqual([at(3_100)]);
    expect(second.blind.map(({ from }) => from)).toEqual([at(2_100), at(100)]);
  });

  test("tells of the recorder's own trouble, which it cannot store", async () => {
    const source = aHistory(fromFive(1), { state: "blind", code: "store-full", since: at(50_000) });

    expect((await readHistory(source, { limit: 2 }, NOW)).blind).toMatchObject([
      { source: "all", from: at(50_000), to: null, code: "store-failed" },
    ]);
  });

  test("takes any spelling of an address, and refuses what is none", async () => {
    const ip = "fd00:99::1";
    const source = aHistory([aTransition({ id: 1, at: 1_000, ip })]);

    expect((await readHistory(source, { ip: "FD00:99:0::0001", limit: 2 }, NOW)).items).toHaveLength(1);
    await expect(readHistory(source, { ip: "10.0.0.256", limit: 2 }, NOW)).rejects.toMatchObject({ code: "address-invalid" });
  });

  test.each(["", "MQ", "%", "AAAA", Buffer.from("0 1").toString("base64url"), Buffer.from("1 1;").toString("base64url")])(
    "refuses the cursor “%s”",
    async (cursor) => {
      await expect(readHistory(aHistory([]), { limit: 2, cursor }, NOW)).rejects.toMatchObject({ code: "input-invalid" });
    },
  );
});

describe("who had it then", () => {
  test("is answered with the evidence of what brought it there", async () => {
    const told = contract.AsOf.parse(await readAsOf(aHistory(fromFive(2)), IP, 1_500, NOW));

    expect(told).toMatchObject({
      answer: "certain",
      reason: "payments/gw-1 had it, and everything that decides it was watched.",
      candidates: [{ notBefore: at(1_000), notAfter: at(2_000), standing: { state: "serving" } }],
    });
  });

  test("is only possible while the recorder is in trouble", async () => {
    const source = aHistory(fromFive(2), { state: "blind", code: "store-full", since: at(50_000) });

    expect(await readAsOf(source, IP, 60_000, NOW)).toMatchObject({
      answer: "possible",
      code: "not-watched-since",
      blind: [{ source: "all" }],
    });
  });

  test("is not observed of what nobody ever claimed", async () => {
    expect(contract.AsOf.parse(await readAsOf(aHistory([]), IP, 1_500, NOW))).toMatchObject({ answer: "not-observed", candidates: [] });
  });
});

describe("what may be over its time", () => {
  const day = 24 * 3_600_000;
  const now = 900 * day;
  const first = aTransition({ id: 1, at: 10 * day, from: heldBy(), to: heldBy("gw-0") });
  const second = aTransition({ id: 999, at: 800 * day, from: heldBy("gw-0"), to: heldBy("gw-1") });

  test("is never certain, though it was the same before and after", async () => {
    const source = aHistory([first, second]);

    expect(await readAsOf(source, IP, 499 * day, now)).toMatchObject({ answer: "possible", code: "perhaps-forgotten" });
    expect(await readAsOf(source, IP, 501 * day, now)).toMatchObject({ answer: "certain" });
    const [band] = (await readBands(source, { from: 400 * day, to: 801 * day, ip: [IP] }, [], now)).items;
    expect(band?.stretches).toMatchObject([{ kind: "blind", to: at(500 * day) }, { kind: "serving" }, { kind: "serving" }]);
  });

  test("is nothing where all is kept for ever", async () => {
    expect(await readAsOf({ ...aHistory([first, second]), retentionDays: 0 }, IP, 499 * day, now)).toMatchObject({ answer: "certain" });
  });
});

describe("the bands", () => {
  test("are one for each address of the list, also of one that never moved", async () => {
    const still = "10.99.0.11";
    const source = aHistory(fromFive(2));
    source.shared.lastKnown.set(still, aLastKnown({ ip: still, since: { notBefore: 0, notAfter: 100 } }));
    const bands = contract.Bands.parse(await readBands(source, { from: 500, to: 3_000 }, [IP, still], NOW));

    expect(bands.items).toMatchObject([
      {
        ip: IP,
        stretches: [{ from: at(500), to: at(1_000) }, { backends: [{ name: "gw-1" }] }, { to: at(3_000), kind: "serving" }],
        transitions: [{ id: 1, at: at(1_000) }, { id: 2 }],
      },
      { ip: still, stretches: [{ from: at(500), to: at(3_000), kind: "serving" }], transitions: [] },
    ]);
  });

  test("of a time before the last change show who had it before", async () => {
    const source = aHistory(fromFive(3));
    source.shared.lastKnown.set(
      IP,
      aLastKnown({ standing: heldBy("gw-3"), since: { notBefore: 3_000, notAfter: 3_000 }, lastTransitionId: 3 }),
    );
    const [band] = (await readBands(source, { from: 2_100, to: 2_900, ip: [IP] }, [], NOW)).items;

    expect(band?.stretches).toMatchObject([{ kind: "serving", backends: [{ name: "gw-2" }] }]);
  });

  test("are refused where nobody could look at so many", async () => {
    const source = aHistory([]);
    const listed = Array.from({ length: 600 }, (_, index) => `10.99.${index >> 8}.${index & 255}`);
    for (const ip of listed) source.shared.lastKnown.set(ip, aLastKnown({ ip }));
    for (let from = 1_000; from < 90_000; from += 1_000)
      source.shared.spans.push({ source: "all", from, to: from + 10, reason: "watch-stale" });

    await expect(readBands(source, { from: 500, to: NOW }, listed, NOW)).rejects.toMatchObject({ code: "input-invalid" });
    expect((await readBands(source, { from: 500, to: 5_500 }, listed, NOW)).items).toHaveLength(600);
  });

  test("end now", async () => {
    expect((await readBands(aHistory([]), { from: 0, to: NOW * 2 }, [], NOW)).to).toBe(at(NOW));
  });

  test.each([
    [5, 5],
    [6, 5],
    [NOW, NOW + 1],
  ])("are refused from %i to %i", async (from, to) => {
    await expect(readBands(aHistory([]), { from, to }, [], NOW)).rejects.toMatchObject({ code: "input-invalid" });
  });
});
