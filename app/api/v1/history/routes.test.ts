import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IncidentBundle } from "#lib/contract/bundle.ts";
import { AsOf, Bands, DetectionList, HistoryPage, NotesAnswer, NotesList, Transition } from "#lib/contract/history.ts";
import { Problem } from "#lib/contract/problem.ts";
import type { Status } from "#lib/contract/status.ts";
import { aTransition, heldBy, IP } from "#lib/domain/history/testing/past.ts";
import { StoreError } from "#lib/history/store.ts";
import { createMemoryStore, sharedHistory } from "#lib/history/testing/memory-store.ts";
import { type Runtime, setRuntime } from "#lib/runtime/runtime.ts";
import * as detections from "../detections/route.ts";
import * as bundle from "../floating-ips/[ip]/bundle/route.ts";
import * as addressHistory from "../floating-ips/[ip]/history/route.ts";
import * as notes from "../floating-ips/[ip]/notes/route.ts";
import * as floatingIp from "../floating-ips/[ip]/route.ts";
import * as allNotes from "../notes/route.ts";
import * as acknowledge from "./[id]/acknowledge/route.ts";
import * as one from "./[id]/route.ts";
import * as bands from "./bands/route.ts";
import * as history from "./route.ts";

const URL_OF = "http://127.0.0.1:3000/api/v1";
const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
const iso = (time: number) => new Date(time).toISOString();
const ofAddress = (ip = IP) => ({ params: Promise.resolve({ ip }) });
const ofId = (id: string) => ({ params: Promise.resolve({ id }) });
const get = (query = "") => new Request(`${URL_OF}/x${query}`);
const send = (method: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${URL_OF}/x`, { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });

const STATUS: Status = {
  product: "buoy",
  version: "0.1.0",
  readOnly: true,
  demo: false,
  auth: "local",
  now: iso(0),
  cluster: {
    name: "test",
    kubernetesVersion: null,
    calico: { version: null, datastore: "kubernetes", dataplane: "iptables", ipam: "calico-ipam", managedBy: "manifest", apiGroup: null },
  },
  sources: [],
  recorder: null,
  user: null,
  namespaces: null,
};

let memory: ReturnType<typeof createMemoryStore>;
let status: Status;

beforeEach(() => {
  status = STATUS;
  memory = createMemoryStore({
    ...sharedHistory(),
    began: hoursAgo(1_000),
    transitions: [
      aTransition({ id: 1, at: hoursAgo(5), from: heldBy("gw-0"), to: heldBy("gw-1") }),
      aTransition({ id: 2, at: hoursAgo(3), from: heldBy("gw-1"), to: heldBy("gw-2"), cause: "node-lost" }),
      aTransition({ id: 3, at: hoursAgo(2), ip: "10.99.0.11", cause: "node-lost" }),
    ],
  });
  const live = {
    shown: async () => {},
    list: () => ({ observedAt: iso(0), revision: 1, items: [{ ip: IP }] }),
    detail: () => null,
    findings: () => ({ items: [] }),
    address: (ip: string) => ({ ip, answers: [] }),
  };
  setRuntime({
    live,
    metrics: new Registry(),
    history: {
      store: memory.store,
      recorder: () => ({ state: "recording", store: "sqlite", since: iso(0), reason: null, code: null }),
      retentionDays: 400,
    },
    status: () => status,
  } as unknown as Runtime);
});

afterEach(() => memory.fail(null));

async function problemOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return [response.status, Problem.parse(await response.json()).code];
}

describe("history", () => {
  test("is read newest first, and page by page", async () => {
    const first = HistoryPage.parse(await (await history.GET(get("?limit=2"), undefined)).json());
    const second = HistoryPage.parse(await (await history.GET(get(`?limit=2&cursor=${first.nextCursor}`), undefined)).json());

    expect([first, second].map((page) => page.items.map(({ id }) => id))).toEqual([[3, 2], [1]]);
    expect(second.nextCursor).toBeNull();
  });

  test("is filtered by what the query names", async () => {
    const read = async (query: string) => {
      const page = HistoryPage.parse(await (await history.GET(get(query), undefined)).json());
      return page.items.map(({ id }) => id);
    };

    expect(await read(`?ip=${IP}`)).toEqual([2, 1]);
    expect(await read("?cause=node-lost,pod-evicted")).toEqual([3, 2]);
    expect(await read("?kind=lost")).toEqual([]);
    expect(await read(`?from=${iso(hoursAgo(4))}&to=${iso(hoursAgo(2.5))}`)).toEqual([2]);
    expect(await read("?acknowledged=true")).toEqual([]);
    expect(await read("?namespace=legacy")).toEqual([]);
  });

  test("of one address is the same as with its address in the query", async () => {
    const page = HistoryPage.parse(await (await addressHistory.GET(get(), ofAddress())).json());

    expect(page.items.map(({ id }) => id)).toEqual([2, 1]);
  });

  test.each([
    "?limit=0",
    "?limit=501",
    "?limit=x",
    "?cause=magic",
    "?kind=failover,magic",
    "?from=yesterday",
    "?from=2026-08-29",
    "?cursor=x",
    "?format=xml",
    "?acknowledged=maybe",
    "?state=serving",
    `?namespace=${"a".repeat(254)}`,
  ])("is refused with the query %s", async (query) => {
    expect(await problemOf(await history.GET(get(query), undefined))).toEqual([400, "input-invalid"]);
  });

  test("is refused of what is no address", async () => {
    expect(await problemOf(await history.GET(get("?ip=10.0.0.256"), undefined))).toEqual([422, "address-invalid"]);
    expect(await problemOf(await addressHistory.GET(get("?ip=10.0.0.1"), ofAddress()))).toEqual([400, "input-invalid"]);
  });

  test("is unavailable where the store is", async () => {
    memory.fail(new StoreError("store-unavailable", "gone"));

    for (const query of ["", "?format=csv", "?all=true"]) {
      expect(await problemOf(await history.GET(get(query), undefined))).toEqual([503, "history-unavailable"]);
    }
  });

  test("is exported as a file with exactly the filtered view, whatever the limit", async () => {
    const csv = await history.GET(get(`?format=csv&limit=1&ip=${IP}`), undefined);
    const whole = await history.GET(get(`?all=true&limit=1&ip=${IP}`), undefined);

    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="buoy-history-10\.99\.0\.10-.*\.csv"$/);
    expect((await csv.text()).trimEnd().split("\r\n")).toHaveLength(3);
    expect(HistoryPage.parse(await whole.json()).items.map(({ id }) => id)).toEqual([2, 1]);
  });
});

describe("one transition", () => {
  test("is read with its evidence, and acknowledged with a comment", async () => {
    const answer = await acknowledge.POST(send("POST", { comment: "  rack was moved " }), ofId("2"));

    expect(Transition.parse(await answer.json()).acknowledged).toMatchObject({ by: "local", comment: "rack was moved" });
    expect(Transition.parse(await (await one.GET(get(), ofId("2"))).json()).acknowledged?.comment).toBe("rack was moved");
  });

  test.each<[string, () => Response | Promise<Response>, number, string]>([
    ["a number that none has", () => one.GET(get(), ofId("99")), 404, "not-found"],
    ["what is no number", () => one.GET(get(), ofId("0x1")), 400, "input-invalid"],
    ["a number that none has, acknowledged", () => acknowledge.POST(send("POST", {}), ofId("99")), 404, "not-found"],
    ["a comment without end", () => acknowledge.POST(send("POST", { comment: "a".repeat(1001) }), ofId("2")), 400, "input-invalid"],
    ["a field that nobody knows", () => acknowledge.POST(send("POST", { note: "a" }), ofId("2")), 400, "input-invalid"],
    ["a GET of what is only written", () => acknowledge.GET(get(), ofId("2")), 405, "method-not-allowed"],
  ])("is refused of %s", async (_name, answer, code, problem) => {
    expect(await problemOf(await answer())).toEqual([code, problem]);
  });
});

describe("an address at a time", () => {
  test("is answered with who had it", async () => {
    const answer = AsOf.parse(await (await floatingIp.GET(get(`?at=${iso(hoursAgo(4))}`), ofAddress())).json());

    expect(answer).toMatchObject({ ip: IP, answer: "certain", candidates: [{ standing: { nodes: [{ backend: { name: "gw-1" } }] } }] });
  });

  test("is refused of a time that is none", async () => {
    expect(await problemOf(await floatingIp.GET(get("?at=now"), ofAddress()))).toEqual([400, "input-invalid"]);
  });
});

describe("bands and detections", () => {
  test("are of the addresses of the list, or of those that are named", async () => {
    const range = `from=${iso(hoursAgo(24))}&to=${iso(Date.now() + 60_000)}`;
    const all = Bands.parse(await (await bands.GET(get(`?${range}`), undefined)).json());
    const named = Bands.parse(await (await bands.GET(get(`?${range}&ip=10.99.0.11,${IP}`), undefined)).json());

    expect(all.items.map(({ ip, stretches }) => [ip, stretches.length])).toEqual([[IP, 3]]);
    expect(named.items.map(({ ip }) => ip)).toEqual(["10.99.0.11", IP]);
  });

  test.each(["", `?from=${iso(0)}`, `?from=${iso(5)}&to=${iso(5)}`])("are refused of the range “%s”", async (query) => {
    expect(await problemOf(await bands.GET(get(query), undefined))).toEqual([400, "input-invalid"]);
  });

  test("say what is wrong", async () => {
    const facts = { pod: "payments/gw-2", node: "node-a" };
    memory.shared.detections.push({ id: 1, ip: IP, kind: "no-standby", subject: "Pod/payments/gw-2", facts, from: hoursAgo(3), to: null });
    const list = DetectionList.parse(await (await detections.GET(get("?open=true"), undefined)).json());

    expect(list.items).toMatchObject([{ message: "payments/gw-2 on node-a is the only claimant in the cluster." }]);
  });
});

describe("notes", () => {
  const text = { owner: "payments", text: "Terminals.", runbook: "https://wiki.example.org" };

  test("are written once they were read, and overwritten only by whoever read the newest", async () => {
    const created = await notes.PUT(send("PUT", text, { "if-none-match": "*" }), ofAddress());
    const etag = (await notes.GET(get(), ofAddress())).headers.get("etag") ?? "";
    const changed = await notes.PUT(send("PUT", { ...text, owner: "edge" }, { "if-match": etag }), ofAddress());
    const late = await notes.PUT(send("PUT", { ...text, owner: "late" }, { "if-match": etag }), ofAddress());

    expect(NotesAnswer.parse(await created.json()).notes).toMatchObject({ owner: "payments", version: 1, updatedBy: "local" });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(late.status).toBe(412);
    expect(Problem.parse(await late.json())).toMatchObject({
      code: "precondition-failed",
      current: { owner: "edge", version: 2 },
      sent: { owner: "late" },
    });
  });

  test("are exported all together, in the order of the addresses", async () => {
    for (const ip of ["10.99.0.11", "10.99.0.9"]) {
      await notes.PUT(send("PUT", { ...text, owner: "=payments" }, { "if-none-match": "*" }), ofAddress(ip));
    }
    const list = NotesList.parse(await (await allNotes.GET(get(), undefined)).json());
    const lines = (await (await allNotes.GET(get("?format=csv"), undefined)).text()).split("\r\n");

    expect(list.items.map(({ ip, notes: { owner } }) => [ip, owner])).toEqual([
      ["10.99.0.9", "=payments"],
      ["10.99.0.11", "=payments"],
    ]);
    expect(lines[0]).toBe("ip,owner,text,runbook,version,updatedAt,updatedBy");
    expect(lines[1]).toMatch(/^10\.99\.0\.9,'=payments,Terminals\.,https:\/\/wiki\.example\.org,1,/);
  });

  test("are not written without saying what was read", async () => {
    expect(await problemOf(await notes.PUT(send("PUT", text), ofAddress()))).toEqual([428, "precondition-required"]);
  });

  test.each([
    { ...text, runbook: "javascript:alert(1)" },
    { ...text, text: "a".repeat(10_001) },
    { ...text, owner: "a".repeat(254) },
    { ...text, version: 1 },
    [],
  ])("are refused as %j", async (body) => {
    expect(await problemOf(await notes.PUT(send("PUT", body, { "if-none-match": "*" }), ofAddress()))).toEqual([400, "input-invalid"]);
  });

  test("and acknowledgements are not written where nobody signs in", async () => {
    status = { ...STATUS, auth: "none" };

    expect(await problemOf(await notes.PUT(send("PUT", text, { "if-none-match": "*" }), ofAddress()))).toEqual([403, "read-only"]);
    expect(await problemOf(await acknowledge.POST(send("POST", {}), ofId("2")))).toEqual([403, "read-only"]);
  });
});

test("a bundle is a file that the contract can read", async () => {
  const answer = await bundle.GET(get(), ofAddress());

  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="buoy-incident-10\.99\.0\.10-/);
  expect(IncidentBundle.parse(await answer.json()).transitions.map(({ id }) => id)).toEqual([2, 1]);
});
