import { describe, expect, test } from "vitest";
import { z } from "zod";
import { PROBLEM_CODES, Problem } from "#lib/contract/problem.ts";
import { FindingFilter, FloatingIpFilter, WhatIf } from "#lib/contract/questions.ts";
import { ConsoleError } from "#lib/errors.ts";
import chinese from "#messages/zh-CN/problems.json" with { type: "json" };
import { readAddress, readBody, readNoQuery, readQuery } from "./input.ts";
import { problemResponse } from "./problem.ts";
import { json, readRoute, routes } from "./route.ts";

const URL_OF = "http://127.0.0.1:3000/api/v1/x";

async function failing(error: () => unknown): Promise<{ status: number; problem: Problem; text: string }> {
  const handler = async () => json(await error());
  const { GET } = routes("/x", { GET: handler });
  const response = await GET(new Request(URL_OF), undefined);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const text = await response.text();
  return { status: response.status, problem: Problem.parse(JSON.parse(text)), text };
}

const post = (body: BodyInit, type = "application/json") =>
  new Request(URL_OF, { method: "POST", body, headers: { "content-type": type }, duplex: "half" } as RequestInit);
const thrown = (error: unknown) => () => {
  throw error;
};

test("every code has a title in both languages", async () => {
  for (const code of PROBLEM_CODES) {
    expect(Problem.parse(await problemResponse(code).json()).title).not.toBe("");
    expect(chinese[code]).toMatch(/\p{Script=Han}/u);
  }
});

describe("a failure leaves as a problem", () => {
  test.each<[string, () => unknown, number, string]>([
    ["an address that is none", thrown(new ConsoleError("address-invalid", "no")), 422, "address-invalid"],
    ["an address that nobody claims", thrown(new ConsoleError("not-found", "no")), 404, "not-found"],
    [
      "an error of another copy of the class",
      thrown(Object.assign(new Error("no"), { name: "ConsoleError", code: "not-found", facts: {} })),
      404,
      "not-found",
    ],
    [
      "a store that does not answer",
      thrown(Object.assign(new Error("postgres://u:p@h"), { name: "StoreError", code: "store-unavailable" })),
      503,
      "history-unavailable",
    ],
    ["a broken schema", () => z.object({ a: z.string() }).parse({}), 400, "input-invalid"],
    ["an error nobody expected", thrown(new Error("Bearer eyJhbGciOi")), 500, "internal"],
    ["something that is no error", thrown("Bearer eyJhbGciOi"), 500, "internal"],
    ["a form instead of JSON", () => readBody(post("a=1", "application/x-www-form-urlencoded"), WhatIf), 415, "media-type-unsupported"],
    ["a body that is not JSON", () => readBody(post("{"), WhatIf), 400, "input-invalid"],
    ["a body over 64 kB", () => readBody(post(`"${"a".repeat(70_000)}"`), WhatIf), 413, "body-too-large"],
    ["a severity nobody knows", () => readQuery(new Request(`${URL_OF}?severity=high`), FindingFilter), 400, "input-invalid"],
    ["a question about the past", () => readNoQuery(new Request(`${URL_OF}?at=2026-01-01T00:00:00Z`)), 400, "input-invalid"],
    [
      "a path that is too long for an address",
      () => readAddress({ params: Promise.resolve({ ip: "1".repeat(65) }) }),
      422,
      "address-invalid",
    ],
    ["a path that cannot be decoded", () => readAddress({ params: Promise.resolve({ ip: "%E0%A4%A" }) }), 422, "address-invalid"],
  ])("%s", async (_, error, status, code) => {
    expect(await failing(error)).toMatchObject({ status, problem: { status, code } });
  });

  test("the text of an unexpected error stays on the server", async () => {
    const { text } = await failing(thrown(new Error("Bearer eyJhbGciOi", { cause: "secret" })));
    expect(text).not.toMatch(/eyJ|secret/);
  });

  test("a cause is never sent", async () => {
    const { text } = await failing(thrown(new ConsoleError("cluster-unreachable", "It does not answer.", { cause: new Error("eyJ") })));
    expect(text).not.toContain("eyJ");
  });

  test("each error points at its place", async () => {
    const body = { remove: [{ kind: "pod", namespace: "db" }], add: [{ "a/b~c": 1 }] };
    const { problem } = await failing(() => readBody(post(JSON.stringify(body)), WhatIf));
    expect(problem.errors?.map((one) => one.pointer)).toEqual(expect.arrayContaining(["#/remove/0/name", "#/add/0/floatingIps"]));
  });

  test("an unknown parameter is pointed at, with its characters escaped", async () => {
    const { problem } = await failing(() => readQuery(new Request(`${URL_OF}?stat%2Fe~=split`), FloatingIpFilter));
    expect(problem.errors?.map((one) => one.pointer)).toEqual(["#/stat~1e~0"]);
  });

  test("facts are sent", async () => {
    const { problem } = await failing(thrown(new ConsoleError("not-found", "no", { facts: { is: ["pod"] } })));
    expect(problem.facts).toEqual({ is: ["pod"] });
  });
});

test("a body that arrives in pieces is counted as it comes", async () => {
  const piece = new TextEncoder().encode("a".repeat(40_000));
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(piece);
    },
  });
  expect((await failing(() => readBody(post(body), WhatIf))).problem.code).toBe("body-too-large");
  expect(sent).toBeLessThan(5);
});

test("a filter is read as the contract says", () => {
  const filter = readQuery(new Request(`${URL_OF}?q=&state=split,unserved&node=node-a`), FloatingIpFilter);
  expect(filter).toEqual({ state: ["split", "unserved"], node: "node-a" });
});

test("an address in a path may be escaped", async () => {
  expect(await readAddress({ params: Promise.resolve({ ip: "fd00%3A%3A1" }) })).toBe("fd00::1");
});

describe("methods", () => {
  const { HEAD, POST, OPTIONS } = readRoute("/x", () => json({ a: 1 }));

  test("a method that the route lacks is a problem that names the others", async () => {
    const response = await POST(post("{}"), undefined);
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(await response.json()).toMatchObject({ code: "method-not-allowed", facts: { allowed: ["GET", "HEAD", "OPTIONS"] } });
  });

  test("HEAD has the headers of GET and no body", async () => {
    const response = await HEAD(new Request(URL_OF), undefined);
    expect([response.status, response.headers.get("cache-control"), await response.text()]).toEqual([200, "no-store", ""]);
  });

  test("OPTIONS allows no other site", async () => {
    const response = await OPTIONS(new Request(URL_OF), undefined);
    expect(response.status).toBe(204);
    expect([...response.headers.keys()]).toEqual(["allow"]);
  });
});
